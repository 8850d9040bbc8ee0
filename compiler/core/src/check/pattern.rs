//! Patterns of a `match`: what each covers, and what is left.

use o8_diagnostics::catalogue::types as say;
use o8_diagnostics::catalogue::{nearest, quoted};
use o8_syntax::ast;

use crate::hir::Pattern;
use crate::ty::{Literal, Ty};
use crate::types;

use super::literal::constant;
use super::{Checker, at};

/// What no arm has covered yet.
pub(super) struct Rest {
    /// The types and constants of which some value is left.
    left: Vec<Ty>,
    /// Constants of types that go on for ever, as far as arms have named them.
    named: Vec<Literal>,
    /// Whether the value has an unknown type, so that nothing is said of what is covered.
    silent: bool,
}

/// A pattern that has been checked.
pub(super) struct Found<'a> {
    pub(super) pattern: Pattern,
    /// The type that the value has where the pattern matches.
    pub(super) ty: Ty,
    /// The name that the value gets.
    pub(super) binding: Option<&'a ast::Name>,
}

impl Rest {
    pub(super) fn new(alternatives: &[Ty], silent: bool) -> Self {
        Self { left: alternatives.to_vec(), named: Vec::new(), silent }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.silent || self.left.is_empty()
    }

    /// The types and constants of which some value is left.
    pub(super) fn left(&self) -> &[Ty] {
        &self.left
    }

    /// What is left, as patterns.
    pub(super) fn missing(&self) -> Vec<String> {
        self.left
            .iter()
            .map(|ty| match ty {
                Ty::Literal(_) | Ty::Null => quoted(&types::display(ty)),
                Ty::Int | Ty::Float | Ty::String => format!("any other {}", quoted(&types::display(ty))),
                ty => quoted(&format!("{} x", types::display(ty))),
            })
            .collect()
    }
}

