//! The words of an item that the checker does not go over: types, imports, what declarations are called.

use o8_diagnostics::Span;
use o8_syntax::ast::{
    Attribute, Block, Expr, ExprKind, ForClause, Import, Item, ItemKind, Member, MemberKind, Name, Path,
    Pattern, PatternKind, Piece, Step, Target as AstTarget, TypeBody, TypeExpr, TypeExprKind, Where,
};

use crate::db::{self, Program, SourceFile};
use crate::hir::RecordRef;
use crate::ids::DefId;
use crate::names::{self, Meaning, PackageRef};
use crate::types;
use crate::view;
use crate::waivers::owning_team;

use super::{Reference, Target};

/// Adds what those words stand for, in no order.
pub(super) fn references(db: &dyn salsa::Database, program: Program, def: DefId, found: &mut Vec<Reference>) {
    let Some(item) = db::item(db, program, def) else { return };
    let Some(entry) = db::home(db, program, def) else { return };
    Walk { db, program, file: entry.file, def, found }.item(item);
}

struct Walk<'a> {
    db: &'a dyn salsa::Database,
    program: Program,
    file: SourceFile,
    def: DefId,
    found: &'a mut Vec<Reference>,
}

impl Walk<'_> {
    fn add(&mut self, span: Span, target: Target) {
        self.found.push(Reference { span, target });
    }

    fn item(&mut self, item: &Item) {
        self.owners(&item.attributes);
        match &item.kind {
            ItemKind::Import(import) => self.import(import),
            ItemKind::Let(decl) => {
                self.own_name(&decl.name);
                decl.ty.iter().for_each(|ty| self.ty(ty));
                self.expr(&decl.value);
            }
            ItemKind::Type(decl) => {
                self.own_name(&decl.name);
                match &decl.body {
                    TypeBody::Alias { ty, refinement } => {
                        self.ty(ty);
                        refinement.iter().for_each(|refinement| self.condition(refinement));
                    }
                    TypeBody::Record(block) => self.declaration(block),
                }
            }
            ItemKind::Function(decl) => {
                self.own_name(&decl.name);
                for parameter in &decl.parameters {
                    self.add(parameter.name.span, Target::Local(parameter.name.span));
                    self.ty(&parameter.ty);
                    parameter.default.iter().for_each(|default| self.expr(default));
                }
                self.ty(&decl.result);
                self.expr(&decl.body);
            }
            ItemKind::Component(decl) => {
                self.own_name(&decl.name);
                self.declaration(&decl.body);
            }
            ItemKind::Entity(decl) | ItemKind::Existing(decl) => {
                self.kind_word(&decl.kind);
                self.own_name(&decl.name);
                decl.body.iter().for_each(|body| self.block(body));
            }
            ItemKind::Extend(decl) => {
                self.kind_word(&decl.kind);
                self.entity(&decl.kind.text, &decl.name);
                decl.body.iter().for_each(|body| self.block(body));
            }
            ItemKind::Retire(decl) => {
                self.deployed(&decl.name);
                self.targets(&decl.targets);
            }
            ItemKind::Moved(decl) => {
                self.deployed(&decl.old);
                self.deployed(&decl.new);
            }
            ItemKind::Test(decl) => {
                self.expr(&decl.name);
                self.block(&decl.body);
            }
            ItemKind::Hole => {}
        }
    }

    /// The teams that waivers name.
    fn owners(&mut self, attributes: &[Attribute]) {
        for (text, span) in attributes.iter().filter_map(owning_team) {
            self.entity("team", &Name { text: text.clone(), span });
        }
    }

    fn own_name(&mut self, name: &Name) {
        self.add(name.span, Target::Declaration(self.def));
    }

    /// The word of an entity's kind stands for its record type.
    fn kind_word(&mut self, word: &Name) {
        if let Some(kind) = names::entity_kinds(self.db, self.program).of_word(&word.text) {
            self.add(word.span, Target::Declaration(kind.record));
        }
    }

    fn entity(&mut self, word: &str, name: &Name) {
        let package = self.file.package(self.db);
        if let Some(def) = names::entity(self.db, self.program, package, word, &name.text) {
            self.add(name.span, Target::Declaration(def));
        }
    }

    /// What is retired or moved, where it is still there.
    fn deployed(&mut self, name: &Name) {
        for word in ["module", "addon", "environment", "cluster"] {
            let before = self.found.len();
            self.entity(word, name);
            if self.found.len() > before {
                return;
            }
        }
    }

    fn targets(&mut self, targets: &[AstTarget]) {
        for target in targets {
            target.environment.iter().for_each(|name| self.entity("environment", name));
            target.cluster.iter().for_each(|name| self.entity("cluster", name));
        }
    }

    fn import(&mut self, import: &Import) {
        let Some(package) = names::imported(self.db, self.program, self.file, import) else { return };
        if let (Some(first), Some(last)) = (import.path.first(), import.path.last()) {
            self.add(first.span.to(last.span), Target::Package(package));
        }
        import.alias.iter().for_each(|alias| self.add(alias.span, Target::Package(package)));
        for name in import.names.iter().flatten() {
            let meaning = names::lookup_in(self.db, self.program, package, &name.name.text);
            if let Some(target) = Target::of_meaning(&meaning) {
                name.alias.iter().for_each(|alias| self.add(alias.span, target.clone()));
                self.add(name.name.span, target);
            }
        }
    }

    /// The members of a type or component.
    fn declaration(&mut self, block: &Block) {
        let record = RecordRef::Declared(self.def);
        let shape = view::record(self.db, self.program, record);
        for member in &block.members {
            let (name, index) = match &member.kind {
                MemberKind::Field(field) | MemberKind::Param(field) => {
                    (&field.name, shape.field_named(&field.name.text))
                }
                MemberKind::Let(decl) => (&decl.name, shape.let_named(&decl.name.text)),
                _ => continue,
            };
            if let Some(index) = index {
                self.add(name.span, Target::Field(record, index));
            }
        }
        self.block(block);
    }

    fn block(&mut self, block: &Block) {
        block.members.iter().for_each(|member| self.member(member));
    }

    fn member(&mut self, member: &Member) {
        self.owners(&member.attributes);
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
                emit.each.iter().for_each(|each| self.each(each));
                emit.condition.iter().for_each(|condition| self.expr(condition));
                self.expr(&emit.value);
            }
            MemberKind::In(_, block) => self.block(block),
            MemberKind::Patch(patch) => {
                self.qualified(&patch.kind);
                patch.name.iter().for_each(|name| self.expr(name));
                self.block(&patch.body);
            }
            MemberKind::Assert(expr) | MemberKind::Expr(expr) => self.expr(expr),
            // What stands in `assertFails` is a program of its own.
            MemberKind::Item(_) | MemberKind::Hole => {}
        }
    }

    fn condition(&mut self, condition: &Where) {
        self.expr(&condition.condition);
        self.expr(&condition.message);
    }

    fn path(&mut self, path: &Path) {
        for step in &path.steps {
            if let Step::Key(key) = step {
                self.expr(key);
            }
        }
    }

    fn each(&mut self, each: &ForClause) {
        self.expr(&each.iterable);
        each.condition.iter().for_each(|condition| self.expr(condition));
    }

    /// Chains that lean to the left are gone down in a loop: they are as long as the user likes.
    fn expr(&mut self, expr: &Expr) {
        let mut expr = expr;
        loop {
            match &expr.kind {
                ExprKind::Field { base, .. } => expr = base,
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
                ExprKind::Unary(_, inner) | ExprKind::Paren(inner) | ExprKind::Lambda(_, inner) => {
                    expr = inner
                }
                ExprKind::String(string) => {
                    for piece in &string.pieces {
                        if let Piece::Interpolation(inner) = piece {
                            self.expr(inner);
                        }
                    }
                    return;
                }
                ExprKind::List(elements) => return elements.iter().for_each(|element| self.expr(element)),
                ExprKind::ListFor(each, value) => {
                    self.each(each);
                    expr = value;
                }
                ExprKind::MapFor(each, entry) => {
                    self.each(each);
                    self.expr(&entry.0);
                    expr = &entry.1;
                }
                ExprKind::Record(name, block) => {
                    name.iter().for_each(|name| self.qualified(name));
                    return self.block(block);
                }
                ExprKind::If(parts) => {
                    self.expr(&parts.0);
                    self.expr(&parts.1);
                    expr = &parts.2;
                }
                ExprKind::Match(scrutinee, arms) => {
                    for arm in arms {
                        self.pattern(&arm.pattern);
                        self.expr(&arm.value);
                    }
                    expr = scrutinee;
                }
                ExprKind::Name(_)
                | ExprKind::Hole
                | ExprKind::Null
                | ExprKind::Bool(_)
                | ExprKind::Number(_) => return,
            }
        }
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Type(ty, _) => self.ty(ty),
            PatternKind::Or(patterns) => patterns.iter().for_each(|pattern| self.pattern(pattern)),
            PatternKind::Literal(_) | PatternKind::Hole | PatternKind::Wildcard | PatternKind::Null => {}
        }
    }

    fn ty(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeExprKind::Name(name) => self.qualified(name),
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

    /// `Name` or `package.Name`, as a type.
    fn qualified(&mut self, name: &[Name]) {
        match name {
            [single] => {
                let meaning = names::lookup(self.db, self.program, self.file, &single.text, None);
                match (&meaning, types::BUILT_IN.iter().find(|(known, _)| *known == single.text)) {
                    (Meaning::Missing, Some((known, _))) => self.add(single.span, Target::BuiltIn(known)),
                    _ => self.meaning(single, &meaning),
                }
            }
            [package, member] => {
                let meaning = names::lookup(self.db, self.program, self.file, &package.text, None);
                self.meaning(package, &meaning);
                if let Meaning::Package(found) = meaning {
                    let meaning = self.in_package(found, member);
                    self.meaning(member, &meaning);
                }
            }
            _ => {}
        }
    }

    fn in_package(&self, package: PackageRef, member: &Name) -> Meaning {
        names::lookup_in(self.db, self.program, package, &member.text)
    }

    fn meaning(&mut self, name: &Name, meaning: &Meaning) {
        if let Some(target) = Target::of_meaning(meaning) {
            self.add(name.span, target);
        }
    }
}
