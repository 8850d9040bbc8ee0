//! The form for people: excerpts with labels, drawn by ariadne.
//!
//! ariadne gets excerpts instead of files, and the positions in its headers are put in afterwards: it counts in
//! what it was given.

use std::ops::Range;

use ariadne::{Cache, CharSet, Color, Config, IndexType, Label, Report, ReportKind, Source};

use super::excerpt::{Excerpt, excerpt, visible};
use super::json::severity;
use super::{Options, summary_of};
use crate::sources::{Located, Locator};
use crate::{Diagnostic, LineColumn, Severity};

/// Stands for a path in what ariadne draws; no excerpt and no message contains one.
const PATH: char = '\u{1}';

pub(super) fn render(diagnostics: &[&Diagnostic], locator: &mut Locator<'_>, options: &Options) -> String {
    let mut output = String::new();
    for diagnostic in chosen(diagnostics, options.limit) {
        one(diagnostic, locator, options, &mut output);
        output.push('\n');
    }
    if let Some(more) = diagnostics.len().checked_sub(options.limit).filter(|more| *more > 0) {
        output.push_str(&format!("and {more} more, which `--format json` lists\n"));
    }
    let summary = summary_of(diagnostics.iter().copied());
    if !summary.is_empty() {
        output.push_str(&summary);
        output.push('\n');
    }
    output
}

/// All, or where there are too many the heaviest; in order either way.
fn chosen<'a>(diagnostics: &[&'a Diagnostic], limit: usize) -> Vec<&'a Diagnostic> {
    let mut numbered: Vec<(usize, &Diagnostic)> = diagnostics.iter().copied().enumerate().collect();
    if numbered.len() > limit {
        numbered.sort_by_key(|(n, diagnostic)| (diagnostic.severity, *n));
        numbered.truncate(limit);
        numbered.sort_by_key(|(n, _)| *n);
    }
    numbered.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

fn one(diagnostic: &Diagnostic, locator: &mut Locator<'_>, options: &Options, output: &mut String) {
    let groups = groups(diagnostic, locator);
    let colour = colour(diagnostic.severity);
    output.push_str(&format!("{}: {}\n", kind(diagnostic, options), one_line(&diagnostic.message)));
    let start = groups.first().map_or(0..0, |group| group.excerpt.marks[0].clone());
    let config = Config::new()
        .with_index_type(IndexType::Char)
        .with_color(options.colour)
        .with_char_set(if options.ascii { CharSet::Ascii } else { CharSet::Unicode });
    let mut report = Report::build(ReportKind::Error, (0, start)).with_config(config);
    for (id, group) in groups.iter().enumerate() {
        report.add_labels(labels(id, group, colour));
    }

    let headers: Vec<String> = groups.iter().map(|group| header(group, locator)).collect();
    let files = Files(groups.into_iter().map(|group| Source::from(group.excerpt.text)).collect());
    let mut drawn = Vec::new();
    // Writing to memory does not fail, and what ariadne writes is text.
    let _ = report.finish().write(files, &mut drawn);
    let drawn = with_headers(&String::from_utf8_lossy(&drawn), &headers);
    // The first line is ariadne's own heading, which is coloured whether colours are wanted or not.
    for line in drawn.lines().skip(1) {
        output.push_str(if options.colour { line } else { line.trim_end() });
        output.push('\n');
    }
    advice(diagnostic, options, output);
}

fn kind(diagnostic: &Diagnostic, options: &Options) -> String {
    let kind = format!("{}[{}]", severity(diagnostic.severity), diagnostic.code);
    let code = match diagnostic.severity {
        Severity::Error => 31,
        Severity::Warning => 33,
        Severity::Note => 36,
    };
    if options.colour { format!("\u{1b}[1;{code}m{kind}\u{1b}[0m") } else { kind }
}

fn colour(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::Red,
        Severity::Warning => Color::Yellow,
        Severity::Note => Color::Cyan,
    }
}

/// What a diagnostic points at in one file.
struct Group<'d> {
    excerpt: Excerpt,
    /// Whether it is the primary place, and its label; one for each mark of the excerpt.
    marks: Vec<(bool, &'d str)>,
}

