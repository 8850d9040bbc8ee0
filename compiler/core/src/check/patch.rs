//! `patch KIND "name" { … }`: changes of emitted objects.

use o8_diagnostics::catalogue::{kubernetes, nearest};
use o8_syntax::ast;

use crate::hir::{Patch, RecordRef};
use crate::names::{self, Meaning};
use crate::ty::Ty;
use crate::{types, view};

use super::edits::Braces;
use super::tree::Spot;
use super::{Checker, at};

impl Checker<'_> {
    /// A patch of a body or override, where patches are allowed.
    pub(super) fn patched(
        &mut self,
        allowed: bool,
        member: &ast::Member,
        patch: &ast::Patch,
        patches: &mut Vec<Patch>,
    ) {
        if !allowed {
            return self.out_of_place(member, Braces::Entity);
        }
        let kind = self.kind_of(&patch.kind);
        let name = patch.name.as_ref().map(|name| self.check_expr(name, &Ty::String));
        let spot = kind.map_or(Spot::Unknown, Spot::Record);
        let edits =
            self.wrapped(&patch.body, |checker| checker.changes(&spot, &patch.body, Braces::Patch, None));
        if let Some(kind) = kind {
            let last = patch.name.as_ref().map(|name| name.span);
            let last = last.or(patch.kind.last().map(|name| name.span)).unwrap_or(member.span);
            let span = o8_diagnostics::Span::new(member.span.start, last.end);
            patches.push(Patch { kind, name, edits, span });
        }
    }

    /// The kind that a name means: as imported, or as Kubernetes names it.
    pub(super) fn kind_of(&mut self, name: &[ast::Name]) -> Option<RecordRef> {
        if name.iter().any(ast::Name::is_hole) {
            return None;
        }
        let [single] = name else {
            let span = name.iter().map(|name| name.span).reduce(o8_diagnostics::Span::to)?;
            let written = ast::TypeExpr { kind: ast::TypeExprKind::Name(name.to_vec()), span };
            let ty = self.resolve_type(&written);
            return self.as_kind(&ty, span);
        };
        match names::lookup(self.db, self.program, self.file, &single.text, None) {
            Meaning::Kube(id) => self.as_kind(&Ty::Kube(id), single.span),
            Meaning::Type(def) => self.as_kind(&Ty::Record(def), single.span),
            Meaning::Error => None,
            _ => self.built_in_kind(single),
        }
    }

    fn as_kind(&mut self, ty: &Ty, span: o8_diagnostics::Span) -> Option<RecordRef> {
        if *ty == Ty::Error {
            return None;
        }
        if matches!(ty, Ty::Record(_) | Ty::Kube(_)) && types::is_kind(self.db, self.program, ty) {
            return view::record_of(ty);
        }
        self.report(kubernetes::not_a_kind(at(span), &types::display(ty)));
        None
    }

    /// The kind of Kubernetes itself with this name: the newest stable version of the only group that has it.
    fn built_in_kind(&mut self, name: &ast::Name) -> Option<RecordRef> {
        let mut found: Vec<o8_kubernetes::Kind> = Vec::new();
        for kind in o8_kubernetes::kinds().filter(|kind| kind.kind == name.text) {
            match found.iter_mut().find(|known| known.group == kind.group) {
                Some(known) if maturity(kind.version) > maturity(known.version) => *known = kind,
                Some(_) => {}
                None => found.push(kind),
            }
        }
        match found.as_slice() {
            [only] => Some(RecordRef::Kube(only.definition)),
            [] => {
                let near = nearest(&name.text, o8_kubernetes::kinds().map(|kind| kind.kind));
                self.report(kubernetes::unknown_kind(at(name.span), &name.text, near));
                None
            }
            several => {
                let imports: Vec<String> = several
                    .iter()
                    .map(|kind| {
                        let group = if kind.group.is_empty() { "core" } else { kind.group };
                        format!("import k8s/{group}/{} {{ {} }}", kind.version, kind.kind)
                    })
                    .collect();
                let imports: Vec<&str> = imports.iter().map(String::as_str).collect();
                self.report(kubernetes::ambiguous_kind(at(name.span), &name.text, &imports));
                None
            }
        }
    }
}

/// How far a version has come: stable before beta before alpha, then by number.
fn maturity(version: &str) -> (u8, u32, u32) {
    let rest = version.trim_start_matches('v');
    let (stage, split) = if rest.contains("alpha") {
        (0, "alpha")
    } else if rest.contains("beta") {
        (1, "beta")
    } else {
        (2, "")
    };
    let (major, minor) =
        if split.is_empty() { (rest, "0") } else { rest.split_once(split).unwrap_or((rest, "0")) };
    (stage, major.parse().unwrap_or(0), minor.parse().unwrap_or(0))
}
