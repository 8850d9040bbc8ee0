//! Entities: what a body, an override, a patch and an `extend` say.

use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{Body, Edit, EditOp, EntityBody, FieldIndex, Override, RecordRef, Step, TargetRef};
use crate::ids::DefId;
use crate::index::Lacking;
use crate::names;
use crate::signature;
use crate::view;

use super::edits::Braces;
use super::known::Known;
use super::outline;
use super::scope::{Scope, Sight};
use super::tree::{Spot, Tree};
use super::{Checker, at, poison};

/// What a body, an `extend` and an override have in common.
struct Said {
    edits: Vec<Edit>,
    known: Known,
}

impl Checker<'_> {
    /// `KIND NAME { … }` and `existing KIND NAME { … }`
    pub(super) fn entity_item(&mut self, decl: &ast::Entity) -> (Body, Option<Arc<Known>>) {
        let Some(record) = self.kind_record(&decl.kind.text) else { return (Body::None, None) };
        let existing = Self::is_kind_of(self.def, crate::ids::DefKind::Existing);
        let nothing = ast::Block { members: Vec::new(), span: decl.name.span };
        let block = decl.body.as_ref().unwrap_or(&nothing);
        let extensions = names::extensions(self.db, self.program, self.def.package());
        let extends = extensions.get(&self.def).map_or(&[][..], Vec::as_slice);
        let (mut body, tree_fields, known) = self.entity_body(
            &decl.kind.text,
            self.def,
            record,
            block,
            extends.is_empty() && !existing,
            &Known::default(),
        );
        if !existing && !block.members.iter().any(|member| matches!(member.kind, ast::MemberKind::Hole)) {
            let missing = self.require_entity_fields(record, &tree_fields, block, extends, decl.name.span);
            // They have been reported: evaluation is to be silent about them.
            body.edits.extend(missing.into_iter().map(|field| {
                let span = decl.name.span;
                Edit { step: Step::Field(field), op: EditOp::Set(poison(span)), span }
            }));
        }
        (Body::Entity(body), Some(Arc::new(known)))
    }

    /// `extend KIND NAME { … }`
    pub(super) fn extend_item(&mut self, decl: &ast::Entity) -> Body {
        // Both have been reported with the signature.
        let Some(record) = self.kind_record(&decl.kind.text) else { return Body::None };
        let Some(entity) = self.entity_named(&decl.kind.text, &decl.name.text) else { return Body::None };
        let Some(block) = &decl.body else { return Body::None };
        let known = super::check(self.db, self.program, entity).known.clone().unwrap_or_default();
        let (body, ..) = self.entity_body(&decl.kind.text, entity, record, block, false, &known);
        Body::Entity(body)
    }

    /// Everything between the braces of an entity; with it, the fields that the body sets, and what is known after it.
    fn entity_body(
        &mut self,
        word: &str,
        entity: DefId,
        record: DefId,
        block: &ast::Block,
        fresh: bool,
        below: &Known,
    ) -> (EntityBody, Vec<u16>, Known) {
        let sees = matches!(word, "module" | "addon" | "secret");
        self.scope = Scope::new(if sees { Sight::Everything } else { Sight::Entity });
        let spot = Spot::Record(RecordRef::Declared(record));
        self.scope.push();
        let lets = self.lets(block);
        let mut tree = Tree::default();
        self.settings(&mut tree, &spot, block, Braces::Entity, fresh, Some(below));
        self.require_fields(&mut tree, &spot, false, block.span);
        let set: Vec<u16> = (0..self.field_count(record))
            .filter(|field| tree.has_field(*field) || tree.meant.contains(field))
            .collect();
        let known = below.overlaid(&tree.known());
        let mut patches = Vec::new();
        for member in &block.members {
            if let ast::MemberKind::Patch(patch) = &member.kind {
                self.patched(sees, member, patch, &mut patches);
            }
        }
        let overrides = self.overrides(block, &spot, &known, sees);
        self.scope.pop();
        let body = EntityBody { entity, record, lets, edits: tree.into_edits(), patches, overrides };
        (body, set, known)
    }

    fn field_count(&self, record: DefId) -> u16 {
        let count = view::record(self.db, self.program, RecordRef::Declared(record)).len();
        u16::try_from(count).unwrap_or(u16::MAX)
    }

    /// The overrides of a body, in the order of the text; checked from the less to the more specific, so that what one
    /// of `in prod` chooses is known in `in prod@us`.
    fn overrides(&mut self, block: &ast::Block, spot: &Spot, known: &Known, sees: bool) -> Vec<Override> {
        let mut written = Vec::new();
        for member in &block.members {
            let ast::MemberKind::In(targets, body) = &member.kind else { continue };
            if !sees {
                self.out_of_place(member, Braces::Entity);
                continue;
            }
            written.push((targets, body, member.span));
        }
        let mut checked: Vec<Option<Override>> = (0..written.len()).map(|_| None).collect();
        let mut chosen: Vec<(Vec<TargetRef>, Known)> = Vec::new();
        for specific in [false, true] {
            let mut level = Vec::new();
            for (index, (targets, body, span)) in written.iter().enumerate() {
                let is_specific =
                    |target: &ast::Target| target.environment.is_some() && target.cluster.is_some();
                if targets.iter().all(is_specific) != specific {
                    continue;
                }
                let targets = self.targets(targets);
                let below = self.known_below(known, &chosen, &targets, *span);
                let (found, said) = self.one_override(targets.clone(), body, spot, &below, *span);
                if !said.is_empty() {
                    level.push((targets, said));
                }
                checked[index] = Some(found);
            }
            chosen.extend(level);
        }
        checked.into_iter().flatten().collect()
    }

    /// What is known below an override: the body's, and what less specific overrides of its targets chose.
    fn known_below(
        &mut self,
        known: &Known,
        chosen: &[(Vec<TargetRef>, Known)],
        targets: &[TargetRef],
        span: Span,
    ) -> Known {
        let mut result: Option<Known> = None;
        for target in targets {
            let mut below = known.clone();
            for (others, said) in chosen {
                let covers = |other: &TargetRef| {
                    other.environment.is_none_or(|environment| target.environment == Some(environment))
                        && other.cluster.is_none_or(|cluster| target.cluster == Some(cluster))
                };
                if others.iter().any(covers) {
                    below = below.overlaid(said);
                }
            }
            match &result {
                Some(first) if *first != below => {
                    self.report(say::targets_chose_differently(at(span)));
                    break;
                }
                _ => result = Some(below),
            }
        }
        result.unwrap_or_else(|| known.clone())
    }

    fn one_override(
        &mut self,
        targets: Vec<TargetRef>,
        block: &ast::Block,
        spot: &Spot,
        below: &Known,
        span: Span,
    ) -> (Override, Known) {
        self.in_frame(|checker| {
            let lets = checker.lets(block);
            let said = checker.said(block, spot, below);
            let mut patches = Vec::new();
            for member in &block.members {
                if let ast::MemberKind::Patch(patch) = &member.kind {
                    checker.patched(true, member, patch, &mut patches);
                }
            }
            (Override { targets, lets, edits: said.edits, patches, span }, said.known)
        })
    }

    fn said(&mut self, block: &ast::Block, spot: &Spot, below: &Known) -> Said {
        let mut tree = Tree::default();
        self.settings(&mut tree, spot, block, Braces::Override, false, Some(below));
        let known = tree.known();
        Said { edits: tree.into_edits(), known }
    }

    /// Reports, and gives, the fields that an entity lacks: neither its body nor an `extend` nor an override sets them.
    fn require_entity_fields(
        &mut self,
        record: DefId,
        set: &[u16],
        block: &ast::Block,
        extends: &[DefId],
        name: Span,
    ) -> Vec<FieldIndex> {
        let shape = view::record(self.db, self.program, RecordRef::Declared(record));
        let mut elsewhere: Vec<EcoString> = Vec::new();
        outline::overridden_fields(block, &mut elsewhere);
        for extend in extends {
            elsewhere.extend_from_slice(outline::extended_fields(self.db, self.program, *extend));
        }
        let missing: Vec<(FieldIndex, &str)> = shape
            .fields()
            .filter(|(index, field)| {
                field.required && !set.contains(index) && !elsewhere.iter().any(|name| name == field.name)
            })
            .map(|(index, field)| (index, field.name))
            .collect();
        let names: Vec<&str> = missing.iter().map(|(_, name)| *name).collect();
        if !missing.is_empty() {
            let indices = missing.iter().map(|(index, _)| *index).collect();
            self.note_lack(name, Lacking::Fields(RecordRef::Declared(record), indices));
            let owner = signature::entity(self.db, self.program, self.def).map(|entity| entity.word.as_str());
            self.report(say::missing_entity_fields(
                at(name),
                owner.unwrap_or("entity"),
                self.def.name(),
                &names,
            ));
        }
        missing.into_iter().map(|(index, _)| index).collect()
    }
}
