//! The syntax tree of an item, gone through from the outside to the inside.

use o8_diagnostics::Span;
use o8_syntax::ast::{
    Block, Expr, ExprKind, ForClause, Item, ItemKind, Member, MemberKind, Path, Piece, Step, TypeBody, Where,
};

/// A part of an item that has others in it.
#[derive(Clone, Copy, Debug)]
pub(in crate::features) enum Node<'a> {
    Block(&'a Block),
    Member(&'a Member),
    Expr(&'a Expr),
}

impl<'a> Node<'a> {
    pub(super) fn span(self) -> Span {
        match self {
            Self::Block(block) => block.span,
            Self::Member(member) => member.span,
            Self::Expr(expr) => expr.span,
        }
    }

    /// What it consists of, in the order of the text.
    pub(super) fn children(self) -> Vec<Node<'a>> {
        let mut nodes = Vec::new();
        match self {
            Self::Block(block) => nodes.extend(block.members.iter().map(Node::Member)),
            Self::Member(member) => of_member(member, &mut nodes),
            Self::Expr(expr) => of_expr(expr, &mut nodes),
        }
        nodes
    }

    /// The node and everything in it.
    pub(super) fn all(self) -> Vec<Node<'a>> {
        let (mut result, mut left) = (Vec::new(), vec![self]);
        while let Some(node) = left.pop() {
            result.push(node);
            left.extend(node.children().into_iter().rev());
        }
        result
    }
}

/// The nodes of an item that a span lies in, the outer ones first.
pub(super) fn around<'a>(item: &'a Item, span: Span) -> Vec<Node<'a>> {
    let holds = |node: &Node<'a>| node.span().start <= span.start && span.end <= node.span().end;
    let mut result = Vec::new();
    let mut next = of_item(item).into_iter().find(holds);
    while let Some(node) = next {
        result.push(node);
        next = node.children().into_iter().find(holds);
    }
    result
}

/// Every node of an item.
pub(in crate::features) fn every(item: &Item) -> impl Iterator<Item = Node<'_>> {
    of_item(item).into_iter().flat_map(Node::all)
}

fn of_item(item: &Item) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    match &item.kind {
        ItemKind::Let(decl) => nodes.push(Node::Expr(&decl.value)),
        ItemKind::Function(decl) => {
            nodes.extend(decl.parameters.iter().filter_map(|found| found.default.as_ref()).map(Node::Expr));
            nodes.push(Node::Expr(&decl.body));
        }
        ItemKind::Type(decl) => match &decl.body {
            TypeBody::Record(block) => nodes.push(Node::Block(block)),
            TypeBody::Alias { refinement, .. } => {
                refinement.iter().for_each(|found| of_where(found, &mut nodes))
            }
        },
        ItemKind::Component(decl) => nodes.push(Node::Block(&decl.body)),
        ItemKind::Entity(decl) | ItemKind::Extend(decl) | ItemKind::Existing(decl) => {
            nodes.extend(decl.body.iter().map(Node::Block));
        }
        ItemKind::Test(decl) => nodes.push(Node::Block(&decl.body)),
        ItemKind::Import(_) | ItemKind::Retire(_) | ItemKind::Moved(_) | ItemKind::Hole => {}
    }
    nodes
}

fn of_where<'a>(found: &'a Where, nodes: &mut Vec<Node<'a>>) {
    nodes.extend([Node::Expr(&found.condition), Node::Expr(&found.message)]);
}

fn of_path<'a>(path: &'a Path, nodes: &mut Vec<Node<'a>>) {
    let key = |step: &'a Step| match step {
        Step::Key(key) => Some(Node::Expr(key)),
        Step::Field(_) | Step::Word(_) => None,
    };
    nodes.extend(path.steps.iter().filter_map(key));
}

fn of_each<'a>(each: &'a ForClause, nodes: &mut Vec<Node<'a>>) {
    nodes.push(Node::Expr(&each.iterable));
    nodes.extend(each.condition.iter().map(|condition| Node::Expr(condition)));
}

fn of_member<'a>(member: &'a Member, nodes: &mut Vec<Node<'a>>) {
    match &member.kind {
        MemberKind::Let(decl) => nodes.push(Node::Expr(&decl.value)),
        MemberKind::Set(path, value) | MemberKind::Append(path, value) => {
            of_path(path, nodes);
            nodes.push(Node::Expr(value));
        }
        MemberKind::Open(path, block) => {
            of_path(path, nodes);
            nodes.push(Node::Block(block));
        }
        MemberKind::Unset(path) => of_path(path, nodes),
        MemberKind::Field(field) | MemberKind::Param(field) => {
            nodes.extend(field.default.iter().map(Node::Expr));
        }
        MemberKind::Where(found) => of_where(found, nodes),
        MemberKind::Emit(emit) => {
            emit.each.iter().for_each(|each| of_each(each, nodes));
            nodes.extend(emit.condition.iter().map(Node::Expr));
            nodes.push(Node::Expr(&emit.value));
        }
        MemberKind::In(_, block) => nodes.push(Node::Block(block)),
        MemberKind::Patch(patch) => {
            nodes.extend(patch.name.iter().map(Node::Expr));
            nodes.push(Node::Block(&patch.body));
        }
        MemberKind::Assert(expr) | MemberKind::Expr(expr) => nodes.push(Node::Expr(expr)),
        MemberKind::Item(item) => nodes.extend(of_item(item)),
        MemberKind::Hole => {}
    }
}

fn of_expr<'a>(expr: &'a Expr, nodes: &mut Vec<Node<'a>>) {
    match &expr.kind {
        ExprKind::Hole | ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_) | ExprKind::Name(_) => {}
        ExprKind::String(string) => {
            nodes.extend(string.pieces.iter().filter_map(|piece| match piece {
                Piece::Interpolation(inner) => Some(Node::Expr(inner)),
                Piece::Text(..) => None,
            }));
        }
        ExprKind::List(elements) => nodes.extend(elements.iter().map(Node::Expr)),
        ExprKind::ListFor(each, value) => {
            of_each(each, nodes);
            nodes.push(Node::Expr(value));
        }
        ExprKind::MapFor(each, entry) => {
            of_each(each, nodes);
            nodes.extend([Node::Expr(&entry.0), Node::Expr(&entry.1)]);
        }
        ExprKind::Record(_, block) => nodes.push(Node::Block(block)),
        ExprKind::Field { base, .. } => nodes.push(Node::Expr(base)),
        ExprKind::Index(base, index) => nodes.extend([Node::Expr(base), Node::Expr(index)]),
        ExprKind::Call { callee, arguments, block } => {
            nodes.push(Node::Expr(callee));
            nodes.extend(arguments.iter().map(|argument| Node::Expr(&argument.value)));
            nodes.extend(block.iter().map(|block| Node::Block(block)));
        }
        ExprKind::Unary(_, inner) | ExprKind::Paren(inner) | ExprKind::Lambda(_, inner) => {
            nodes.push(Node::Expr(inner));
        }
        ExprKind::Binary { sides, .. } => nodes.extend([Node::Expr(&sides.0), Node::Expr(&sides.1)]),
        ExprKind::If(parts) => {
            nodes.extend([Node::Expr(&parts.0), Node::Expr(&parts.1), Node::Expr(&parts.2)]);
        }
        ExprKind::Match(value, arms) => {
            nodes.push(Node::Expr(value));
            nodes.extend(arms.iter().map(|arm| Node::Expr(&arm.value)));
        }
        ExprKind::With(base, block) => nodes.extend([Node::Expr(base), Node::Block(block)]),
    }
}
