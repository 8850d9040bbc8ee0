//! Walks over syntax trees that several features share.

use o8_syntax::ast::{
    Block, Expr, ExprKind, Item, ItemKind, Member, MemberKind, Name, Piece, Step, TypeBody, Where,
};

/// Every pair of braces with members in an item, the outer ones first.
pub(super) fn blocks<'a>(item: &'a Item, visit: &mut dyn FnMut(&'a Block)) {
    match &item.kind {
        ItemKind::Let(decl) => in_expr(&decl.value, visit),
        ItemKind::Function(decl) => in_expr(&decl.body, visit),
        ItemKind::Type(decl) => match &decl.body {
            TypeBody::Record(block) => in_block(block, visit),
            TypeBody::Alias { refinement, .. } => refinement.iter().for_each(|found| in_where(found, visit)),
        },
        ItemKind::Component(decl) => in_block(&decl.body, visit),
        ItemKind::Entity(decl) | ItemKind::Extend(decl) | ItemKind::Existing(decl) => {
            decl.body.iter().for_each(|block| in_block(block, visit));
        }
        ItemKind::Test(decl) => in_block(&decl.body, visit),
        ItemKind::Import(_) | ItemKind::Retire(_) | ItemKind::Moved(_) | ItemKind::Hole => {}
    }
}

/// The name that a setting begins with.
pub(super) fn first_step(member: &Member) -> Option<&Name> {
    let (MemberKind::Set(path, _)
    | MemberKind::Append(path, _)
    | MemberKind::Open(path, _)
    | MemberKind::Unset(path)) = &member.kind
    else {
        return None;
    };
    match path.steps.first() {
        Some(Step::Field(name) | Step::Word(name)) => Some(name),
        Some(Step::Key(_)) | None => None,
    }
}

fn in_where<'a>(found: &'a Where, visit: &mut dyn FnMut(&'a Block)) {
    in_expr(&found.condition, visit);
    in_expr(&found.message, visit);
}

fn in_block<'a>(block: &'a Block, visit: &mut dyn FnMut(&'a Block)) {
    visit(block);
    for member in &block.members {
        match &member.kind {
            MemberKind::Let(decl) => in_expr(&decl.value, visit),
            MemberKind::Set(_, value) | MemberKind::Append(_, value) => in_expr(value, visit),
            MemberKind::Open(_, inner) | MemberKind::In(_, inner) => in_block(inner, visit),
            MemberKind::Field(field) | MemberKind::Param(field) => {
                field.default.iter().for_each(|default| in_expr(default, visit));
            }
            MemberKind::Where(found) => in_where(found, visit),
            MemberKind::Emit(emit) => {
                emit.each.iter().for_each(|each| in_expr(&each.iterable, visit));
                emit.condition.iter().for_each(|condition| in_expr(condition, visit));
                in_expr(&emit.value, visit);
            }
            MemberKind::Patch(patch) => in_block(&patch.body, visit),
            MemberKind::Assert(expr) | MemberKind::Expr(expr) => in_expr(expr, visit),
            MemberKind::Item(item) => blocks(item, visit),
            MemberKind::Unset(_) | MemberKind::Hole => {}
        }
    }
}

/// Chains that lean to the left are gone down in a loop: they are as long as the user likes.
fn in_expr<'a>(expr: &'a Expr, visit: &mut dyn FnMut(&'a Block)) {
    let mut expr = expr;
    loop {
        match &expr.kind {
            ExprKind::Record(_, block) => return in_block(block, visit),
            ExprKind::With(base, block) => {
                in_block(block, visit);
                expr = base;
            }
            ExprKind::Field { base, .. } => expr = base,
            ExprKind::Index(base, index) => {
                in_expr(index, visit);
                expr = base;
            }
            ExprKind::Call { callee, arguments, block } => {
                arguments.iter().for_each(|argument| in_expr(&argument.value, visit));
                block.iter().for_each(|block| in_block(block, visit));
                expr = callee;
            }
            ExprKind::Binary { sides, .. } => {
                in_expr(&sides.1, visit);
                expr = &sides.0;
            }
            ExprKind::Unary(_, inner) | ExprKind::Paren(inner) | ExprKind::Lambda(_, inner) => expr = inner,
            ExprKind::String(string) => {
                for piece in &string.pieces {
                    if let Piece::Interpolation(inner) = piece {
                        in_expr(inner, visit);
                    }
                }
                return;
            }
            ExprKind::List(elements) => return elements.iter().for_each(|element| in_expr(element, visit)),
            ExprKind::ListFor(each, value) => {
                in_expr(&each.iterable, visit);
                expr = value;
            }
            ExprKind::MapFor(each, entry) => {
                in_expr(&each.iterable, visit);
                in_expr(&entry.0, visit);
                expr = &entry.1;
            }
            ExprKind::If(parts) => {
                in_expr(&parts.0, visit);
                in_expr(&parts.1, visit);
                expr = &parts.2;
            }
            ExprKind::Match(scrutinee, arms) => {
                arms.iter().for_each(|arm| in_expr(&arm.value, visit));
                expr = scrutinee;
            }
            ExprKind::Name(_) | ExprKind::Hole | ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) => {
                return;
            }
        }
    }
}