impl Checker<'_> {
    /// The types and constants that values of a type are, one by one.
    pub(super) fn matched_types(&self, ty: &Ty) -> Vec<Ty> {
        let mut result = Vec::new();
        for alternative in types::alternatives(&self.core(ty)) {
            match self.base(alternative) {
                Ty::Bool => {
                    result.push(Ty::Literal(Literal::Bool(true)));
                    result.push(Ty::Literal(Literal::Bool(false)));
                }
                Ty::Union(inner) => result.extend(inner.iter().cloned()),
                Ty::Null => {}
                _ => result.push(alternative.clone()),
            }
        }
        if types::is_optional(ty) {
            result.push(Ty::Null);
        }
        result
    }

    pub(super) fn pattern<'a>(&mut self, pattern: &'a ast::Pattern, of: &Ty, rest: &mut Rest) -> Found<'a> {
        let errors = self.diagnostics.len();
        let before = (rest.left.len(), rest.named.len());
        let open = rest.left.iter().any(|ty| !matches!(ty, Ty::Literal(_) | Ty::Null));
        let found = self.pattern_inner(pattern, of, rest);
        let covered = before != (rest.left.len(), rest.named.len());
        // A type that matches a part of an open type (`ImageRef s` of a `String`) covers without using anything up.
        let part = open && matches!(found.pattern, Pattern::Type(_));
        if !covered && !part && !rest.silent && self.diagnostics.len() == errors {
            self.report(say::arm_never_taken(at(pattern.span)));
        }
        found
    }

    fn pattern_inner<'a>(&mut self, pattern: &'a ast::Pattern, of: &Ty, rest: &mut Rest) -> Found<'a> {
        let plain = |pattern, ty| Found { pattern, ty, binding: None };
        match &pattern.kind {
            ast::PatternKind::Hole => {
                rest.silent = true;
                plain(Pattern::Any, Ty::Error)
            }
            ast::PatternKind::Wildcard => {
                let ty = if rest.left.is_empty() { of.clone() } else { self.union_left(&rest.left, of) };
                rest.left.clear();
                plain(Pattern::Any, ty)
            }
            ast::PatternKind::Null => {
                if !types::is_optional(of) && *of != Ty::Error {
                    self.report(say::pattern_never_matches(
                        at(pattern.span),
                        "null",
                        &types::display(of),
                        None,
                    ));
                }
                rest.left.retain(|ty| *ty != Ty::Null);
                plain(Pattern::Literal(Literal::Null), Ty::Null)
            }
            ast::PatternKind::Literal(expr) => self.literal_pattern(expr, pattern, of, rest),
            ast::PatternKind::Type(ty, name) => self.type_pattern(ty, name.as_ref(), pattern, of, rest),
            ast::PatternKind::Or(patterns) => {
                let mut all = Vec::with_capacity(patterns.len());
                let mut together = Vec::new();
                for inner in patterns {
                    let found = self.pattern(inner, of, rest);
                    if let Some(name) = found.binding {
                        self.report(say::name_in_alternative(at(name.span), &name.text));
                    }
                    together.push(found.ty);
                    all.push(found.pattern);
                }
                plain(Pattern::Or(all), types::union_of(together))
            }
        }
    }

    fn union_left(&self, left: &[Ty], of: &Ty) -> Ty {
        let bools = left.iter().filter(|ty| matches!(ty, Ty::Literal(Literal::Bool(_)))).count();
        if bools > 0 {
            let null = left.contains(&Ty::Null);
            let ty = self.core(of);
            return if null { types::optional(ty) } else { ty };
        }
        types::union_of(left.iter().cloned())
    }

    fn literal_pattern<'a>(
        &mut self,
        expr: &ast::Expr,
        pattern: &ast::Pattern,
        of: &Ty,
        rest: &mut Rest,
    ) -> Found<'a> {
        let typed = self.infer(expr, Some(of));
        let Some(literal) = constant(&typed.expr).cloned() else {
            rest.silent = true;
            return Found { pattern: Pattern::Any, ty: Ty::Error, binding: None };
        };
        if *of != Ty::Error && !self.fits(&typed.ty, of) && typed.ty != Ty::Error {
            let listed = self.listed_texts(of);
            let near = match &literal {
                Literal::String(text) => nearest(text, listed.iter().map(String::as_str)),
                _ => None,
            };
            let shown = types::display(&Ty::Literal(literal.clone()));
            self.report(say::pattern_never_matches(at(pattern.span), &shown, &types::display(of), near));
        }
        let ty = Ty::Literal(literal.clone());
        let before = rest.left.len();
        rest.left.retain(|left| *left != ty);
        if before == rest.left.len() && !rest.named.contains(&literal) {
            let open =
                rest.left.iter().any(|left| self.fits(&typed.ty, left) && !matches!(left, Ty::Literal(_)));
            if open {
                rest.named.push(literal.clone());
            }
        }
        Found { pattern: Pattern::Literal(literal), ty: typed.ty, binding: None }
    }

    fn type_pattern<'a>(
        &mut self,
        written: &ast::TypeExpr,
        name: Option<&'a ast::Name>,
        pattern: &ast::Pattern,
        of: &Ty,
        rest: &mut Rest,
    ) -> Found<'a> {
        let ty = self.resolve_type(written);
        if ty == Ty::Error || *of == Ty::Error {
            rest.silent = true;
            return Found { pattern: Pattern::Any, ty, binding: name };
        }
        let alternatives = self.matched_types(of);
        // Of an object under review, the kind is not known.
        let may_be = |left: &Ty| *left == Ty::Reviewed && types::is_kind(self.db, self.program, &ty);
        let overlaps = |left: &Ty| {
            if *left == Ty::Reviewed { may_be(left) } else { self.fits(left, &ty) || self.fits(&ty, left) }
        };
        if !alternatives.iter().any(overlaps) {
            let (shown, of) = (types::display(&ty), types::display(of));
            self.report(say::pattern_never_matches(at(pattern.span), &shown, &of, None));
        }
        let inside: Vec<Ty> = alternatives.iter().filter(|left| self.fits(left, &ty)).cloned().collect();
        // A refinement of an alternative matches some of its values; the rest of them stays.
        let promised = |left: &Ty| {
            *left != Ty::Reviewed
                && self.fits(left, &ty)
                && !types::needs_check(self.db, self.program, left, &ty)
        };
        rest.left.retain(|left| !promised(left));
        let narrowed = match inside.as_slice() {
            [only] if promised(only) => only.clone(),
            _ => ty.clone(),
        };
        Found { pattern: Pattern::Type(ty), ty: narrowed, binding: name }
    }

    /// A type as written inside an item.
    pub(super) fn resolve_type(&mut self, written: &ast::TypeExpr) -> Ty {
        types::resolve_type(self.db, self.program, self.file, written, &mut self.diagnostics)
    }
}
