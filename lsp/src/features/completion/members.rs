//! Declarations, settings, and what is behind a dot.

use o8_core::check;
use o8_core::db::{SourceFile, package_items};
use o8_core::hir::RecordRef;
use o8_core::ids::{DefKind, PackageId};
use o8_core::index::{Opening, Opens, Target};
use o8_core::names::{self, PackageRef};
use o8_core::ty::Ty;
use o8_core::types::{self, display};
use o8_core::view::{self, FieldView};
use o8_syntax::TokenKind;
use o8_syntax::ast::Name;

use super::context::{Base, Context};
use super::{Offer, Sort, imports};
use crate::analysis::Analysis;
use crate::features::describe;

/// What a file may declare.
pub(super) fn declarations(analysis: &Analysis) -> Vec<Offer> {
    let keyword = |label: &str, detail: &str, text: &str, rank| {
        Offer::snippet(label, Sort::Keyword, detail, text, rank)
    };
    let mut offers = vec![
        keyword("import", "names of a package", "import ${1:std/web} { $0 }", 1),
        keyword("let", "a constant", "let ${1:name} = $0", 1),
        keyword("fn", "a function", "fn ${1:name}(${2:value}: ${3:String}) -> ${4:String} = $0", 1),
        keyword("type", "a record type, or a type with a condition", "type ${1:Name} {\n  $0\n}", 1),
        keyword(
            "component",
            "what makes objects of parameters",
            "component ${1:Name} {\n  param ${2:name}: ${3:String}\n  emit $0\n}",
            1,
        ),
        keyword("extend", "more settings of an entity", "extend module ${1:name} {\n  $0\n}", 2),
        keyword("existing", "an entity that somebody else owns", "existing ${1:namespace} ${2:name}", 2),
        keyword("retire", "what goes on purpose", "retire ${1:module} in ${2:environment}", 2),
        keyword("moved", "what has another name now", "moved ${1:old} -> ${2:new}", 2),
        keyword("test", "a test", "test \"${1:what holds}\" {\n  assert $0\n}", 2),
        keyword("pub", "for other packages too", "pub $0", 3),
    ];
    for kind in names::entity_kinds(&analysis.db, analysis.program).all() {
        let view = view::record(&analysis.db, analysis.program, RecordRef::Declared(kind.record));
        let mut text = format!("{} ${{1:name}} {{\n", kind.word);
        let mut place = 2;
        for (_, field) in view.fields().filter(|(_, field)| field.required) {
            text += &format!("  {}\n", setting_text(analysis, &field, &mut place));
        }
        text += "  $0\n}";
        let offer = Offer::snippet(kind.word.as_str(), Sort::Keyword, kind.record.name(), text, 0);
        offers.push(offer.about(Target::Declaration(kind.record)));
    }
    offers
}

/// Attributes, without their `@`.
pub(super) fn attributes() -> Vec<Offer> {
    let offer = |(name, form, belongs): (&str, &str, &str)| {
        let text = form.trim_start_matches('@');
        Offer { text: text.to_owned(), ..Offer::plain(name, Sort::Attribute, format!("before {belongs}"), 0) }
    };
    names::forms().map(offer).collect()
}

/// What is behind a dot.
pub(super) fn of(analysis: &Analysis, context: &Context, base: &Base, is_setting: bool) -> Vec<Offer> {
    match base {
        Base::Unknown => Vec::new(),
        Base::Package(package) => of_package(analysis, *package),
        Base::Value(ty) if is_setting => fields_to_set(analysis, context, ty),
        Base::Value(ty) => of_value(analysis, ty),
    }
}

fn of_package(analysis: &Analysis, package: PackageRef) -> Vec<Offer> {
    let (db, program) = (&analysis.db, analysis.program);
    let path = match package {
        PackageRef::Source(package) => package.shown().to_owned(),
        PackageRef::Kube { group: "", version } => format!("k8s/core/{version}"),
        PackageRef::Kube { group, version } => format!("k8s/{group}/{version}"),
    };
    let all = names::importable_names(db, program).iter().filter(|found| found.path == path);
    all.map(|found| imports::of_meaning(&found.name, &found.meaning, "", 0)).collect()
}

