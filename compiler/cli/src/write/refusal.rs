//! Why nothing was written, in words that name the files.

use std::fmt;
use std::fs;
use std::path::Path;

use similar::TextDiff;

use super::elsewhere::Elsewhere;
use super::plan::Plan;
use crate::{Error, Exit};

/// Differences are shown for this many files, and of each this many lines.
const SHOWN_FILES: usize = 5;
const SHOWN_LINES: usize = 40;
/// Names that a list shows.
pub(super) const SHOWN_NAMES: usize = 20;
/// A difference is computed for texts of at most this size.
const COMPARED: usize = 256 * 1024;

/// What is in the way of a file or folder of the output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObstacleKind {
    /// A file that we wrote and somebody edited.
    Edited,
    /// A file that we wrote, somebody edited, and the program no longer produces.
    EditedAndStale,
    /// A file that is not ours.
    Foreign,
    /// A symbolic link.
    Link,
    /// A folder where a file goes.
    FolderForFile,
    /// A file where a folder goes.
    FileForFolder,
}

/// A path that keeps a build from writing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Obstacle {
    /// Relative to the output folder.
    pub path: String,
    /// What is there.
    pub kind: ObstacleKind,
    /// How an edited file differs from what would be written; empty where it is not shown.
    pub difference: String,
}

impl Obstacle {
    pub(super) fn new(path: String, kind: ObstacleKind) -> Self {
        Self { path, kind, difference: String::new() }
    }
}

/// Why nothing was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// These are in the way.
    InTheWay(Vec<Obstacle>),
    /// Only some files were to change, and these would have.
    Elsewhere(Vec<Elsewhere>),
    /// The world failed.
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Refusal {
    /// How a command ends that was refused.
    pub fn exit(&self) -> Exit {
        match self {
            Self::InTheWay(_) | Self::Failed(_) => Exit::World,
            Self::Elsewhere(_) => Exit::Different,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(error) => write!(f, "{error}"),
            Self::Elsewhere(files) => {
                write!(f, "nothing was written: files outside what was asked for would change")?;
                list(f, files.iter())
            }
            Self::InTheWay(obstacles) => in_the_way(f, obstacles),
        }
    }
}

fn in_the_way(f: &mut fmt::Formatter<'_>, obstacles: &[Obstacle]) -> fmt::Result {
    let of = |kinds: &'static [ObstacleKind]| {
        obstacles.iter().filter(|found| kinds.contains(&found.kind)).collect::<Vec<_>>()
    };
    write!(f, "nothing was written")?;
    let edited = of(&[ObstacleKind::Edited, ObstacleKind::EditedAndStale]);
    if !edited.is_empty() {
        write!(f, "\nedited by hand since o8 wrote them (`--force` replaces them):")?;
        let mark = |found: &&Obstacle| match found.kind {
            ObstacleKind::EditedAndStale => format!("{} (no longer produced)", found.path),
            _ => found.path.clone(),
        };
        let names: Vec<String> = edited.iter().map(mark).collect();
        list(f, names.iter().map(String::as_str))?;
        for found in edited.iter().filter(|found| !found.difference.is_empty()) {
            write!(f, "\n\n{}", found.difference.trim_end())?;
        }
    }
    let kinds: [(&'static [ObstacleKind], &str); 4] = [
        (&[ObstacleKind::Foreign], "not written by o8 (move them away, or choose another output folder):"),
        (&[ObstacleKind::Link], "symbolic links, which o8 does not follow:"),
        (&[ObstacleKind::FolderForFile], "folders where a file goes:"),
        (&[ObstacleKind::FileForFolder], "files where a folder goes:"),
    ];
    for (kinds, heading) in kinds {
        let found = of(kinds);
        if !found.is_empty() {
            write!(f, "\n{heading}")?;
            list(f, found.iter().map(|found| found.path.as_str()))?;
        }
    }
    Ok(())
}

fn list(f: &mut fmt::Formatter<'_>, names: impl ExactSizeIterator<Item: fmt::Display>) -> fmt::Result {
    let more = names.len().saturating_sub(SHOWN_NAMES);
    for name in names.take(SHOWN_NAMES) {
        write!(f, "\n  {name}")?;
    }
    if more > 0 { write!(f, "\n  and {more} more") } else { Ok(()) }
}

/// Adds to the first edited files how they differ from what would be written.
pub(super) fn with_differences(mut obstacles: Vec<Obstacle>, root: &Path, plan: &Plan<'_>) -> Vec<Obstacle> {
    let edited = obstacles.iter_mut().filter(|found| found.kind == ObstacleKind::Edited);
    for obstacle in edited.take(SHOWN_FILES) {
        let produced = plan.items.iter().find(|item| item.path() == obstacle.path);
        if let (Some(item), Ok(found)) = (produced, fs::read(root.join(&obstacle.path))) {
            obstacle.difference = difference(&obstacle.path, &item.file.bytes, &found);
        }
    }
    obstacles
}

/// From what o8 would write to what lies there, so that the edit is what is added.
fn difference(path: &str, ours: &[u8], theirs: &[u8]) -> String {
    let (Ok(ours), Ok(theirs)) = (str::from_utf8(ours), str::from_utf8(theirs)) else {
        return format!("{path}: not text");
    };
    if ours.len().max(theirs.len()) > COMPARED {
        return format!("{path}: {} bytes, where {} would be written", theirs.len(), ours.len());
    }
    let text = TextDiff::from_lines(ours, theirs)
        .unified_diff()
        .context_radius(3)
        .missing_newline_hint(false)
        .header(&format!("{path} (what o8 writes)"), &format!("{path} (edited by hand)"))
        .to_string();
    let visible =
        |line: &str| line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(200).collect();
    let lines: Vec<String> = text.lines().map(visible).collect();
    let mut shown = lines[..lines.len().min(SHOWN_LINES)].join("\n");
    if lines.len() > SHOWN_LINES {
        shown.push_str(&format!("\n… and {} more lines", lines.len() - SHOWN_LINES));
    }
    shown
}
