//! The names that a declaration mentions and does not bind itself: what it may need of other declarations.
//!
//! Read from the syntax tree alone and without spans, so that an edit which mentions nothing new changes nothing here.
//! Unused imports and circles of declarations are found with it, before anything is checked.

use ecow::EcoString;
use o8_diagnostics::Span;
use o8_syntax::ast::{
    Block, Expr, ExprKind, ForClause, Item, ItemKind, Let, Member, MemberKind, Name, Path, Pattern,
    PatternKind, Piece, Step, TypeBody, TypeExpr, TypeExprKind, Where,
};
use rustc_hash::FxHashSet;

use crate::db::{Program, item};
use crate::ids::DefId;

/// What is mentioned by a declaration.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mentions {
    /// Each mention once, in the order of the text.
    pub all: Vec<Mention>,
}

impl Mentions {
    /// The names, packages for what is qualified.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|mention| mention.name.as_str())
    }
}

/// One name that is mentioned.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Mention {
    /// The name, or the first part of `package.name`.
    pub name: EcoString,
    /// What follows a dot, where something does.
    pub member: Option<EcoString>,
    /// As what it is mentioned.
    pub position: Position,
}

/// As what a name is mentioned.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Position {
    /// As a value.
    Value,
    /// As a type.
    Type,
    /// Before the braces of a new record.
    Record,
}

/// The names that a declaration mentions.
#[salsa::tracked]
pub fn mentions(db: &dyn salsa::Database, program: Program, def: DefId) -> Mentions {
    let mut walk = Walk::default();
    if let Some(item) = item(db, program, def) {
        walk.item(item);
    }
    Mentions { all: walk.found }
}

/// The names that an expression mentions as values and does not bind itself, each once, in order.
pub(crate) fn mentioned_in(expr: &Expr) -> Vec<EcoString> {
    let mut walk = Walk::default();
    walk.expr(expr);
    let values = walk.found.into_iter().filter(|mention| mention.position == Position::Value);
    values.map(|mention| mention.name).collect()
}

/// The `let`s in the braces of a declaration whose names nothing mentions, each with all that goes where it goes.
pub(crate) fn unused_lets(item: &Item) -> Vec<(&Let, Span)> {
    let mut walk = Walk::default();
    walk.item(item);
    walk.unused.sort_by_key(|(_, span)| *span);
    walk.unused
}

#[derive(Default)]
struct Walk<'a> {
    /// Names that are bound where the walk is, innermost last.
    bound: Vec<Bound<'a>>,
    found: Vec<Mention>,
    seen: FxHashSet<Mention>,
    /// `let`s out of sight that were not mentioned while they were in it, with all that goes with them.
    unused: Vec<(&'a Let, Span)>,
}

/// A name that is bound where the walk is.
struct Bound<'a> {
    name: &'a str,
    /// The `let` that binds it, where one does and nothing has mentioned it yet.
    unused: Option<(&'a Let, Span)>,
}

impl<'a> Walk<'a> {
    fn item(&mut self, item: &'a Item) {
        match &item.kind {
            ItemKind::Let(decl) => {
                decl.ty.iter().for_each(|ty| self.ty(ty));
                self.expr(&decl.value);
            }
            ItemKind::Type(decl) => match &decl.body {
                TypeBody::Alias { ty, refinement } => {
                    self.ty(ty);
                    let depth = self.bound.len();
                    self.bound.push(Bound { name: "it", unused: None });
                    refinement.iter().for_each(|refinement| self.condition(refinement));
                    self.forget(depth);
                }
                TypeBody::Record(block) => self.declaration(block),
            },
            ItemKind::Function(decl) => {
                let depth = self.bound.len();
                for parameter in &decl.parameters {
                    self.ty(&parameter.ty);
                    parameter.default.iter().for_each(|default| self.expr(default));
                    self.bind(&parameter.name);
                }
                self.ty(&decl.result);
                self.expr(&decl.body);
                self.forget(depth);
            }
            ItemKind::Component(decl) => self.declaration(&decl.body),
            ItemKind::Entity(decl) | ItemKind::Extend(decl) | ItemKind::Existing(decl) => {
                decl.body.iter().for_each(|body| self.block(body));
            }
            ItemKind::Test(decl) => {
                self.expr(&decl.name);
                self.block(&decl.body);
            }
            ItemKind::Import(_) | ItemKind::Retire(_) | ItemKind::Moved(_) | ItemKind::Hole => {}
        }
    }

