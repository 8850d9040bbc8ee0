//! Hints, lenses, calls and signatures.

use o8_diagnostics::Span;
use serde_json::{Value, json};
use tower_lsp::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyItem, CallHierarchyOutgoingCall, CodeLens, Command,
    Documentation, InlayHint, InlayHintKind, InlayHintLabel, InlayHintLabelPart, InlayHintLabelPartTooltip,
    MarkupContent, MarkupKind, ParameterInformation, ParameterLabel, SignatureHelp, SignatureInformation,
    SymbolKind, Uri,
};

use super::meanings::Places;
use super::places::to_position;
use super::range;
use crate::analysis::Analysis;
use crate::features::calls::{Caller, Use};
use crate::features::inlay::{Hint, HintKind};
use crate::features::lenses::{Action, Lens, LensKind, Said};
use crate::features::signature::Help;
use crate::features::words;
use crate::positions::{Encoding, Lines};

/// The commands of the client that lenses name.
const SHOW_COMPILED: &str = "o8.showCompiled";
const SHOW_REFERENCES: &str = "o8.showReferences";
const RUN_TEST: &str = "o8.runTest";

pub(crate) fn hints(
    analysis: &Analysis,
    hints: Vec<Hint>,
    lines: &Lines,
    encoding: Encoding,
) -> Vec<InlayHint> {
    let mut locations = Places::new(analysis, encoding);
    let mut result = Vec::new();
    for hint in hints {
        let parts = hint.parts.into_iter().map(|part| InlayHintLabelPart {
            value: part.text,
            tooltip: part.more.map(InlayHintLabelPartTooltip::String),
            location: part.leads_to.and_then(|at| locations.location(at)),
            command: None,
        });
        result.push(InlayHint {
            position: to_position(lines.position(hint.at, encoding)),
            label: InlayHintLabel::LabelParts(parts.collect()),
            kind: (hint.kind == HintKind::Type).then_some(InlayHintKind::TYPE),
            text_edits: None,
            tooltip: None,
            // A type stands behind its name without a blank, as it would be written.
            padding_left: Some(hint.kind != HintKind::Type),
            padding_right: Some(hint.kind == HintKind::Default),
            data: None,
        });
    }
    result
}

pub(crate) fn lenses(lenses: Vec<Lens>, uri: &Uri, lines: &Lines, encoding: Encoding) -> Vec<CodeLens> {
    let lens = |lens: Lens| CodeLens {
        range: range(lens.span, lines, encoding),
        command: None,
        data: Some(match lens.kind {
            LensKind::Objects(target) => json!({ "uri": uri, "kind": "objects", "target": target }),
            LensKind::Overrides => json!({ "uri": uri, "kind": "overrides" }),
            LensKind::References => json!({ "uri": uri, "kind": "references" }),
            LensKind::Test => json!({ "uri": uri, "kind": "test" }),
        }),
    };
    lenses.into_iter().map(lens).collect()
}

/// The document and the kind of a lens that was given out; `None` of one that was not.
pub(crate) fn meant(lens: &CodeLens) -> Option<(Uri, LensKind)> {
    let data = lens.data.as_ref()?;
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let kind = match text("kind")? {
        "objects" => LensKind::Objects(text("target")?.to_owned()),
        "overrides" => LensKind::Overrides,
        "references" => LensKind::References,
        "test" => LensKind::Test,
        _ => return None,
    };
    Some((text("uri")?.parse().ok()?, kind))
}

/// A lens with what it says.
pub(crate) fn lens(
    analysis: &Analysis,
    lens: CodeLens,
    said: Said,
    uri: &Uri,
    encoding: Encoding,
) -> CodeLens {
    let at = json!(lens.range.start);
    let (command, arguments) = match said.action {
        Action::ShowCompiled(target) => (SHOW_COMPILED, vec![json!(uri), at, target.into()]),
        Action::ShowPlaces(places) => {
            let mut locations = Places::new(analysis, encoding);
            let places: Vec<_> = places.into_iter().filter_map(|place| locations.location(place)).collect();
            (SHOW_REFERENCES, vec![json!(uri), at, json!(places)])
        }
        Action::RunTest(name) => (RUN_TEST, vec![json!(uri), name.into()]),
    };
    let command = Command { title: said.title, command: command.to_owned(), arguments: Some(arguments) };
    CodeLens { command: Some(command), ..lens }
}

/// A lens of something that has gone.
pub(crate) fn silent(lens: CodeLens) -> CodeLens {
    let nothing = Command { title: String::new(), command: String::new(), arguments: None };
    CodeLens { command: Some(nothing), ..lens }
}

/// `None` for what no file of the disk declares.
pub(crate) fn caller(analysis: &Analysis, caller: &Caller, encoding: Encoding) -> Option<CallHierarchyItem> {
    let file = caller.at.file;
    let mut places = Places::new(analysis, encoding);
    let name = places.location(caller.at)?;
    let whole = places.location(words::Location { file, span: caller.span })?;
    let kind = match caller.word.as_str() {
        "fn" => SymbolKind::FUNCTION,
        "component" => SymbolKind::CLASS,
        "let" => SymbolKind::CONSTANT,
        "type" => SymbolKind::STRUCT,
        "test" => SymbolKind::METHOD,
        _ => SymbolKind::MODULE,
    };
    Some(CallHierarchyItem {
        name: caller.name.clone(),
        kind,
        tags: None,
        detail: Some(caller.word.clone()),
        uri: name.uri,
        range: whole.range,
        selection_range: name.range,
        data: None,
    })
}

pub(crate) fn callers(
    analysis: &Analysis,
    uses: &[Use],
    encoding: Encoding,
) -> Vec<CallHierarchyIncomingCall> {
    let one = |found: &Use| {
        let lines = Lines::new(found.other.at.file.text(&analysis.db));
        Some(CallHierarchyIncomingCall {
            from: caller(analysis, &found.other, encoding)?,
            from_ranges: ranges(&found.spans, &lines, encoding),
        })
    };
    uses.iter().filter_map(one).collect()
}

/// `lines` are those of the file of the one that calls.
pub(crate) fn callees(
    analysis: &Analysis,
    uses: &[Use],
    lines: &Lines,
    encoding: Encoding,
) -> Vec<CallHierarchyOutgoingCall> {
    let one = |found: &Use| {
        Some(CallHierarchyOutgoingCall {
            to: caller(analysis, &found.other, encoding)?,
            from_ranges: ranges(&found.spans, lines, encoding),
        })
    };
    uses.iter().filter_map(one).collect()
}

fn ranges(spans: &[Span], lines: &Lines, encoding: Encoding) -> Vec<tower_lsp::ls_types::Range> {
    spans.iter().map(|span| range(*span, lines, encoding)).collect()
}

pub(crate) fn signature(help: Help) -> SignatureHelp {
    // The protocol counts them in UTF-16, whatever the positions are in.
    let units = |end: usize| {
        let before = help.label.get(..end).unwrap_or(&help.label);
        u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
    };
    let parameter = |(from, to): &(usize, usize)| ParameterInformation {
        label: ParameterLabel::LabelOffsets([units(*from), units(*to)]),
        documentation: None,
    };
    let active = u32::try_from(help.active).ok();
    let documentation = (!help.docs.is_empty()).then(|| {
        Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value: help.docs.clone() })
    });
    let information = SignatureInformation {
        label: help.label.clone(),
        documentation,
        parameters: Some(help.parameters.iter().map(parameter).collect()),
        active_parameter: active,
    };
    SignatureHelp { signatures: vec![information], active_signature: Some(0), active_parameter: active }
}