fn of_value(analysis: &Analysis, ty: &Ty) -> Vec<Offer> {
    let core = core(analysis, ty);
    let mut offers = Vec::new();
    if let Some(record) = view::record_of(&core) {
        let view = view::record(&analysis.db, analysis.program, record);
        for (index, field) in view.fields() {
            let offer = Offer::plain(field.name, Sort::Field, display(field.ty), 0);
            offers.push(Offer {
                deprecated: field.deprecated.is_some(),
                ..offer.about(Target::Field(record, index))
            });
        }
    }
    for method in check::methods_of(&core) {
        let text = if method.parameters.is_empty() {
            format!("{}()", method.name)
        } else {
            format!("{}($0)", method.name)
        };
        let offer = Offer::snippet(method.name, Sort::Method, describe::method_signature(method), text, 1);
        offers.push(offer.about(Target::Method(method.name, method.on)));
    }
    offers
}

fn fields_to_set(analysis: &Analysis, context: &Context, ty: &Ty) -> Vec<Offer> {
    let core = core(analysis, ty);
    let Some(record) = view::record_of(&core) else { return Vec::new() };
    let view = view::record(&analysis.db, analysis.program, record);
    let fields = view.fields().filter(|(_, field)| !field.readonly);
    fields
        .map(|(index, field)| setting(analysis, context, &field, false).about(Target::Field(record, index)))
        .collect()
}

/// The type behind `?` and refinements.
pub(super) fn core(analysis: &Analysis, ty: &Ty) -> Ty {
    types::behind(&analysis.db, analysis.program, ty)
}

/// What may be set in braces.
pub(super) fn settings(
    analysis: &Analysis,
    file: SourceFile,
    context: &Context,
    opening: &Opening,
) -> Vec<Offer> {
    let mut offers = Vec::new();
    match &opening.opens {
        Opens::Record(record) => {
            let view = view::record(&analysis.db, analysis.program, *record);
            let start = analysis.item_at(file, context.word.start).map_or(0, |(_, start)| start);
            let elsewhere = |name: &&Name| name.span.start + start != context.word.start;
            let given: Vec<&Name> = opening.given.iter().filter(elsewhere).collect();
            let mut missing = Vec::new();
            // What a controller says of an object is not the program's to say.
            let is_said =
                |field: &FieldView<'_>| field.readonly || (field.name == "status" && view.kind().is_some());
            for (index, field) in view.fields().filter(|(_, field)| !is_said(field)) {
                if given.iter().any(|name| name.text == field.name) {
                    continue;
                }
                if field.required {
                    missing.push(field);
                }
                let demands = opening.fresh || opening.targets;
                offers.push(setting(analysis, context, &field, demands).about(Target::Field(*record, index)));
            }
            if opening.fresh && missing.len() > 1 {
                let mut place = 1;
                let lines: Vec<String> =
                    missing.iter().map(|field| setting_text(analysis, field, &mut place)).collect();
                let detail = missing.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
                offers.push(Offer::snippet(
                    "fill required fields",
                    Sort::Snippet,
                    detail,
                    lines.join("\n"),
                    0,
                ));
            }
        }
        Opens::Map { key, .. } | Opens::Keyed { key, .. } => {
            // What is around cannot need, or be a part of, itself; a key stands once.
            let own = analysis.item_at(file, context.word.start);
            let is_own =
                |offer: &Offer| own.is_some_and(|(item, _)| offer.target == Some(Target::Declaration(item)));
            let start = own.map_or(0, |(_, start)| start);
            let is_given = |offer: &Offer| {
                let same = |name: &&Name| name.text == offer.label;
                opening.given.iter().filter(same).any(|name| name.span.start + start != context.word.start)
            };
            let keys = super::values::keys(analysis, file, key).into_iter();
            offers.extend(keys.filter(|offer| !is_own(offer) && !is_given(offer)));
        }
        Opens::Free => {}
    }
    let keyword =
        |label: &str, detail: &str, text: &str| Offer::snippet(label, Sort::Keyword, detail, text, 4);
    if matches!(opening.opens, Opens::Record(_)) {
        offers.push(keyword("let", "a name for a value", "let ${1:name} = $0"));
    }
    if opening.targets {
        offers.push(keyword(
            "in",
            "other settings in an environment or cluster",
            "in ${1:environment} {\n  $0\n}",
        ));
        offers.push(keyword("patch", "a change of an object", "patch ${1:Deployment} {\n  $0\n}"));
    }
    if !opening.fresh {
        offers.push(keyword("unset", "as if never set", "unset ${1:field}"));
    }
    offers
}

