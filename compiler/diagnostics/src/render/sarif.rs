//! SARIF 2.1.0: the small part of it that code scanning reads.

use serde_json::{Value, json};

use super::gitlab::Fingerprints;
use crate::sources::{Located, Locator};
use crate::{Diagnostic, Edit, Fix, Place, Severity, explain};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn render(diagnostics: &[&Diagnostic], locator: &mut Locator<'_>) -> String {
    let mut codes: Vec<&'static str> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut fingerprints = Fingerprints::default();
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|diagnostic| {
            let rule = codes.binary_search(&diagnostic.code).unwrap_or_default();
            let located = locator.locate(diagnostic.place);
            let fingerprint = fingerprints.next(diagnostic, located, locator);
            result(diagnostic, rule, &fingerprint, locator)
        })
        .collect();
    let whole = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "o8",
                "version": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": codes.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{whole:#}\n")
}

fn rule(code: &str) -> Value {
    match explain(code) {
        Some(page) => json!({
            "id": code,
            "shortDescription": { "text": page.title },
            "fullDescription": { "text": page.text },
        }),
        None => json!({ "id": code }),
    }
}

fn result(diagnostic: &Diagnostic, rule: usize, fingerprint: &str, locator: &mut Locator<'_>) -> Value {
    let mut text = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .filter_map(|related| location(related.place, &related.label, locator))
        .collect();
    let mut value = json!({
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": location(diagnostic.place, &diagnostic.label, locator).into_iter().collect::<Vec<_>>(),
        "partialFingerprints": { "o8/v1": fingerprint },
    });
    if !related.is_empty() {
        value["relatedLocations"] = related.into();
    }
    let fixes: Vec<Value> = diagnostic.fixes.iter().filter_map(|found| fix(found, locator)).collect();
    if !fixes.is_empty() {
        value["fixes"] = fixes.into();
    }
    value
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(place: Place, label: &str, locator: &mut Locator<'_>) -> Option<Value> {
    let at = locator.locate(place)?;
    let mut value = json!({ "physicalLocation": {
        "artifactLocation": artifact(at, locator),
        "region": region(at),
    } });
    if !label.is_empty() {
        value["message"] = json!({ "text": label });
    }
    Some(value)
}

fn artifact(at: Located, locator: &Locator<'_>) -> Value {
    let path = uri(locator.sources.path(at.file));
    if locator.sources.is_in_package(at.file) {
        json!({ "uri": path, "uriBaseId": "%SRCROOT%" })
    } else {
        json!({ "uri": path })
    }
}

/// The end column of SARIF is excluded, as ours is.
fn region(at: Located) -> Value {
    json!({
        "startLine": at.start.line,
        "startColumn": at.start.column,
        "endLine": at.end.line,
        "endColumn": at.end.column,
    })
}

/// One change a file, each with its replacements.
fn fix(fix: &Fix, locator: &mut Locator<'_>) -> Option<Value> {
    let mut changes: Vec<(Value, Vec<Value>)> = Vec::new();
    for Edit { place, text } in &fix.edits {
        let at = locator.locate(*place)?;
        let file = artifact(at, locator);
        let replacement = json!({ "deletedRegion": region(at), "insertedContent": { "text": text } });
        match changes.iter_mut().find(|(known, _)| *known == file) {
            Some((_, replacements)) => replacements.push(replacement),
            None => changes.push((file, vec![replacement])),
        }
    }
    let changes: Vec<Value> = changes
        .into_iter()
        .map(|(file, replacements)| json!({ "artifactLocation": file, "replacements": replacements }))
        .collect();
    Some(json!({ "description": { "text": fix.title }, "artifactChanges": changes }))
}

/// A path as a relative URI: everything outside the unreserved characters is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'@' => {
                uri.push(byte.into())
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
