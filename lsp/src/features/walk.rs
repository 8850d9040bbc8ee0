//! Every node and name of a syntax tree, flat: what features go through that need no meaning.

use o8_diagnostics::Span;
use o8_syntax::{ParsedItem, ast};

/// What a word is by the place where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Role {
    /// A part of the path of a package, or its alias.
    Package,
    /// A type or a component.
    Type,
    /// A function or a method.
    Function,
    /// A parameter of a function, or the name of an argument.
    Parameter,
    /// A `let`, or any name whose meaning is not known.
    Variable,
    /// A field.
    Field,
    /// The name of a module, an environment, a cluster …
    Entity,
    /// `module`, `environment` …
    Kind,
    /// The name of an attribute.
    Attribute,
}

/// A word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Named {
    /// Where it stands in the file.
    pub span: Span,
    /// What it is.
    pub role: Role,
    /// Whether it is declared here.
    pub declares: bool,
}

/// The nodes and names of a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Walk {
    /// The spans of all nodes, outer ones first.
    pub nodes: Vec<Span>,
    /// The words that are names, by place.
    pub names: Vec<Named>,
}

/// Goes through a file.
pub fn walk(items: &[ParsedItem]) -> Walk {
    let mut walker = Walker { start: 0, walk: Walk::default() };
    for parsed in items {
        walker.start = parsed.start;
        walker.item(&parsed.item);
    }
    walker.walk.names.sort_by_key(|name| (name.span, name.role));
    walker.walk.names.dedup_by_key(|name| name.span);
    walker.walk
}

struct Walker {
    /// Where the item begins.
    start: u32,
    walk: Walk,
}

impl Walker {
    fn node(&mut self, span: Span) {
        if !span.is_empty() {
            self.walk.nodes.push(span.shift(self.start));
        }
    }

    fn word(&mut self, name: &ast::Name, role: Role, declares: bool) {
        if !name.is_hole() {
            let span = name.span.shift(self.start);
            self.walk.names.push(Named { span, role, declares });
            self.walk.nodes.push(span);
        }
    }

    fn declared(&mut self, name: &ast::Name, role: Role) {
        self.word(name, role, true);
    }

    fn used(&mut self, name: &ast::Name, role: Role) {
        self.word(name, role, false);
    }

    fn item(&mut self, item: &ast::Item) {
        use ast::ItemKind::{
            Component, Entity, Existing, Extend, Function, Hole, Import, Let, Moved, Retire, Test, Type,
        };
        self.node(item.span);
        self.attributes(&item.attributes);
        match &item.kind {
            Import(import) => self.import(import),
            Let(decl) => self.binding(decl),
            Type(decl) => {
                self.declared(&decl.name, Role::Type);
                match &decl.body {
                    ast::TypeBody::Alias { ty, refinement } => {
                        self.ty(ty);
                        refinement.iter().for_each(|refinement| self.condition(refinement));
                    }
                    ast::TypeBody::Record(block) => self.block(block),
                }
            }
            Function(decl) => {
                self.declared(&decl.name, Role::Function);
                for parameter in &decl.parameters {
                    self.node(parameter.span);
                    self.declared(&parameter.name, Role::Parameter);
                    self.ty(&parameter.ty);
                    parameter.default.iter().for_each(|value| self.expr(value));
                }
                self.ty(&decl.result);
                self.expr(&decl.body);
            }
            Component(decl) => {
                self.declared(&decl.name, Role::Type);
                self.block(&decl.body);
            }
            Entity(decl) | Extend(decl) | Existing(decl) => {
                self.used(&decl.kind, Role::Kind);
                self.word(&decl.name, Role::Entity, !matches!(item.kind, Extend(_)));
                decl.body.iter().for_each(|block| self.block(block));
            }
            Retire(decl) => {
                self.used(&decl.name, Role::Entity);
                decl.targets.iter().for_each(|target| self.target(target));
            }
            Moved(decl) => {
                self.used(&decl.old, Role::Entity);
                self.used(&decl.new, Role::Entity);
            }
            Test(decl) => {
                self.expr(&decl.name);
                self.block(&decl.body);
            }
            Hole => {}
        }
    }