/// `demands` says whether what is set there is made there, so that it has to have what is required.
fn setting(analysis: &Analysis, context: &Context, field: &FieldView<'_>, demands: bool) -> Offer {
    let required = field.required && demands;
    let rank = if required { 0 } else { 1 };
    let mut detail = display(field.ty);
    if required {
        detail += ", has to be given";
    }
    // Where a sign follows, the word alone is replaced.
    let is_followed = matches!(
        context.followed,
        Some(TokenKind::Equal | TokenKind::PlusEqual | TokenKind::OpenBrace | TokenKind::Dot)
    );
    let offer = if is_followed {
        Offer::plain(field.name, Sort::Field, detail, rank)
    } else {
        let mut place = 1;
        Offer::snippet(field.name, Sort::Field, detail, setting_text(analysis, field, &mut place), rank)
    };
    Offer { deprecated: field.deprecated.is_some(), ..offer }
}

/// `name = ${1}` or `name {\n  ${1}\n}`; `place` counts the places to be filled.
fn setting_text(analysis: &Analysis, field: &FieldView<'_>, place: &mut u32) -> String {
    let here = *place;
    *place += 1;
    let core = core(analysis, field.ty);
    let is_entity = types::is_entity(&analysis.db, analysis.program, &core);
    match &core {
        Ty::Record(_) | Ty::Kube(_) | Ty::Map(_) if !is_entity => {
            format!("{} {{\n  ${here}\n}}", field.name)
        }
        Ty::List(_) => format!("{} = [${here}]", field.name),
        Ty::String if matches!(types::remove_null(field.ty), Ty::String) => {
            format!("{} = \"${here}\"", field.name)
        }
        _ => format!("{} = ${here}", field.name),
    }
}

/// Environments, or the clusters of one; without an environment, clusters behind an `@` too.
pub(super) fn targets(analysis: &Analysis, file: SourceFile, environment: Option<&str>) -> Vec<Offer> {
    let (db, program) = (&analysis.db, analysis.program);
    let word = if environment.is_some() { "cluster" } else { "environment" };
    let model = o8_core::model::model(db, program);
    let of_environment = environment.and_then(|name| {
        model.environments.iter().find(|entry| entry.environment.name == name).map(|entry| &entry.clusters)
    });
    let items = package_items(db, program, file.package(db)).items.iter();
    let named = items.filter(|entry| {
        let data = entry.def.data();
        matches!(data.kind, DefKind::Entity | DefKind::Existing) && data.word == word
    });
    let wanted = named.filter(|entry| of_environment.is_none_or(|clusters| clusters.contains(&entry.def)));
    let mut offers: Vec<Offer> = wanted
        .map(|entry| {
            Offer::plain(entry.def.name(), Sort::Entity, word, 0).about(Target::Declaration(entry.def))
        })
        .collect();
    if environment.is_none() {
        let clusters = package_items(db, program, PackageId::root()).items.iter();
        let clusters = clusters
            .filter(|entry| entry.def.data().kind == DefKind::Entity && entry.def.data().word == "cluster");
        offers.extend(clusters.map(|entry| {
            let offer = Offer::plain(format!("@{}", entry.def.name()), Sort::Entity, "cluster", 1);
            offer.about(Target::Declaration(entry.def))
        }));
    }
    offers
}
