//! Targets: the environments and clusters that an override or a test names.

use o8_syntax::ast;

use crate::hir::TargetRef;
use crate::ids::DefId;
use crate::index::Target;
use crate::names::Wanted;

use super::Checker;

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
            self.note(name.span, Target::Declaration(def));
            return Ok(Some(def));
        }
        if let Some(record) = self.kind_record(word) {
            self.report_missing(&name.text, Wanted::Entity(record), &[], name.span);
        }
        Err(())
    }
}