    fn attributes(&mut self, attributes: &[ast::Attribute]) {
        for attribute in attributes {
            self.node(attribute.span);
            self.used(&attribute.name, Role::Attribute);
            self.arguments(&attribute.arguments);
        }
    }

    fn import(&mut self, import: &ast::Import) {
        import.path.iter().for_each(|part| self.used(part, Role::Package));
        import.alias.iter().for_each(|alias| self.declared(alias, Role::Package));
        for imported in import.names.iter().flatten() {
            let role = by_spelling(&imported.name.text);
            self.used(&imported.name, role);
            imported.alias.iter().for_each(|alias| self.declared(alias, role));
        }
    }

    fn binding(&mut self, decl: &ast::Let) {
        self.node(decl.span);
        self.declared(&decl.name, Role::Variable);
        decl.ty.iter().for_each(|ty| self.ty(ty));
        self.expr(&decl.value);
    }

    fn condition(&mut self, decl: &ast::Where) {
        self.node(decl.span);
        self.expr(&decl.condition);
        self.expr(&decl.message);
    }

    fn target(&mut self, target: &ast::Target) {
        self.node(target.span);
        let names = target.environment.iter().chain(&target.cluster);
        names.for_each(|name| self.used(name, Role::Entity));
    }

    fn block(&mut self, block: &ast::Block) {
        self.node(block.span);
        block.members.iter().for_each(|member| self.member(member));
    }

    fn member(&mut self, member: &ast::Member) {
        use ast::MemberKind::{
            Append, Assert, Emit, Expr, Field, Hole, In, Item, Let, Open, Param, Patch, Set, Unset, Where,
        };
        self.node(member.span);
        self.attributes(&member.attributes);
        match &member.kind {
            Let(decl) => self.binding(decl),
            Set(path, value) | Append(path, value) => {
                self.path(path);
                self.expr(value);
            }
            Open(path, block) => {
                self.path(path);
                self.block(block);
            }
            Unset(path) => self.path(path),
            Field(field) => self.field(field, Role::Field),
            Param(field) => self.field(field, Role::Parameter),
            Where(decl) => self.condition(decl),
            Emit(emit) => {
                self.node(emit.span);
                emit.each.iter().for_each(|each| self.each(each));
                emit.condition.iter().for_each(|condition| self.expr(condition));
                self.expr(&emit.value);
            }
            In(targets, block) => {
                targets.iter().for_each(|target| self.target(target));
                self.block(block);
            }
            Patch(patch) => {
                self.type_name(&patch.kind);
                patch.name.iter().for_each(|name| self.expr(name));
                self.block(&patch.body);
            }
            Assert(value) | Expr(value) => self.expr(value),
            Item(item) => self.item(item),
            Hole => {}
        }
    }

    fn field(&mut self, field: &ast::Field, role: Role) {
        self.declared(&field.name, role);
        self.ty(&field.ty);
        field.default.iter().for_each(|value| self.expr(value));
    }

    fn path(&mut self, path: &ast::Path) {
        self.node(path.span);
        for step in &path.steps {
            match step {
                ast::Step::Field(name) => self.used(name, Role::Field),
                ast::Step::Key(key) => self.expr(key),
                ast::Step::Word(name) => self.used(name, Role::Variable),
            }
        }
    }

    fn ty(&mut self, ty: &ast::TypeExpr) {
        use ast::TypeExprKind::{Function, Hole, List, Literal, Map, Name, Optional, Union};
        self.node(ty.span);
        match &ty.kind {
            Hole => {}
            Name(names) => self.type_name(names),
            List(one) | Optional(one) => self.ty(one),
            Map(key, value) => {
                self.ty(key);
                self.ty(value);
            }
            Literal(value) => self.expr(value),
            Union(types) => types.iter().for_each(|ty| self.ty(ty)),
            Function(types, result) => {
                types.iter().for_each(|ty| self.ty(ty));
                self.ty(result);
            }
        }
    }

    fn type_name(&mut self, names: &[ast::Name]) {
        if let Some((name, packages)) = names.split_last() {
            packages.iter().for_each(|package| self.used(package, Role::Package));
            self.used(name, Role::Type);
        }
    }

