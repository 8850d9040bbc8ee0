//! Declarations and the members of blocks.

use super::layout::Line;
use super::sequence::{BRACES, PARENS};
use super::writer::Writer;
use crate::ast::{
    Attribute, Block, Emit, Entity, Field, ForClause, Function, Import, Item, ItemKind, Let, Member,
    MemberKind, Patch, Path, Step, Target, TypeBody, TypeDecl, Where,
};
use crate::token::TokenKind as K;

impl Writer<'_> {
    /// A declaration, from its attributes on.
    pub(super) fn item(&mut self, item: &Item) {
        for attribute in &item.attributes {
            self.attribute(attribute);
            self.notes();
            self.line(Line::Hard);
        }
        self.notes();
        if item.public.is_some() {
            self.word();
        }
        match &item.kind {
            ItemKind::Import(import) => self.import(import),
            ItemKind::Let(decl) => self.let_decl(decl),
            ItemKind::Type(decl) => self.type_decl(decl),
            ItemKind::Function(decl) => self.function(decl),
            ItemKind::Component(decl) => {
                self.word();
                self.word();
                self.block(&decl.body);
            }
            ItemKind::Entity(entity) => self.entity(entity),
            ItemKind::Extend(entity) | ItemKind::Existing(entity) => {
                self.word();
                self.entity(entity);
            }
            ItemKind::Retire(retire) => {
                self.word();
                self.token(K::Word);
                if !retire.targets.is_empty() {
                    self.space();
                    self.word();
                    self.targets(&retire.targets);
                }
            }
            ItemKind::Moved(_) => {
                self.word();
                self.word();
                self.token(K::Arrow);
                self.space();
                self.token(K::Word);
            }
            ItemKind::Test(test) => {
                self.word();
                self.expr(&test.name);
                self.space();
                self.block(&test.body);
            }
            ItemKind::Hole => self.give_up(),
        }
    }

    /// Members in braces.
    pub(super) fn block(&mut self, block: &Block) {
        self.sequence(BRACES, block.members.len(), |w, index| w.member(&block.members[index]));
    }

    fn member(&mut self, member: &Member) {
        for attribute in &member.attributes {
            self.attribute(attribute);
            if self.line_before_next() {
                self.notes();
                self.line(Line::Hard);
            } else {
                self.space();
            }
        }
        match &member.kind {
            MemberKind::Let(decl) => self.let_decl(decl),
            MemberKind::Set(path, value) => {
                self.path(path);
                self.space();
                self.token(K::Equal);
                self.assigned(value);
            }
            MemberKind::Append(path, value) => {
                self.path(path);
                self.space();
                self.token(K::PlusEqual);
                self.assigned(value);
            }
            MemberKind::Open(path, block) => {
                self.path(path);
                self.space();
                self.block(block);
            }
            MemberKind::Unset(path) => {
                self.word();
                self.path(path);
            }
            MemberKind::Field(field) => self.field(field),
            MemberKind::Param(field) => {
                self.word();
                self.field(field);
            }
            MemberKind::Where(clause) => self.where_clause(clause),
            MemberKind::Emit(emit) => self.emit(emit),
            MemberKind::In(targets, block) => {
                self.word();
                self.targets(targets);
                self.space();
                self.block(block);
            }
            MemberKind::Patch(patch) => self.patch(patch),
            MemberKind::Assert(condition) => {
                self.word();
                self.expr(condition);
            }
            MemberKind::Expr(value) => self.expr(value),
            MemberKind::Item(item) => self.item(item),
            MemberKind::Hole => self.give_up(),
        }
    }

    fn attribute(&mut self, attribute: &Attribute) {
        self.token(K::At);
        self.token(K::Word);
        if self.next_is(K::OpenParen) {
            self.arguments(&attribute.arguments);
        }
    }

    fn import(&mut self, import: &Import) {
        self.word();
        for index in 0..import.path.len() {
            if index > 0 {
                self.token(K::Slash);
            }
            self.path_part(import.path[index].span.end);
        }
        if import.alias.is_some() {
            self.alias();
        }
        if let Some(names) = &import.names {
            self.space();
            self.sequence(BRACES, names.len(), |w, index| {
                w.token(K::Word);
                if names[index].alias.is_some() {
                    w.alias();
                }
            });
        }
    }

    /// A part of an import's path, which may consist of several tokens: `gateway.networking.k8s.io`.
    fn path_part(&mut self, end: u32) {
        let end = end + self.start;
        while self.peek().is_some_and(|token| token.span.end <= end) && !self.next_is(K::Slash) {
            self.any_token();
        }
    }

    fn alias(&mut self) {
        self.space();
        self.word();
        self.token(K::Word);
    }

    fn let_decl(&mut self, decl: &Let) {
        self.word();
        self.token(K::Word);
        if let Some(ty) = &decl.ty {
            self.token(K::Colon);
            self.space();
            self.ty(ty);
        }
        self.space();
        self.token(K::Equal);
        self.assigned(&decl.value);
    }

    fn type_decl(&mut self, decl: &TypeDecl) {
        self.word();
        self.word();
        match &decl.body {
            TypeBody::Record(block) => self.block(block),
            TypeBody::Alias { ty, refinement } => {
                self.open(false);
                self.token(K::Equal);
                self.space();
                self.ty(ty);
                if let Some(refinement) = refinement {
                    self.space();
                    self.where_clause(refinement);
                }
                self.close();
            }
        }
    }

    fn function(&mut self, decl: &Function) {
        self.word();
        self.token(K::Word);
        self.sequence(PARENS, decl.parameters.len(), |w, index| {
            let parameter = &decl.parameters[index];
            w.token(K::Word);
            w.token(K::Colon);
            w.space();
            w.ty(&parameter.ty);
            w.default(parameter.default.as_ref());
        });
        self.space();
        self.token(K::Arrow);
        self.space();
        self.ty(&decl.result);
        self.space();
        self.token(K::Equal);
        self.body(&decl.body);
    }

    fn entity(&mut self, entity: &Entity) {
        self.word();
        self.token(K::Word);
        if let Some(body) = &entity.body {
            self.space();
            self.block(body);
        }
    }

    fn field(&mut self, field: &Field) {
        self.any_token();
        self.token(K::Colon);
        self.space();
        self.ty(&field.ty);
        self.default(field.default.as_ref());
    }

    fn default(&mut self, default: Option<&crate::ast::Expr>) {
        if let Some(default) = default {
            self.space();
            self.token(K::Equal);
            self.assigned(default);
        }
    }

    /// `where CONDITION else "message"`, which breaks before `else` first.
    fn where_clause(&mut self, clause: &Where) {
        self.open(false);
        self.indent();
        self.word();
        self.expr(&clause.condition);
        self.line_and_notes();
        self.word();
        self.expr(&clause.message);
        self.dedent();
        self.close();
    }

    fn emit(&mut self, emit: &Emit) {
        self.word();
        if let Some(each) = &emit.each {
            self.for_clause(each);
            self.token(K::Colon);
            self.value(&emit.value);
        } else if let Some(condition) = &emit.condition {
            self.word();
            self.expr(condition);
            self.token(K::Colon);
            self.value(&emit.value);
        } else {
            self.expr(&emit.value);
        }
    }

    /// `for k, v in m if c`
    pub(super) fn for_clause(&mut self, clause: &ForClause) {
        self.word();
        self.any_token();
        if clause.second.is_some() {
            self.token(K::Comma);
            self.space();
            self.any_token();
        }
        self.space();
        self.word();
        self.expr(&clause.iterable);
        if let Some(condition) = &clause.condition {
            self.space();
            self.word();
            self.expr(condition);
        }
    }

    fn patch(&mut self, patch: &Patch) {
        self.word();
        self.dotted(patch.kind.len());
        self.space();
        if let Some(name) = &patch.name {
            self.expr(name);
            self.space();
        }
        self.block(&patch.body);
    }

    fn targets(&mut self, targets: &[Target]) {
        for (index, target) in targets.iter().enumerate() {
            if index > 0 {
                self.token(K::Comma);
                self.space();
            }
            if target.environment.is_some() {
                self.token(K::Word);
            }
            if target.cluster.is_some() {
                self.token(K::At);
                self.token(K::Word);
            }
        }
    }

    /// `a.b["c"].d`, or `f KEY`.
    fn path(&mut self, path: &Path) {
        for (index, step) in path.steps.iter().enumerate() {
            match step {
                Step::Field(_) => {
                    if index > 0 {
                        self.token(K::Dot);
                    }
                    self.any_token();
                }
                Step::Key(key) if self.next_is(K::OpenBracket) => {
                    self.any_token();
                    self.expr(key);
                    self.token(K::CloseBracket);
                }
                Step::Key(key) => {
                    if index > 0 {
                        self.space();
                    }
                    self.expr(key);
                }
                Step::Word(_) => {
                    self.space();
                    self.token(K::Word);
                }
            }
        }
    }

    /// A word and a blank behind it.
    pub(super) fn word(&mut self) {
        self.token(K::Word);
        self.space();
    }
}
