//! The outline of a file: its declarations, and what they consist of.

use o8_diagnostics::Span;
use o8_syntax::{ParsedItem, ast};

/// What a symbol is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SymbolKind {
    /// `let`
    Constant,
    /// `type NAME { … }` and other types
    Type,
    /// `fn`
    Function,
    /// `component`
    Component,
    /// `module`, `environment` …
    Entity,
    /// `test`
    Test,
    /// A field of a type, or one that is set
    Field,
    /// `param`
    Parameter,
    /// `in ENV`
    Target,
    /// `patch`
    Patch,
    /// `retire`, `moved`
    Intention,
}

/// A declaration, or a part of one. Spans are those of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// What stands before the name: `module`, `extend team`; or its type.
    pub detail: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub span: Span,
    /// Its name.
    pub name_span: Span,
    /// What it consists of.
    pub children: Vec<Symbol>,
}

/// The outline of a file.
pub fn symbols(text: &str, items: &[ParsedItem]) -> Vec<Symbol> {
    items.iter().filter_map(|parsed| Outline { text, start: parsed.start }.item(&parsed.item)).collect()
}

struct Outline<'t> {
    text: &'t str,
    start: u32,
}

impl Outline<'_> {
    fn source(&self, span: Span) -> String {
        let span = span.shift(self.start);
        let text = self.text.get(span.start as usize..span.end as usize).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn symbol(&self, name: &ast::Name, detail: &str, kind: SymbolKind, span: Span) -> Option<Symbol> {
        self.spanned((&name.text, name.span), detail, kind, span)
    }

    fn spanned(
        &self,
        (name, name_span): (&str, Span),
        detail: &str,
        kind: SymbolKind,
        span: Span,
    ) -> Option<Symbol> {
        (!name.trim().is_empty()).then(|| Symbol {
            name: name.to_owned(),
            detail: detail.to_owned(),
            kind,
            span: span.to(name_span).shift(self.start),
            name_span: name_span.shift(self.start),
            children: Vec::new(),
        })
    }

    fn item(&self, item: &ast::Item) -> Option<Symbol> {
        let span = item.span;
        let with = |symbol: Option<Symbol>, block: Option<&ast::Block>| {
            symbol.map(|symbol| Symbol { children: self.members(block), ..symbol })
        };
        match &item.kind {
            ast::ItemKind::Let(decl) => self.symbol(&decl.name, "let", SymbolKind::Constant, span),
            ast::ItemKind::Type(decl) => {
                let block = match &decl.body {
                    ast::TypeBody::Record(block) => Some(block),
                    ast::TypeBody::Alias { .. } => None,
                };
                with(self.symbol(&decl.name, "type", SymbolKind::Type, span), block)
            }
            ast::ItemKind::Function(decl) => self.symbol(&decl.name, "fn", SymbolKind::Function, span),
            ast::ItemKind::Component(decl) => {
                with(self.symbol(&decl.name, "component", SymbolKind::Component, span), Some(&decl.body))
            }
            ast::ItemKind::Entity(decl) => {
                with(self.symbol(&decl.name, &decl.kind.text, SymbolKind::Entity, span), decl.body.as_ref())
            }
            ast::ItemKind::Extend(decl) => {
                let detail = format!("extend {}", decl.kind.text);
                with(self.symbol(&decl.name, &detail, SymbolKind::Entity, span), decl.body.as_ref())
            }
            ast::ItemKind::Existing(decl) => {
                let detail = format!("existing {}", decl.kind.text);
                with(self.symbol(&decl.name, &detail, SymbolKind::Entity, span), decl.body.as_ref())
            }
            ast::ItemKind::Retire(decl) => self.symbol(&decl.name, "retire", SymbolKind::Intention, span),
            ast::ItemKind::Moved(decl) => self.symbol(&decl.new, "moved", SymbolKind::Intention, span),
            ast::ItemKind::Test(decl) => {
                let name = self.source(decl.name.span);
                let name = (name.trim_matches('"'), decl.name.span);
                self.spanned(name, "test", SymbolKind::Test, span)
            }
            ast::ItemKind::Import(_) | ast::ItemKind::Hole => None,
        }
    }

    fn members(&self, block: Option<&ast::Block>) -> Vec<Symbol> {
        block.into_iter().flat_map(|block| &block.members).filter_map(|member| self.member(member)).collect()
    }

    fn member(&self, member: &ast::Member) -> Option<Symbol> {
        let span = member.span;
        let path = |path: &ast::Path, block: Option<&ast::Block>| {
            let name = self.source(path.span);
            let symbol = self.spanned((&name, path.span), "", SymbolKind::Field, span)?;
            Some(Symbol { children: self.members(block), ..symbol })
        };
        let declared =
            |field: &ast::Field, kind| self.symbol(&field.name, &self.source(field.ty.span), kind, span);
        match &member.kind {
            ast::MemberKind::Let(decl) => self.symbol(&decl.name, "let", SymbolKind::Constant, span),
            ast::MemberKind::Set(to, value) => {
                let block = match &value.kind {
                    ast::ExprKind::Record(_, block) | ast::ExprKind::With(_, block) => Some(&**block),
                    _ => None,
                };
                path(to, block)
            }
            ast::MemberKind::Open(to, block) => path(to, Some(block)),
            ast::MemberKind::Append(to, _) => path(to, None),
            ast::MemberKind::Field(field) => declared(field, SymbolKind::Field),
            ast::MemberKind::Param(field) => declared(field, SymbolKind::Parameter),
            ast::MemberKind::In(targets, block) => {
                let all = targets.first()?.span.to(targets.last()?.span);
                let name = self.source(all);
                let symbol = self.spanned((&name, all), "in", SymbolKind::Target, span)?;
                Some(Symbol { children: self.members(Some(block)), ..symbol })
            }
            ast::MemberKind::Patch(patch) => {
                let all = patch.kind.first()?.span.to(patch.kind.last()?.span);
                let all = patch.name.as_ref().map_or(all, |name| all.to(name.span));
                let name = self.source(all);
                let symbol = self.spanned((&name, all), "patch", SymbolKind::Patch, span)?;
                Some(Symbol { children: self.members(Some(&patch.body)), ..symbol })
            }
            ast::MemberKind::Item(item) => self.item(item),
            ast::MemberKind::Unset(_)
            | ast::MemberKind::Where(_)
            | ast::MemberKind::Emit(_)
            | ast::MemberKind::Assert(_)
            | ast::MemberKind::Expr(_)
            | ast::MemberKind::Hole => None,
        }
    }
}
