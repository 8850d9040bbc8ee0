//! What an editor wants to know of an item, noted down while the item is checked.
//!
//! A batch compilation notes nothing: the recorder is only there where [`crate::index`] has asked for it.

use ecow::EcoString;
use o8_diagnostics::Span;
use o8_syntax::ast;

use crate::db::{self, Program};
use crate::hir::FieldIndex;
use crate::ids::DefId;
use crate::index::{Asked, Binding, Index, Lack, Lacking, Opening, Opens, Probe, Reference, Target, Valued};
use crate::names::Meaning;
use crate::ty::Ty;

use super::arguments::Wanted;
use super::edits::Braces;
use super::record::first_step;
use super::scope::Near;
use super::tree::Spot;
use super::{Checker, Typed};

/// What is noted down of one item.
#[derive(Default)]
pub(super) struct Recorder {
    pub(super) references: Vec<Reference>,
    pub(super) values: Vec<Valued>,
    pub(super) openings: Vec<Opening>,
    pub(super) lacks: Vec<Lack>,
    /// The place of which more is wanted.
    probe: Option<Asked>,
    found: Probe,
}

/// The checker's notes of an item; nothing where it cannot be checked.
pub(crate) fn recorded(
    db: &dyn salsa::Database,
    program: Program,
    def: DefId,
    probe: Option<Asked>,
) -> Option<(Index, Probe)> {
    let item = db::item(db, program, def)?;
    let entry = db::home(db, program, def)?;
    let mut checker = Checker::new(db, program, def, entry.file);
    checker.recorder = Some(Box::new(Recorder { probe, ..Recorder::default() }));
    checker.item(item);
    let Recorder { references, values, openings, lacks, found, .. } = *checker.recorder?;
    Some((Index { references, values, openings, lacks }, found))
}

impl Checker<'_> {
    /// Whether anything is noted.
    pub(super) fn is_recording(&self) -> bool {
        self.recorder.is_some()
    }

    /// Notes that a name stands for something.
    pub(super) fn note(&mut self, span: Span, target: Target) {
        if let Some(recorder) = &mut self.recorder {
            recorder.references.push(Reference { span, target });
        }
    }

    /// Notes what a package's name means; the name is the last word of `span`.
    pub(super) fn note_meaning(&mut self, meaning: &Meaning, name: &str, span: Span) {
        if self.recorder.is_some()
            && let Some(target) = Target::of_meaning(meaning)
        {
            let length = u32::try_from(name.len()).unwrap_or_default();
            self.note(Span::new(span.end.saturating_sub(length).max(span.start), span.end), target);
        }
    }

    /// Notes what a name near by means.
    pub(super) fn note_near(&mut self, near: &Near, span: Span) {
        match near {
            Near::Local(_, _, declared) => self.note(span, Target::Local(*declared)),
            Near::This(index, _) => self.note_own_field(span, *index),
        }
    }

    /// Notes a field or `let` of the record that is declared here.
    pub(super) fn note_own_field(&mut self, span: Span, index: FieldIndex) {
        self.note(span, Target::Field(crate::hir::RecordRef::Declared(self.def), index));
    }

    /// Notes the names of arguments.
    pub(super) fn note_arguments(
        &mut self,
        function: DefId,
        wanted: &[Wanted<'_>],
        arguments: &[ast::Argument],
    ) {
        if self.recorder.is_none() {
            return;
        }
        for name in arguments.iter().filter_map(|argument| argument.name.as_ref()) {
            let position = wanted.iter().position(|wanted| wanted.name == name.text);
            if let Some(position) = position.and_then(|position| u16::try_from(position).ok()) {
                self.note(name.span, Target::Parameter(function, position));
            }
        }
    }

    /// Notes a local where it is declared.
    pub(super) fn note_local(&mut self, name: &ast::Name, ty: &Ty) {
        if self.recorder.is_some() && !name.is_hole() {
            self.note(name.span, Target::Local(name.span));
        }
        if let Some(recorder) = &mut self.recorder {
            recorder.values.push(Valued { span: name.span, ty: ty.clone(), due: None });
        }
    }

    /// Notes the braces that open something.
    pub(super) fn note_opening(&mut self, block: &ast::Block, spot: &Spot, braces: Braces) {
        let Some(recorder) = &mut self.recorder else { return };
        let opens = match spot {
            Spot::Record(record) => Opens::Record(*record),
            Spot::Map { key, value } => Opens::Map { key: key.clone(), value: value.clone() },
            Spot::Keyed { element, key_ty, .. } => Opens::Keyed { element: *element, key: key_ty.clone() },
            Spot::Free => Opens::Free,
            Spot::Unknown => return,
        };
        let opening = Opening {
            span: block.span,
            opens,
            given: block.members.iter().filter_map(first_name).cloned().collect(),
            targets: braces == Braces::Entity,
            fresh: matches!(braces, Braces::Literal),
        };
        let inside =
            recorder.probe.is_some_and(|Asked { at, .. }| block.span.start < at && at < block.span.end);
        recorder.openings.push(opening.clone());
        if inside {
            self.note_scope();
            if let Some(recorder) = &mut self.recorder {
                recorder.found.opening = Some(opening);
                recorder.found.due = None;
                recorder.found.in_value = false;
            }
        }
    }

    /// Before an expression is gone into: what is due there, where it is the one that is asked about.
    pub(super) fn note_due(&mut self, span: Span, due: Option<&Ty>) {
        let Some(recorder) = &mut self.recorder else { return };
        let touches = |asked: Asked| match span.start == span.end {
            true => asked.gap.0 <= span.start && span.start <= asked.gap.1,
            false => span.start <= asked.at && asked.at <= span.end,
        };
        if recorder.probe.is_some_and(touches) {
            recorder.found.due = due.cloned();
            recorder.found.in_value = true;
            self.note_scope();
        }
    }

    /// Notes the type that an expression has, and the one that was due.
    pub(super) fn note_value(&mut self, typed: &Typed, span: Span, due: Option<&Ty>) {
        if let Some(recorder) = &mut self.recorder {
            recorder.values.push(Valued { span, ty: typed.ty.clone(), due: due.cloned() });
        }
    }

    /// Notes what a place leaves out.
    pub(super) fn note_lack(&mut self, span: Span, what: Lacking) {
        if let Some(recorder) = &mut self.recorder {
            recorder.lacks.push(Lack { span, what });
        }
    }

    /// Notes the names that are in sight.
    fn note_scope(&mut self) {
        let bindings: Vec<Binding> = self
            .scope
            .bindings()
            .into_iter()
            .filter(|(name, _)| !name.is_empty())
            .map(|(name, ty)| Binding { name: EcoString::from(name), ty })
            .collect();
        let contexts = self.scope.sight == super::scope::Sight::Everything;
        if let Some(recorder) = &mut self.recorder {
            recorder.found.bindings = bindings;
            recorder.found.contexts = contexts;
        }
    }
}

/// The name that a setting begins with.
fn first_name(member: &ast::Member) -> Option<&ast::Name> {
    match first_step(member)? {
        ast::Step::Field(name) | ast::Step::Word(name) => Some(name),
        ast::Step::Key(_) => None,
    }
}
