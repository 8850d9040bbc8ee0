//! One thing that o8 tells the user about a program, as data.

use crate::{Anchor, FileId, ItemId, Place};

/// How much a diagnostic weighs. Errors make a command fail; warnings do with `--deny warnings`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// The program means nothing as it stands.
    Error,
    /// The program means something that is probably not wanted.
    Warning,
    /// Something worth knowing.
    Note,
}

/// A second place that takes part in a diagnostic, such as the declaration that an expression disagrees with.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Related {
    /// Where.
    pub place: Place,
    /// What is there, in a few words.
    pub label: String,
}

/// Text to put in place of a span.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Edit {
    /// What is replaced; an empty span inserts.
    pub place: Place,
    /// The new text.
    pub text: String,
}

/// A change to the source that answers a diagnostic.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Fix {
    /// What the fix does, in the imperative: "rename to `replicas`".
    pub title: String,
    /// Whether it may be applied without a person looking at it.
    pub safe: bool,
    /// Edits that do not overlap.
    pub edits: Vec<Edit>,
}

impl Fix {
    /// A fix of one edit that may be applied without a person looking.
    pub fn safe(title: impl Into<String>, place: Place, text: impl Into<String>) -> Self {
        Self { title: title.into(), safe: true, edits: vec![Edit { place, text: text.into() }] }
    }

    /// A fix of one edit that a person has to choose.
    pub fn offered(title: impl Into<String>, place: Place, text: impl Into<String>) -> Self {
        Self { title: title.into(), safe: false, edits: vec![Edit { place, text: text.into() }] }
    }
}

/// One thing that o8 tells the user.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Diagnostic {
    /// The stable code, such as `E0302`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// The reason, in one line: lower case, no full stop, names in backticks.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What is at that place, in a few words; may be empty.
    pub label: String,
    /// Other places that take part.
    pub related: Vec<Related>,
    /// What to write instead; may be absent.
    pub help: Option<String>,
    /// Changes that answer it.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// An error of `code` at `place`.
    pub fn error(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, place, message)
    }

    /// A warning of `code` at `place`.
    pub fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, place, message)
    }

    /// A note of `code` at `place`.
    pub fn note(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, place, message)
    }

    fn new(code: &'static str, severity: Severity, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity,
            message: cropped(message.into()),
            place,
            label: String::new(),
            related: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// With a label at the primary place.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = cropped(label.into());
        self
    }

    /// With a second place.
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push(Related { place, label: cropped(label.into()) });
        self
    }

    /// With a line that says what to write instead.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(cropped(help.into()));
        self
    }

    /// With a change that answers it.
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// With every place passed through `change`.
    pub fn map_places(mut self, change: &dyn Fn(Place) -> Place) -> Self {
        self.place = change(self.place);
        for related in &mut self.related {
            related.place = change(related.place);
        }
        for edit in self.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.place = change(edit.place);
        }
        self
    }

    /// With `anchor` where a place was relative to the text that the producing function was given.
    pub fn anchored(self, anchor: Anchor) -> Self {
        self.map_places(&|place| match place.anchor {
            Anchor::Local => Place { anchor, span: place.span },
            Anchor::File(_) | Anchor::Item(_) => place,
        })
    }

    /// With every place counted from the start of its file.
    pub fn resolved(self, locate: &dyn Fn(ItemId) -> (FileId, u32)) -> Self {
        self.map_places(&|place| place.resolve(locate))
    }
}

/// A text without its middle where it is too long to be read: a program may well have a word of a megabyte.
fn cropped(text: String) -> String {
    const LONGEST: usize = 1000;
    const START: usize = 300;
    const END: usize = 100;
    if text.len() <= LONGEST {
        return text;
    }
    let start = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= START).last().unwrap_or(0);
    let end =
        text.char_indices().rev().map(|(at, _)| at).find(|at| at + END <= text.len()).unwrap_or(text.len());
    format!("{}…{}", &text[..start], &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Span;

    #[test]
    fn texts_have_a_bounded_length() {
        let place = Place::file(FileId(0), Span::at(0));
        let name = "é".repeat(100_000);
        let message = format!("nothing is called `{name}` here");
        let found = Diagnostic::error("E9901", place, &message)
            .label(&message)
            .help(&message)
            .related(place, &message);
        let shown = found.message.as_str();
        assert!(
            shown.len() < 500 && shown.starts_with("nothing is called `éé") && shown.ends_with("é` here"),
            "{shown}"
        );
        assert_eq!([&found.label, &found.related[0].label, found.help.as_ref().expect("a line")], [shown; 3]);
        assert_eq!(Diagnostic::error("E9901", place, "short").message, "short");
    }
}