    fn each(&mut self, each: &ast::ForClause) {
        self.declared(&each.first, Role::Variable);
        each.second.iter().for_each(|name| self.declared(name, Role::Variable));
        self.expr(&each.iterable);
        each.condition.iter().for_each(|condition| self.expr(condition));
    }

    fn arguments(&mut self, arguments: &[ast::Argument]) {
        for argument in arguments {
            argument.name.iter().for_each(|name| self.used(name, Role::Parameter));
            self.expr(&argument.value);
        }
    }

    fn expr(&mut self, expr: &ast::Expr) {
        use ast::ExprKind::{
            Binary, Bool, Call, Field, Hole, If, Index, Lambda, List, ListFor, MapFor, Match, Name, Null,
            Number, Paren, Record, String, Unary, With,
        };
        self.node(expr.span);
        match &expr.kind {
            Hole | Null | Bool(_) | Number(_) => {}
            String(literal) => {
                for piece in &literal.pieces {
                    match piece {
                        ast::Piece::Text(_, span) => self.node(*span),
                        ast::Piece::Interpolation(value) => self.expr(value),
                    }
                }
            }
            Name(text) => {
                let name = ast::Name { text: text.clone(), span: expr.span };
                self.used(&name, by_spelling(text));
            }
            List(values) => values.iter().for_each(|value| self.expr(value)),
            ListFor(each, value) => {
                self.each(each);
                self.expr(value);
            }
            MapFor(each, entry) => {
                self.each(each);
                self.expr(&entry.0);
                self.expr(&entry.1);
            }
            Record(names, block) => {
                names.iter().for_each(|names| self.type_name(names));
                self.block(block);
            }
            Field { base, name, .. } => {
                self.expr(base);
                self.used(name, Role::Field);
            }
            Index(base, index) => {
                self.expr(base);
                self.expr(index);
            }
            Call { callee, arguments, block } => self.call(callee, arguments, block.as_deref()),
            Unary(_, value) | Paren(value) => self.expr(value),
            Binary { sides, .. } => {
                self.expr(&sides.0);
                self.expr(&sides.1);
            }
            If(parts) => [&parts.0, &parts.1, &parts.2].into_iter().for_each(|part| self.expr(part)),
            Match(value, arms) => {
                self.expr(value);
                for arm in arms {
                    self.node(arm.span);
                    self.pattern(&arm.pattern);
                    self.expr(&arm.value);
                }
            }
            With(base, block) => {
                self.expr(base);
                self.block(block);
            }
            Lambda(names, body) => {
                names.iter().for_each(|name| self.declared(name, Role::Parameter));
                self.expr(body);
            }
        }
    }

    fn call(&mut self, callee: &ast::Expr, arguments: &[ast::Argument], block: Option<&ast::Block>) {
        self.node(callee.span);
        match &callee.kind {
            ast::ExprKind::Name(text) => {
                self.used(&ast::Name { text: text.clone(), span: callee.span }, Role::Function);
            }
            ast::ExprKind::Field { base, name, .. } => {
                self.expr(base);
                self.used(name, Role::Function);
            }
            _ => self.expr(callee),
        }
        self.arguments(arguments);
        block.iter().for_each(|block| self.block(block));
    }

    fn pattern(&mut self, pattern: &ast::Pattern) {
        self.node(pattern.span);
        match &pattern.kind {
            ast::PatternKind::Hole | ast::PatternKind::Wildcard | ast::PatternKind::Null => {}
            ast::PatternKind::Literal(value) => self.expr(value),
            ast::PatternKind::Type(ty, name) => {
                self.ty(ty);
                name.iter().for_each(|name| self.declared(name, Role::Variable));
            }
            ast::PatternKind::Or(patterns) => patterns.iter().for_each(|pattern| self.pattern(pattern)),
        }
    }
}

/// What a name is likely to be that only its declaration could tell: types begin with a capital.
fn by_spelling(text: &str) -> Role {
    if text.starts_with(char::is_uppercase) { Role::Type } else { Role::Variable }
}
