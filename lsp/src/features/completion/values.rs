//! Values and types.

use o8_core::check;
use o8_core::db::{SourceFile, package_items};
use o8_core::hir::RecordRef;
use o8_core::ids::DefKind;
use o8_core::index::{Probe, Target};
use o8_core::names::{self, Meaning};
use o8_core::signature;
use o8_core::ty::{Literal, Ty};
use o8_core::types::{self, display};
use o8_core::view;
use o8_syntax::TokenKind;

use super::context::Context;
use super::{Offer, Sort, imports, members};
use crate::analysis::Analysis;
use crate::features::describe;

/// How many letters have to be typed before names are offered that would have to be imported.
const BEFORE_IMPORTS: usize = 2;

/// What may stand where a value is due.
pub(super) fn values(analysis: &Analysis, file: SourceFile, context: &Context, probe: &Probe) -> Vec<Offer> {
    let mut offers = Vec::new();
    if let Some(due) = &probe.due {
        due_values(analysis, file, due, &mut offers);
    }
    let is_callable = probe.due.as_ref().is_none_or(|due| !only_constants(analysis, due));
    let due = probe.due.as_ref().map(|due| members::core(analysis, due));
    // Where an entity is due, only what is one will do.
    let will_do = |ty: &Ty| is_callable || due.as_ref() == Some(&members::core(analysis, ty));
    for binding in probe.bindings.iter().filter(|binding| will_do(&binding.ty)) {
        offers.push(Offer::plain(binding.name.as_str(), Sort::Local, display(&binding.ty), 2));
    }
    if probe.contexts && is_callable {
        for word in ["module", "environment", "cluster", "team", "platform"] {
            offers.push(Offer::plain(word, Sort::Local, "what this is worked out for", 3));
        }
    }
    if is_callable {
        in_sight(analysis, file, names::Wanted::Value, &mut offers);
        for function in check::functions() {
            let text = format!("{}($0)", function.name);
            let offer =
                Offer::snippet(function.name, Sort::Function, describe::method_signature(function), text, 6);
            offers.push(offer.about(Target::Method(function.name, function.on)));
        }
        let keyword = |label: &str, text: &str| Offer::snippet(label, Sort::Keyword, "", text, 7);
        offers.push(keyword("if", "if ${1:condition} then ${2:value} else $0"));
        offers.push(keyword("match", "match ${1:value} {\n  ${2:pattern} => $0\n}"));
        if context.begun.len() >= BEFORE_IMPORTS {
            importable(analysis, file, &context.begun, &mut offers);
        }
    }
    if context.followed == Some(TokenKind::OpenBrace) {
        // The braces are there.
        for offer in offers.iter_mut().filter(|offer| offer.text.starts_with(&format!("{} {{", offer.label)))
        {
            (offer.text, offer.is_snippet) = (offer.label.clone(), false);
        }
    }
    offers
}

/// What may stand where a type is due.
pub(super) fn types(analysis: &Analysis, file: SourceFile, context: &Context) -> Vec<Offer> {
    let mut offers = Vec::new();
    in_sight(analysis, file, names::Wanted::Type, &mut offers);
    if context.begun.len() >= BEFORE_IMPORTS {
        importable(analysis, file, &context.begun, &mut offers);
    }
    offers.retain(|offer| !matches!(offer.sort, Sort::Constant | Sort::Function));
    offers
}

/// The keys that a map may have, where they are known.
pub(super) fn keys(analysis: &Analysis, file: SourceFile, key: &Ty) -> Vec<Offer> {
    let mut offers = Vec::new();
    due_values(analysis, file, key, &mut offers);
    offers.retain(|offer| offer.sort == Sort::Entity || offer.sort == Sort::Constant);
    for offer in &mut offers {
        offer.text = offer.text.trim_matches('"').to_owned();
        offer.label = offer.text.clone();
    }
    offers
}

/// What fits the type that is due by itself: constants, entities, new records.
fn due_values(analysis: &Analysis, file: SourceFile, due: &Ty, offers: &mut Vec<Offer>) {
    let (db, program) = (&analysis.db, analysis.program);
    if types::is_optional(due) {
        offers.push(Offer::plain("null", Sort::Value, "nothing", 3));
    }
    for alternative in types::alternatives(&members::core(analysis, due)) {
        let core = members::core(analysis, alternative);
        match &core {
            Ty::Bool => {
                offers.extend(["true", "false"].map(|word| Offer::plain(word, Sort::Value, "Bool", 0)));
            }
            Ty::Literal(literal) => {
                let text = display(&core);
                let sort = if matches!(literal, Literal::String(_)) { Sort::Constant } else { Sort::Value };
                offers.push(Offer::plain(text, sort, "", 0));
            }
            Ty::Union(_) => due_values(analysis, file, &core, offers),
            Ty::Record(def) if types::is_entity(db, program, &core) => {
                let kinds = names::entity_kinds(db, program);
                let word = kinds.of_record(*def).map(|kind| kind.word.as_str());
                let items = package_items(db, program, file.package(db)).items.iter();
                let of_kind = items.map(|entry| entry.def).filter(|entity| {
                    let data = entity.data();
                    matches!(data.kind, DefKind::Entity | DefKind::Existing)
                        && Some(data.word.as_str()) == word
                });
                offers.extend(of_kind.map(|entity| {
                    let offer = Offer::plain(entity.name(), Sort::Entity, word.unwrap_or_default(), 0);
                    offer.about(Target::Declaration(entity))
                }));
            }
            Ty::Record(def) => {
                let offer = record(analysis, def.name(), RecordRef::Declared(*def), 1);
                offers.push(offer.about(Target::Declaration(*def)));
            }
            Ty::Kube(id) => {
                let name = view::record(db, program, RecordRef::Kube(*id)).name().to_owned();
                offers.push(record(analysis, &name, RecordRef::Kube(*id), 1).about(Target::Kube(*id)));
            }
            Ty::Component | Ty::Object => made(analysis, file, &core, offers),
            _ => {}
        }
    }
}

