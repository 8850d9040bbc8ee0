//! From a word to what it stands for: its declaration, its type, who uses the type.

use o8_core::db::{SourceFile, files, package_items};
use o8_core::ids::{DefId, DefKind, PackageId};
use o8_core::index::{Target, index};
use o8_core::names::PackageRef;
use o8_core::signature;
use o8_core::ty::{Signature, Ty};
use o8_core::view;
use o8_diagnostics::Span;

use super::words::{Location, Word};
use crate::analysis::Analysis;

/// Where the word at an offset is declared; for a package, its first file; for what Kubernetes itself declares, the import that
/// brings it. With the word itself.
pub fn definition(analysis: &Analysis, file: SourceFile, offset: u32) -> Option<(Word, Vec<Location>)> {
    let word = analysis.word_at(file, offset)?;
    let found = match &word.target {
        Target::Package(PackageRef::Source(package)) => {
            let files = files(&analysis.db, analysis.program, *package);
            files
                .first()
                .map(|file| vec![Location { file: *file, span: Span::new(0, 0) }])
                .unwrap_or_default()
        }
        Target::Package(PackageRef::Kube { .. }) => vec![import_of(analysis, file, &word)],
        Target::Kube(_) => vec![import_of(analysis, file, &word)],
        target => analysis.declaration(target, word.item).into_iter().collect(),
    };
    Some((word, found))
}

/// The word of an import that brings what a word stands for; the word itself where none does.
fn import_of(analysis: &Analysis, file: SourceFile, word: &Word) -> Location {
    let is_import = |other: &Word| other.item.data().kind == DefKind::Import && other.target == word.target;
    analysis.words(file).find(is_import).map_or(word.at, |import| import.at)
}

/// Where the type of the word at an offset is declared.
pub fn type_definition(analysis: &Analysis, file: SourceFile, offset: u32) -> Vec<Location> {
    let Some(word) = analysis.word_at(file, offset) else { return Vec::new() };
    let Some(ty) = type_of(analysis, &word) else { return Vec::new() };
    let mut found = Vec::new();
    declared_types(&ty, &mut found);
    found.into_iter().filter_map(|def| analysis.declaration(&Target::Declaration(def), def)).collect()
}

/// Who uses what a word stands for: of a type or a component, the declarations whose values are of it; of a kind, its
/// entities; of a field, the places that set it.
pub fn implementations(analysis: &Analysis, file: SourceFile, offset: u32) -> Vec<Location> {
    let Some(word) = analysis.word_at(file, offset) else { return Vec::new() };
    let Target::Declaration(def) = word.target else { return Vec::new() };
    let (db, program) = (&analysis.db, analysis.program);
    let items = &package_items(db, program, PackageId::root()).items;
    let uses = |user: DefId| match user.data().kind {
        DefKind::Entity => {
            let Some(entity) = signature::entity(db, program, user) else { return false };
            let deploys = matches!(&entity.deploy, Some(Ty::Record(deployed)) if *deployed == def);
            entity.record == def || deploys || names_it(analysis, user, def)
        }
        _ => false,
    };
    let users = items.iter().map(|entry| entry.def).filter(|user| *user != def && uses(*user));
    users.filter_map(|user| analysis.declaration(&Target::Declaration(user), user)).collect()
}

fn names_it(analysis: &Analysis, user: DefId, def: DefId) -> bool {
    let references = &index(&analysis.db, analysis.program, user).references;
    references.iter().any(|reference| reference.target == Target::Declaration(def))
}

/// The type of what a word stands for.
pub(super) fn type_of(analysis: &Analysis, word: &Word) -> Option<Ty> {
    let (db, program) = (&analysis.db, analysis.program);
    match &word.target {
        Target::Declaration(def) => match &signature::signature(db, program, *def).signature {
            Signature::Record(_) => Some(Ty::Record(*def)),
            Signature::Alias(alias) => Some(alias.base.clone()),
            Signature::Function(function) => Some(function.result.clone()),
            Signature::Let(constant) => Some(constant.ty.clone()),
            Signature::Entity(entity) => Some(Ty::Record(entity.record)),
            Signature::None => None,
        },
        Target::Field(record, field) => {
            let view = view::record(db, program, *record);
            match usize::from(*field).checked_sub(view.len()) {
                None => Some(view.field(*field).ty.clone()),
                Some(position) => view.lets().get(position).map(|found| found.ty.clone()),
            }
        }
        Target::Local(span) => index(db, program, word.item).type_of(*span).cloned(),
        Target::Parameter(def, position) => {
            let function = signature::function(db, program, *def)?;
            function.parameters.get(usize::from(*position)).map(|parameter| parameter.ty.clone())
        }
        Target::Kube(id) => Some(Ty::Kube(*id)),
        Target::Entities(record) => Some(Ty::Record(*record)),
        Target::Context(context) => {
            let kinds = o8_core::names::entity_kinds(db, program);
            kinds.of_word(context.word()).map(|kind| Ty::Record(kind.record))
        }
        Target::Package(_) | Target::Method(..) | Target::BuiltIn(_) => None,
    }
}

/// The declared types that a type is made of, outermost first.
fn declared_types(ty: &Ty, found: &mut Vec<DefId>) {
    match ty {
        Ty::Record(def) | Ty::Refined(def) if !found.contains(def) => found.push(*def),
        Ty::List(list) => declared_types(&list.element, found),
        Ty::Map(map) => {
            declared_types(&map.key, found);
            declared_types(&map.value, found);
        }
        Ty::Optional(inner) => declared_types(inner, found),
        Ty::Union(alternatives) => alternatives.iter().for_each(|ty| declared_types(ty, found)),
        _ => {}
    }
}