/// The file of the primary place first, then the others in the order in which they come up.
fn groups<'d>(diagnostic: &'d Diagnostic, locator: &mut Locator<'_>) -> Vec<Group<'d>> {
    let related = diagnostic.related.iter().map(|related| (false, related.place, related.label.as_str()));
    let places = std::iter::once((true, diagnostic.place, diagnostic.label.as_str())).chain(related);
    let mut files: Vec<Vec<(Located, bool, &str)>> = Vec::new();
    for (primary, place, label) in places {
        let Some(located) = locator.locate(place) else { continue };
        match files.iter_mut().find(|marks| marks[0].0.file == located.file) {
            Some(marks) => marks.push((located, primary, label)),
            None => files.push(vec![(located, primary, label)]),
        }
    }
    let group = |marks: Vec<(Located, bool, &'d str)>| {
        let places: Vec<Located> = marks.iter().map(|(located, ..)| *located).collect();
        let excerpt = excerpt(&places, locator)?;
        Some(Group {
            excerpt,
            marks: marks.into_iter().map(|(_, primary, label)| (primary, label)).collect(),
        })
    };
    files.into_iter().filter_map(group).collect()
}

/// Sorted from top to bottom: out of order, ariadne would draw the file twice.
fn labels(id: usize, group: &Group<'_>, colour: Color) -> Vec<Label<(usize, Range<usize>)>> {
    let mut marks: Vec<(&Range<usize>, &(bool, &str))> =
        group.excerpt.marks.iter().zip(&group.marks).collect();
    marks.sort_by_key(|(range, _)| (range.end, range.start));
    let label = |(range, (primary, text)): (&Range<usize>, &(bool, &str))| {
        // Without a word, ariadne would not underline.
        let text = if text.is_empty() { "here".to_owned() } else { one_line(text) };
        let colour = if *primary { colour } else { Color::Blue };
        Label::new((id, range.clone()))
            .with_message(text)
            .with_color(colour)
            .with_priority(i32::from(*primary))
    };
    marks.into_iter().map(label).collect()
}

fn header(group: &Group<'_>, locator: &Locator<'_>) -> String {
    let LineColumn { line, column } = group.excerpt.start;
    format!("{}:{line}:{column}", one_line(locator.sources.path(group.excerpt.file)))
}

/// The drawn text with `headers[n]` for the place that stands after the n-th path.
fn with_headers(drawn: &str, headers: &[String]) -> String {
    let mut pieces = drawn.split(PATH);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    while let (Some(id), Some(rest)) = (pieces.next(), pieces.next()) {
        text.push_str(id.parse::<usize>().ok().and_then(|id| headers.get(id)).map_or("", String::as_str));
        text.push_str(rest.trim_start_matches(|c: char| c == ':' || c == '?' || c.is_ascii_digit()));
    }
    text
}

/// Help and fixes, below the drawing.
fn advice(diagnostic: &Diagnostic, options: &Options, output: &mut String) {
    let mut line = |word: &str, text: &str| {
        let word = if options.colour { format!("\u{1b}[36m{word}\u{1b}[0m") } else { word.to_owned() };
        let text = text.split('\n').map(one_line).collect::<Vec<_>>().join("\n        ");
        output.push_str(&format!("  {word}: {text}\n"));
    };
    if let Some(help) = &diagnostic.help {
        line("help", help);
    }
    for fix in &diagnostic.fixes {
        match fix.safe {
            true => line("fix", &format!("{} (`o8 fix` applies it)", fix.title)),
            false => line("suggestion", &fix.title),
        }
    }
}

fn one_line(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// The excerpts of one diagnostic, numbered.
struct Files(Vec<Source<String>>);

impl Cache<usize> for Files {
    type Storage = String;

    fn fetch(&mut self, id: &usize) -> Result<&Source<String>, impl std::fmt::Debug> {
        self.0.get(*id).ok_or("no such excerpt")
    }

    fn display<'a>(&self, id: &'a usize) -> Option<impl std::fmt::Display + 'a> {
        Some(format!("{PATH}{id}{PATH}"))
    }
}