/// Components, or objects of kinds, wherever they are from.
fn made(analysis: &Analysis, file: SourceFile, due: &Ty, offers: &mut Vec<Offer>) {
    let (db, program) = (&analysis.db, analysis.program);
    let own = package_items(db, program, file.package(db)).items.iter();
    let own = own.filter(|entry| entry.def.data().kind == DefKind::Component);
    offers.extend(own.map(|entry| {
        let offer = record(analysis, entry.def.name(), RecordRef::Declared(entry.def), 0);
        offer.about(Target::Declaration(entry.def))
    }));
    let scope = names::file_scope(db, program, file);
    for found in names::importable_names(db, program) {
        let (reference, target) = match &found.meaning {
            Meaning::Type(def) => (RecordRef::Declared(*def), Target::Declaration(*def)),
            Meaning::Kube(id) => (RecordRef::Kube(*id), Target::Kube(*id)),
            _ => continue,
        };
        let view = view::record(db, program, reference);
        let is_component = matches!(view.sort(), Some(o8_core::ty::RecordSort::Component { .. }));
        let fits = match due {
            Ty::Component => is_component,
            _ => is_component || view.kind().is_some(),
        };
        if !fits {
            continue;
        }
        let is_here = scope.get(&found.name).is_some();
        let mut offer = record(analysis, &found.name, reference, if is_here { 0 } else { 2 }).about(target);
        offer.detail = found.path.clone();
        offer.import = (!is_here).then(|| found.path.clone());
        offers.push(offer);
    }
}

/// `Name {\n  $0\n}`
fn record(analysis: &Analysis, name: &str, reference: RecordRef, rank: u8) -> Offer {
    let view = view::record(&analysis.db, analysis.program, reference);
    let sort = match view.sort() {
        Some(o8_core::ty::RecordSort::Component { .. }) => Sort::Component,
        _ => Sort::Type,
    };
    Offer::snippet(name, sort, "", format!("{name} {{\n  $0\n}}"), rank)
}

/// Names that need no import.
fn in_sight(analysis: &Analysis, file: SourceFile, wanted: names::Wanted, offers: &mut Vec<Offer>) {
    let (db, program) = (&analysis.db, analysis.program);
    for name in names::candidates(db, program, file, wanted) {
        let meaning = names::lookup(db, program, file, name, None);
        let rank = match &meaning {
            Meaning::Type(def) | Meaning::Constant(def) | Meaning::Function(def)
                if def.package() == file.package(db) =>
            {
                4
            }
            _ => 5,
        };
        // Of types, only records can be made where a value is due.
        if let (names::Wanted::Value, Meaning::Type(def)) = (wanted, &meaning)
            && (signature::record(db, program, *def).is_none()
                || names::entity_kinds(db, program).of_record(*def).is_some())
        {
            continue;
        }
        let mut offer = imports::of_meaning(name, &meaning, "", rank);
        if matches!(meaning, Meaning::Missing) {
            offer.sort = Sort::Type;
            let built_in = types::BUILT_IN.iter().find(|(known, _)| known == name);
            offer.target = built_in.map(|(known, _)| Target::BuiltIn(known));
        }
        if let Meaning::Function(_) = meaning {
            offer.text = format!("{name}($0)");
            offer.is_snippet = true;
        }
        offers.push(offer);
    }
}

/// Names of other packages that begin as the word does.
fn importable(analysis: &Analysis, file: SourceFile, begun: &str, offers: &mut Vec<Offer>) {
    let scope = names::file_scope(&analysis.db, analysis.program, file);
    let begins = |name: &str| name.get(..begun.len()).is_some_and(|start| start.eq_ignore_ascii_case(begun));
    for found in names::importable_names(&analysis.db, analysis.program) {
        let is_there =
            scope.get(&found.name).is_some() || offers.iter().any(|offer| offer.label == found.name.as_str());
        if begins(&found.name) && !is_there {
            let offer = imports::of_meaning(&found.name, &found.meaning, &found.path, 8);
            offers.push(Offer { import: Some(found.path.clone()), ..offer });
        }
    }
}

/// Whether nothing but constants and entities can stand where a type is due.
fn only_constants(analysis: &Analysis, due: &Ty) -> bool {
    let core = members::core(analysis, due);
    let alternatives = types::alternatives(&core);
    !alternatives.is_empty()
        && alternatives.iter().all(|ty| types::is_entity(&analysis.db, analysis.program, ty))
}
