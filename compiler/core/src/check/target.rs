//! Targets: the environments and clusters that an override, `retire` or a test names.

use o8_syntax::ast;

use crate::hir::TargetRef;
use crate::ids::DefId;
use crate::names::Wanted;

use super::{Checker, at};

impl Checker<'_> {
    pub(super) fn targets(&mut self, targets: &[ast::Target]) -> Vec<TargetRef> {
        targets
            .iter()
            .filter_map(|target| {
                let environment = self.target_part(target.environment.as_ref(), "environment");
                let cluster = self.target_part(target.cluster.as_ref(), "cluster");
                let (Ok(environment), Ok(cluster)) = (environment, cluster) else { return None };
                (environment.is_some() || cluster.is_some()).then_some(TargetRef {
                    environment,
                    cluster,
                    span: target.span,
                })
            })
            .collect()
    }

    /// The entity of a part of a target; an error, reported, where there is none.
    fn target_part(&mut self, name: Option<&ast::Name>, word: &str) -> Result<Option<DefId>, ()> {
        let Some(name) = name else { return Ok(None) };
        if name.is_hole() {
            return Err(());
        }
        if let Some(def) = self.entity_named(word, &name.text) {
            return Ok(Some(def));
        }
        if let Some(record) = self.kind_record(word) {
            self.report_missing(&name.text, Wanted::Entity(record), &[], name.span);
        }
        Err(())
    }

    /// `moved OLD -> NEW`: the new name has to be there.
    pub(super) fn moved_item(&mut self, decl: &ast::Moved) {
        use o8_diagnostics::catalogue::types as say;
        if decl.new.is_hole() || decl.old.is_hole() {
            return;
        }
        let items = crate::db::package_items(self.db, self.program, self.package());
        let is_entity = |def: DefId| def.data().kind == crate::ids::DefKind::Entity;
        let declared = |name: &str| items.named(name).any(|entry| is_entity(entry.def));
        if !declared(&decl.new.text) {
            let names: Vec<&str> = items
                .items
                .iter()
                .filter(|entry| is_entity(entry.def))
                .map(|entry| entry.def.name())
                .collect();
            let near = o8_diagnostics::catalogue::nearest(&decl.new.text, names);
            self.report(say::moved_to_nothing(at(decl.new.span), &decl.new.text, near));
        } else if declared(&decl.old.text) {
            self.report(say::moved_still_there(at(decl.old.span), &decl.old.text));
        }
    }
}
