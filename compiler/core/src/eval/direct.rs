//! Record literals of Kubernetes straight to trees.
//!
//! Most of what a component emits is literals inside each other, read once, by the renderer. They need no
//! [`Instance`](super::value::Instance): each setting is worked out and printed in turn. The result is what
//! rendering the record would give.

use ecow::EcoString;
use o8_diagnostics::catalogue::values as catalogue;
use o8_ir::{ListMerge, Map as TreeMap, Node, Tree};

use crate::hir::{self, EditOp, Expr, ExprKind, RecordRef, Step};

use super::edits::Change;
use super::json::MOST_NESTED;
use super::machine::Machine;
use super::render::Rendering;
use super::shape::Shape;
use super::value::{Mode, Scope, Setting, Value};

impl<'a> Machine<'a, '_> {
    /// The tree of an expression in a field; `None` where it is null or unknown.
    pub(super) fn render_expr(
        &mut self,
        expr: &'a Expr,
        scope: &'a Scope<'a>,
        written: Setting,
        merge: ListMerge,
        state: &mut Rendering,
    ) -> Option<Node> {
        match &expr.kind {
            ExprKind::Record(RecordRef::Kube(id), edits) => {
                let map = self.render_literal(Shape::kube(*id), edits, scope, written, state)?;
                return Some(Node { tree: Tree::Map(map), origin: self.origins.origin(written, None) });
            }
            ExprKind::If(parts) => {
                let branch = match self.eval(&parts.0, scope).value {
                    Value::Bool(true) => &parts.1,
                    Value::Bool(false) => &parts.2,
                    _ => {
                        state.holes += 1;
                        return None;
                    }
                };
                return self.render_expr(branch, scope, written, merge, state);
            }
            ExprKind::Let(lets, body) => {
                let frame = self.lets(scope, lets);
                return self.render_expr(body, frame, written, merge, state);
            }
            ExprKind::Match(scrutinee, arms) => {
                let Some((arm, scope)) = self.taken(scrutinee, arms, scope) else {
                    state.holes += 1;
                    return None;
                };
                return self.render_expr(arm, scope, written, merge, state);
            }
            ExprKind::Call(def, arguments) => {
                let Some((body, frame)) = self.called(*def, arguments, scope) else {
                    state.holes += 1;
                    return None;
                };
                return self.deeper(scope.place(expr.span), None, |machine| {
                    machine.render_expr(body, frame, written, merge, state)
                });
            }
            ExprKind::List(items) => {
                let tree =
                    self.render_items(items.iter().map(|item| (item, scope)), written, merge, state)?;
                return Some(Node { tree, origin: self.origins.origin(written, None) });
            }
            _ => {}
        }
        let found = self.eval_settled(expr, scope).or_from(Some(written));
        self.render(found, written, merge, state)
    }

    /// The tree of a record literal; `None` where it is nested too deeply.
    pub(super) fn render_literal(
        &mut self,
        shape: &'static Shape,
        edits: &'a [hir::Edit],
        scope: &'a Scope<'a>,
        at: Setting,
        state: &mut Rendering,
    ) -> Option<TreeMap> {
        if state.depth >= MOST_NESTED || !self.spend(1, || at.place()) {
            self.fail(|| catalogue::nested_too_deeply(at.place()));
            state.holes += 1;
            return None;
        }
        state.depth += 1;
        let mut entries: Vec<(EcoString, Node)> = Vec::with_capacity(edits.len());
        for edit in edits {
            let Step::Field(index) = edit.step else { continue };
            let field = &shape.fields[usize::from(index)];
            let merge = if state.custom { ListMerge::Replace } else { field.merge };
            let written = scope.setting(edit.span);
            let holes = state.holes;
            let node = match &edit.op {
                EditOp::Set(expr) | EditOp::Append(expr) => {
                    self.render_expr(expr, scope, written, merge, state)
                }
                EditOp::Open(hir::Shape::Record(RecordRef::Kube(id)), inner) => {
                    let map = self.render_literal(Shape::kube(*id), inner, scope, written, state);
                    map.map(|map| Node { tree: Tree::Map(map), origin: self.origins.origin(written, None) })
                }
                EditOp::Open(inner, edits) => {
                    let change = Change { edits, scope, at: written, mode: Mode::Plain };
                    let value = self.open_value(Value::Null, inner, change);
                    let found = self.settle(value.into()).or_from(Some(written));
                    self.render(found, written, merge, state)
                }
                EditOp::Unset => None,
            };
            match node {
                Some(node) => entries.push((field.name.clone(), node)),
                None if state.holes == holes => {}
                None => {
                    state.unknown_namespace |= shape.names_namespace(index) && state.depth == 2;
                    state.incomplete |= field.required;
                }
            }
        }
        state.depth -= 1;
        for &field in &shape.required {
            let field = &shape.fields[usize::from(field)];
            if !state.incomplete && !entries.iter().any(|(name, _)| *name == field.name) {
                state.incomplete = true;
                self.fail(|| catalogue::missing_field(at.place(), &field.name, &shape.name));
            }
        }
        Some(TreeMap(entries))
    }

    /// The tree of a list of which each element is an expression; `None` where it is left out.
    fn render_items(
        &mut self,
        items: impl ExactSizeIterator<Item = (&'a Expr, &'a Scope<'a>)>,
        written: Setting,
        merge: ListMerge,
        state: &mut Rendering,
    ) -> Option<Tree> {
        let mut nodes = Vec::with_capacity(items.len());
        let (holes, incomplete) = (state.holes, state.incomplete);
        for (item, scope) in items {
            let before = (state.holes, std::mem::take(&mut state.incomplete));
            let node = if matches!(item.kind, ExprKind::Record(..)) {
                self.render_expr(item, scope, scope.setting(item.span), ListMerge::Replace, state)
            } else {
                let found = self.eval_settled(item, scope).or_from(Some(scope.setting(item.span)));
                self.render(found, written, ListMerge::Replace, state)
            };
            state.keep_element(node, merge, before, &mut nodes);
        }
        state.keep_list(nodes, merge, (holes, incomplete))
    }
}
