//! The JSON form: everything that a diagnostic holds, with positions in every way that readers count.

use serde_json::{Map, Value, json};

use super::{Options, count};
use crate::sources::{Located, Locator};
use crate::{Diagnostic, Edit, Fix, LineColumn, Place, Severity};

pub(super) fn render(diagnostics: &[&Diagnostic], locator: &mut Locator<'_>, options: &Options) -> String {
    let list: Vec<Value> = diagnostics.iter().map(|diagnostic| one(diagnostic, locator)).collect();
    let of = |severity| count(diagnostics.iter().copied(), severity);
    let counts = options.counts;
    let whole = json!({
        "version": 1,
        "diagnostics": list,
        "summary": {
            "errors": of(Severity::Error),
            "warnings": of(Severity::Warning),
            "files": counts.files,
            "modules": counts.modules,
            "objects": counts.objects,
            "written": counts.written,
        },
    });
    format!("{whole:#}\n")
}

fn one(diagnostic: &Diagnostic, locator: &mut Locator<'_>) -> Value {
    json!({
        "code": diagnostic.code,
        "severity": severity(diagnostic.severity),
        "message": diagnostic.message,
        "primary": place(diagnostic.place, &diagnostic.label, locator),
        "related": diagnostic.related.iter()
            .map(|related| place(related.place, &related.label, locator))
            .filter(|value| !value.is_null())
            .collect::<Vec<_>>(),
        "help": diagnostic.help,
        "fixes": diagnostic.fixes.iter().filter_map(|found| fix(found, locator)).collect::<Vec<_>>(),
    })
}

/// The word for a severity that all of our own formats use.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn place(place: Place, label: &str, locator: &mut Locator<'_>) -> Value {
    let Some(Located { file, span, start, end }) = locator.locate(place) else { return Value::Null };
    json!({
        "file": locator.sources.path(file),
        "start": position(start, span.start),
        "end": position(end, span.end),
        "label": label,
    })
}

fn position(at: LineColumn, offset: u32) -> Value {
    json!({ "line": at.line, "column": at.column, "offset": offset })
}

/// `None` where an edit has no file: half a fix is none.
fn fix(fix: &Fix, locator: &mut Locator<'_>) -> Option<Value> {
    let edits = fix.edits.iter().map(|found| edit(found, locator)).collect::<Option<Vec<_>>>()?;
    Some(json!({ "title": fix.title, "safe": fix.safe, "edits": edits }))
}

fn edit(edit: &Edit, locator: &mut Locator<'_>) -> Option<Value> {
    let at = locator.locate(edit.place)?;
    let mut value = Map::new();
    value.insert("file".to_owned(), locator.sources.path(at.file).into());
    value.insert("start".to_owned(), at.span.start.into());
    value.insert("end".to_owned(), at.span.end.into());
    value.insert("text".to_owned(), edit.text.as_str().into());
    Some(Value::Object(value))
}