    /// The members of a type or component: fields, parameters and `let`s are bound in all of them.
    fn declaration(&mut self, block: &'a Block) {
        let depth = self.bound.len();
        for member in &block.members {
            match &member.kind {
                MemberKind::Let(decl) => self.bind_let(decl, member),
                MemberKind::Field(field) | MemberKind::Param(field) => self.bind(&field.name),
                _ => {}
            }
        }
        block.members.iter().for_each(|member| self.member(member));
        self.forget(depth);
    }

    /// The members of any other braces: a `let` is bound in those after it.
    fn block(&mut self, block: &'a Block) {
        let depth = self.bound.len();
        for member in &block.members {
            self.member(member);
            if let MemberKind::Let(decl) = &member.kind {
                self.bind_let(decl, member);
            }
        }
        self.forget(depth);
    }

    fn member(&mut self, member: &'a Member) {
        match &member.kind {
            MemberKind::Let(decl) => {
                decl.ty.iter().for_each(|ty| self.ty(ty));
                self.expr(&decl.value);
            }
            MemberKind::Set(path, value) | MemberKind::Append(path, value) => {
                self.path(path);
                self.expr(value);
            }
            MemberKind::Open(path, block) => {
                self.path(path);
                self.block(block);
            }
            MemberKind::Unset(path) => self.path(path),
            MemberKind::Field(field) | MemberKind::Param(field) => {
                self.ty(&field.ty);
                field.default.iter().for_each(|default| self.expr(default));
            }
            MemberKind::Where(condition) => self.condition(condition),
            MemberKind::Emit(emit) => {
                let depth = self.bound.len();
                emit.each.iter().for_each(|each| self.each(each));
                emit.condition.iter().for_each(|condition| self.expr(condition));
                self.expr(&emit.value);
                self.forget(depth);
            }
            MemberKind::In(_, block) => self.block(block),
            MemberKind::Patch(patch) => {
                self.qualified(&patch.kind, Position::Type);
                patch.name.iter().for_each(|name| self.expr(name));
                self.block(&patch.body);
            }
            MemberKind::Assert(expr) | MemberKind::Expr(expr) => self.expr(expr),
            MemberKind::Item(item) => self.item(item),
            MemberKind::Hole => {}
        }
    }

    fn condition(&mut self, condition: &'a Where) {
        self.expr(&condition.condition);
        self.expr(&condition.message);
    }

    fn path(&mut self, path: &'a Path) {
        for step in &path.steps {
            if let Step::Key(key) = step {
                self.expr(key);
            }
        }
    }

    /// What is gone through, then the names that it binds: they stay bound until the caller forgets them.
    fn each(&mut self, each: &'a ForClause) {
        self.expr(&each.iterable);
        self.bind(&each.first);
        each.second.iter().for_each(|second| self.bind(second));
        each.condition.iter().for_each(|condition| self.expr(condition));
    }

    /// An expression. Chains that lean to the left (`a + b + c`, `a.b().c()`) are as long as the user likes: they
    /// are gone down in a loop.
    fn expr(&mut self, expr: &'a Expr) {
        let mut expr = expr;
        loop {
            match &expr.kind {
                ExprKind::Field { base, name, .. } => {
                    if let ExprKind::Name(package) = &base.kind {
                        self.mention(package, Some(&name.text), Position::Value);
                        return;
                    }
                    expr = base;
                }
                ExprKind::Index(base, index) => {
                    self.expr(index);
                    expr = base;
                }
                ExprKind::Call { callee, arguments, block } => {
                    arguments.iter().for_each(|argument| self.expr(&argument.value));
                    block.iter().for_each(|block| self.block(block));
                    expr = callee;
                }
                ExprKind::Binary { sides, .. } => {
                    self.expr(&sides.1);
                    expr = &sides.0;
                }
                ExprKind::With(base, block) => {
                    self.block(block);
                    expr = base;
                }
                ExprKind::Unary(_, inner) | ExprKind::Paren(inner) => expr = inner,
                _ => return self.leaf(expr),
            }
        }
    }

