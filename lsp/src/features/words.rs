//! What word a cursor is on, and where things are declared.

use o8_core::db::{SourceFile, package_items, parse};
use o8_core::ids::{DefId, DefKind};
use o8_core::index::{Reference, Target, declared, index};
use o8_core::signature;
use o8_core::view;
use o8_diagnostics::{Anchor, Place, Span};

use crate::analysis::Analysis;

/// A part of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Location {
    /// The file.
    pub file: SourceFile,
    /// The part.
    pub span: Span,
}

/// A word that stands for something.
#[derive(Clone, PartialEq, Debug)]
pub struct Word {
    /// The item that it is in.
    pub item: DefId,
    /// Where it stands in the file.
    pub at: Location,
    /// What it stands for.
    pub target: Target,
}

impl Analysis {
    /// The item at an offset of a file, and where it begins.
    pub fn item_at(&self, file: SourceFile, offset: u32) -> Option<(DefId, u32)> {
        let parsed = parse(&self.db, file);
        let after = parsed.items.partition_point(|item| item.start <= offset);
        let position = after.checked_sub(1)?;
        let item = parsed.items.get(position).filter(|item| offset <= item.end)?;
        let entries = package_items(&self.db, self.program, file.package(&self.db)).in_file(file);
        Some((entries.get(position)?.def, item.start))
    }

    /// The word at an offset of a file.
    pub fn word_at(&self, file: SourceFile, offset: u32) -> Option<Word> {
        let (item, start) = self.item_at(file, offset)?;
        let found = index(&self.db, self.program, item).reference_at(offset - start)?;
        Some(self.word(file, item, start, found))
    }

    /// The words of a file that stand for something, in order.
    pub fn words(&self, file: SourceFile) -> impl Iterator<Item = Word> {
        let entries = package_items(&self.db, self.program, file.package(&self.db)).in_file(file);
        let parsed = parse(&self.db, file);
        entries.iter().zip(&parsed.items).flat_map(move |(entry, item)| {
            let references = index(&self.db, self.program, entry.def).references.iter();
            references.map(move |found| self.word(file, entry.def, item.start, found))
        })
    }

    fn word(&self, file: SourceFile, item: DefId, start: u32, found: &Reference) -> Word {
        let span = Span::new(found.span.start + start, found.span.end + start);
        Word { item, at: Location { file, span }, target: found.target.clone() }
    }

    /// The text of a part of a file.
    pub fn text(&self, at: Location) -> &str {
        at.file.text(&self.db).get(at.span.start as usize..at.span.end as usize).unwrap_or_default()
    }

    /// Where a place of the compiler is.
    pub fn location(&self, place: Place) -> Option<Location> {
        match place.anchor {
            Anchor::Item(item) => {
                let (file, start) = o8_core::db::locate(&self.db, self.program, item)?;
                Some(Location { file, span: Span::new(place.span.start + start, place.span.end + start) })
            }
            Anchor::File(id) => {
                let file = o8_core::load::file(&self.db, self.program, id)?;
                Some(Location { file, span: place.span })
            }
            Anchor::Local => None,
        }
    }

    /// Where what a word stands for is declared.
    pub fn declaration(&self, target: &Target, item: DefId) -> Option<Location> {
        self.location(declared(&self.db, self.program, target, item)?)
    }

    /// The words by which a program may name a target; empty for what it names in many ways.
    pub fn names_of(&self, target: &Target, item: DefId) -> Vec<String> {
        let (db, program) = (&self.db, self.program);
        match target {
            Target::Declaration(def) => {
                let kinds = o8_core::names::entity_kinds(db, program);
                let of_kind = kinds.of_record(*def).map(|kind| kind.word.to_string());
                std::iter::once(def.name().to_owned()).chain(of_kind).collect()
            }
            Target::Field(record, field) => {
                let view = view::record(db, program, *record);
                let name = match usize::from(*field).checked_sub(view.len()) {
                    None => Some(view.field(*field).name),
                    Some(position) => view.lets().get(position).map(|found| found.name.as_str()),
                };
                name.into_iter().map(str::to_owned).collect()
            }
            Target::Local(_) => {
                let at = self.declaration(target, item);
                at.into_iter().map(|at| self.text(at).to_owned()).collect()
            }
            Target::Parameter(def, position) => {
                let function = signature::function(db, program, *def);
                let parameter = function.and_then(|found| found.parameters.get(usize::from(*position)));
                parameter.into_iter().map(|parameter| parameter.name.to_string()).collect()
            }
            Target::Kube(id) => vec![o8_core::view::kube(*id).definition.name.to_owned()],
            Target::Entities(record) => {
                let kinds = o8_core::names::entity_kinds(db, program);
                kinds.of_record(*record).into_iter().map(|kind| kind.plural.to_string()).collect()
            }
            Target::Context(context) => vec![context.word().to_owned()],
            Target::Method(name, _) | Target::BuiltIn(name) => vec![(*name).to_owned()],
            Target::Package(_) => Vec::new(),
        }
    }

    /// The same thing under another target: a parameter is a local of its function, and named by who calls it.
    pub fn aliases(&self, target: &Target, item: DefId) -> Vec<(Target, Option<DefId>)> {
        let mut all = vec![(target.clone(), matches!(target, Target::Local(_)).then_some(item))];
        match target {
            Target::Parameter(def, _) => {
                if let Some(place) = declared(&self.db, self.program, target, item) {
                    all.push((Target::Local(place.span), Some(*def)));
                }
            }
            Target::Local(span) if item.data().kind == DefKind::Function => {
                let count = signature::function(&self.db, self.program, item)
                    .map_or(0, |function| function.parameters.len());
                for position in 0..u16::try_from(count).unwrap_or(u16::MAX) {
                    let parameter = Target::Parameter(item, position);
                    let place = declared(&self.db, self.program, &parameter, item);
                    if place.is_some_and(|place| place.span == *span) {
                        all.push((parameter, None));
                    }
                }
            }
            _ => {}
        }
        all
    }
}