    fn leaf(&mut self, expr: &'a Expr) {
        let depth = self.bound.len();
        match &expr.kind {
            ExprKind::Name(name) => self.mention(name, None, Position::Value),
            ExprKind::String(string) => {
                for piece in &string.pieces {
                    if let Piece::Interpolation(expr) = piece {
                        self.expr(expr);
                    }
                }
            }
            ExprKind::List(elements) => elements.iter().for_each(|element| self.expr(element)),
            ExprKind::ListFor(each, value) => {
                self.each(each);
                self.expr(value);
            }
            ExprKind::MapFor(each, entry) => {
                self.each(each);
                self.expr(&entry.0);
                self.expr(&entry.1);
            }
            ExprKind::Record(name, block) => {
                name.iter().for_each(|name| self.qualified(name, Position::Record));
                self.block(block);
            }
            ExprKind::If(parts) => {
                self.expr(&parts.0);
                self.expr(&parts.1);
                self.expr(&parts.2);
            }
            ExprKind::Match(scrutinee, arms) => {
                self.expr(scrutinee);
                for arm in arms {
                    self.pattern(&arm.pattern);
                    self.expr(&arm.value);
                    self.forget(depth);
                }
            }
            ExprKind::Lambda(parameters, body) => {
                parameters.iter().for_each(|parameter| self.bind(parameter));
                self.expr(body);
            }
            ExprKind::Hole | ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) => {}
            ExprKind::Field { .. }
            | ExprKind::Index(..)
            | ExprKind::Call { .. }
            | ExprKind::Binary { .. }
            | ExprKind::With(..)
            | ExprKind::Unary(..)
            | ExprKind::Paren(_) => unreachable!("`expr` goes down these"),
        }
        self.forget(depth);
    }

    fn pattern(&mut self, pattern: &'a Pattern) {
        match &pattern.kind {
            PatternKind::Type(ty, name) => {
                self.ty(ty);
                name.iter().for_each(|name| self.bind(name));
            }
            PatternKind::Or(patterns) => patterns.iter().for_each(|pattern| self.pattern(pattern)),
            PatternKind::Literal(expr) => self.expr(expr),
            PatternKind::Hole | PatternKind::Wildcard | PatternKind::Null => {}
        }
    }

    fn ty(&mut self, ty: &'a TypeExpr) {
        match &ty.kind {
            TypeExprKind::Name(name) => self.qualified(name, Position::Type),
            TypeExprKind::List(inner) | TypeExprKind::Optional(inner) => self.ty(inner),
            TypeExprKind::Map(key, value) => {
                self.ty(key);
                self.ty(value);
            }
            TypeExprKind::Union(types) => types.iter().for_each(|ty| self.ty(ty)),
            TypeExprKind::Function(parameters, result) => {
                parameters.iter().for_each(|ty| self.ty(ty));
                self.ty(result);
            }
            TypeExprKind::Literal(_) | TypeExprKind::Hole => {}
        }
    }

    fn qualified(&mut self, name: &'a [Name], position: Position) {
        if let [first, rest @ ..] = name {
            // A type is never a local, whatever locals there are.
            let member = rest.first().map(|name| &name.text);
            self.add(&first.text, member, position);
        }
    }

    fn mention(&mut self, name: &EcoString, member: Option<&EcoString>, position: Position) {
        match self.bound.iter_mut().rev().find(|bound| bound.name == name) {
            Some(bound) => bound.unused = None,
            None => self.add(name, member, position),
        }
    }

    fn add(&mut self, name: &EcoString, member: Option<&EcoString>, position: Position) {
        let mention = Mention { name: name.clone(), member: member.cloned(), position };
        if !name.is_empty() && self.seen.insert(mention.clone()) {
            self.found.push(mention);
        }
    }

    fn bind(&mut self, name: &'a Name) {
        self.bound.push(Bound { name: &name.text, unused: None });
    }

    fn bind_let(&mut self, decl: &'a Let, member: &Member) {
        let unused = Some((decl, member.span)).filter(|_| !decl.name.is_hole());
        self.bound.push(Bound { name: &decl.name.text, unused });
    }

    /// What was bound from `depth` on goes out of sight.
    fn forget(&mut self, depth: usize) {
        let gone = self.bound.drain(depth.min(self.bound.len())..);
        self.unused.extend(gone.filter_map(|bound| bound.unused));
    }
}
