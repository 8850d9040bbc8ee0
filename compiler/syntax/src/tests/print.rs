//! The syntax tree as a short text: `(set a.b (+ 1 2))`. Holes print as `_?`.

use crate::ast::*;

pub(super) fn item(item: &Item) -> String {
    let kind = match &item.kind {
        ItemKind::Import(import) => {
            let path: Vec<&str> = import.path.iter().map(|part| part.text.as_str()).collect();
            let names = import.names.as_ref().map(|names| {
                let names = names.iter().map(|one| name(&one.name) + &alias(&one.alias));
                format!(" {{{}}}", names.collect::<Vec<_>>().join(" "))
            });
            format!("(import {}{}{})", path.join("/"), alias(&import.alias), names.unwrap_or_default())
        }
        ItemKind::Let(l) => let_(l),
        ItemKind::Type(decl) => match &decl.body {
            TypeBody::Alias { ty: t, refinement } => {
                let refinement = refinement.as_ref().map(|w| format!(" {}", where_(w))).unwrap_or_default();
                format!("(type {} {}{refinement})", name(&decl.name), ty(t))
            }
            TypeBody::Record(body) => format!("(type {} {})", name(&decl.name), block(body)),
        },
        ItemKind::Function(f) => {
            let parameters = f.parameters.iter().map(|p| field(&p.name, &p.ty, &p.default));
            format!("(fn {} ({}) {} {})", name(&f.name), join(parameters), ty(&f.result), expr(&f.body))
        }
        ItemKind::Component(c) => format!("(component {} {})", name(&c.name), block(&c.body)),
        ItemKind::Entity(e) => format!("({})", entity(e)),
        ItemKind::Extend(e) => format!("(extend {})", entity(e)),
        ItemKind::Existing(e) => format!("(existing {})", entity(e)),
        ItemKind::Retire(r) => format!("(retire {} {})", name(&r.name), targets(&r.targets)),
        ItemKind::Moved(m) => format!("(moved {} {})", name(&m.old), name(&m.new)),
        ItemKind::Test(t) => format!("(test {} {})", expr(&t.name), block(&t.body)),
        ItemKind::Hole => "_?".into(),
    };
    format!(
        "{}{}{kind}",
        prefix(&item.attributes, &item.docs),
        if item.public.is_some() { "pub " } else { "" }
    )
}

fn prefix(attributes: &[Attribute], docs: &Option<Docs>) -> String {
    let docs = docs.as_ref().map(|docs| format!("/{:?}/ ", docs.text)).unwrap_or_default();
    let attributes = attributes.iter().map(|a| {
        let arguments =
            if a.arguments.is_empty() { String::new() } else { format!("({})", arguments(&a.arguments)) };
        format!("@{}{arguments} ", name(&a.name))
    });
    docs + &attributes.collect::<String>()
}

fn entity(e: &Entity) -> String {
    let body = e.body.as_ref().map(|body| format!(" {}", block(body))).unwrap_or_default();
    format!("{} {}{body}", name(&e.kind), name(&e.name))
}

fn name(name: &Name) -> String {
    if name.is_hole() { "_?".into() } else { name.text.to_string() }
}

fn names(all: &[Name]) -> String {
    all.iter().map(name).collect::<Vec<_>>().join(".")
}

fn alias(alias: &Option<Name>) -> String {
    alias.as_ref().map(|a| format!(" as {}", name(a))).unwrap_or_default()
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(" ")
}

fn let_(l: &Let) -> String {
    let t = l.ty.as_ref().map(|t| format!(":{}", ty(t))).unwrap_or_default();
    format!("(let {}{t} {})", name(&l.name), expr(&l.value))
}

fn where_(w: &Where) -> String {
    format!("(where {} {})", expr(&w.condition), expr(&w.message))
}

fn field(n: &Name, t: &TypeExpr, default: &Option<Expr>) -> String {
    let default = default.as_ref().map(|d| format!("={}", expr(d))).unwrap_or_default();
    format!("{}:{}{default}", name(n), ty(t))
}

fn targets(all: &[Target]) -> String {
    join(all.iter().map(|t| {
        let environment = t.environment.as_ref().map(name).unwrap_or_default();
        let cluster = t.cluster.as_ref().map(|c| format!("@{}", name(c))).unwrap_or_default();
        environment + &cluster
    }))
}

pub(super) fn block(block: &Block) -> String {
    format!("{{{}}}", block.members.iter().map(member).collect::<Vec<_>>().join("; "))
}

fn member(member: &Member) -> String {
    let kind = match &member.kind {
        MemberKind::Let(l) => let_(l),
        MemberKind::Set(p, e) => format!("(= {} {})", path(p), expr(e)),
        MemberKind::Append(p, e) => format!("(+= {} {})", path(p), expr(e)),
        MemberKind::Open(p, b) => format!("(open {} {})", path(p), block(b)),
        MemberKind::Unset(p) => format!("(unset {})", path(p)),
        MemberKind::Field(f) => field(&f.name, &f.ty, &f.default),
        MemberKind::Param(f) => format!("(param {})", field(&f.name, &f.ty, &f.default)),
        MemberKind::Where(w) => where_(w),
        MemberKind::Emit(e) => {
            let each = e.each.as_ref().map(|c| format!("{} ", for_(c))).unwrap_or_default();
            let condition = e.condition.as_ref().map(|c| format!("(if {}) ", expr(c))).unwrap_or_default();
            format!("(emit {each}{condition}{})", expr(&e.value))
        }
        MemberKind::In(t, b) => format!("(in {} {})", targets(t), block(b)),
        MemberKind::Patch(p) => {
            let n = p.name.as_ref().map(|n| format!(" {}", expr(n))).unwrap_or_default();
            format!("(patch {}{n} {})", names(&p.kind), block(&p.body))
        }
        MemberKind::Assert(e) => format!("(assert {})", expr(e)),
        MemberKind::Expr(e) => expr(e),
        MemberKind::Item(i) => item(i),
        MemberKind::Hole => "_?".into(),
    };
    prefix(&member.attributes, &member.docs) + &kind
}

fn path(path: &Path) -> String {
    let mut text = String::new();
    for step in &path.steps {
        match step {
            Step::Field(n) if text.is_empty() => text += &name(n),
            Step::Field(n) => text = format!("{text}.{}", name(n)),
            Step::Key(e) => text = format!("{text}[{}]", expr(e)),
            Step::Word(n) => text = format!("{text}[{}]", name(n)),
        }
    }
    text
}

fn for_(clause: &ForClause) -> String {
    let second = clause.second.as_ref().map(|n| format!(" {}", name(n))).unwrap_or_default();
    let condition = clause.condition.as_ref().map(|c| format!(" (if {})", expr(c))).unwrap_or_default();
    format!("(for {}{second} {}{condition})", name(&clause.first), expr(&clause.iterable))
}

pub(super) fn ty(t: &TypeExpr) -> String {
    match &t.kind {
        TypeExprKind::Hole => "_?".into(),
        TypeExprKind::Name(n) => names(n),
        TypeExprKind::List(t) => format!("[{}]", ty(t)),
        TypeExprKind::Map(k, v) => format!("{{{}:{}}}", ty(k), ty(v)),
        TypeExprKind::Optional(t) => format!("{}?", ty(t)),
        TypeExprKind::Literal(e) => expr(e),
        TypeExprKind::Union(all) => format!("(| {})", join(all.iter().map(ty))),
        TypeExprKind::Function(p, r) => format!("(-> ({}) {})", join(p.iter().map(ty)), ty(r)),
    }
}

fn arguments(all: &[Argument]) -> String {
    join(all.iter().map(|a| {
        let n = a.name.as_ref().map(|n| format!("{}=", name(n))).unwrap_or_default();
        n + &expr(&a.value)
    }))
}

pub(super) fn expr(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Hole => "_?".into(),
        ExprKind::Null => "null".into(),
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Number(n) => n.to_string(),
        ExprKind::String(s) => {
            let form = match s.form {
                StringForm::Plain => "",
                StringForm::Raw => "r",
                StringForm::Block => "b",
                StringForm::RawBlock => "rb",
            };
            let pieces = s.pieces.iter().map(|piece| match piece {
                Piece::Text(text, _) => text.as_str().replace('\n', "\\n").replace('"', "\\\""),
                Piece::Interpolation(e) => format!("${{{}}}", expr(e)),
            });
            format!("{form}\"{}\"", pieces.collect::<String>())
        }
        ExprKind::Name(n) => n.to_string(),
        ExprKind::List(all) => format!("[{}]", join(all.iter().map(expr))),
        ExprKind::ListFor(c, e) => format!("[{} {}]", for_(c), expr(e)),
        ExprKind::MapFor(c, entry) => format!("{{{} {} {}}}", for_(c), expr(&entry.0), expr(&entry.1)),
        ExprKind::Record(None, b) => block(b),
        ExprKind::Record(Some(n), b) => format!("({} {})", names(n), block(b)),
        ExprKind::Field { base, name: n, optional } => {
            format!("{}{}.{}", expr(base), if *optional { "?" } else { "" }, name(n))
        }
        ExprKind::Index(base, index) => format!("{}[{}]", expr(base), expr(index)),
        ExprKind::Call { callee, arguments: all, block: b } => {
            let b = b.as_ref().map(|b| block(b)).unwrap_or_default();
            format!("{}({}){b}", expr(callee), arguments(all))
        }
        ExprKind::Unary(UnaryOp::Negate, e) => format!("(- {})", expr(e)),
        ExprKind::Unary(UnaryOp::Not, e) => format!("(! {})", expr(e)),
        ExprKind::Binary { op, sides, .. } => {
            format!("({} {} {})", sign(*op), expr(&sides.0), expr(&sides.1))
        }
        ExprKind::If(parts) => format!("(if {} {} {})", expr(&parts.0), expr(&parts.1), expr(&parts.2)),
        ExprKind::Match(e, arms) => {
            format!(
                "(match {} {})",
                expr(e),
                join(arms.iter().map(|a| format!("({} {})", pattern(&a.pattern), expr(&a.value))))
            )
        }
        ExprKind::With(e, b) => format!("(with {} {})", expr(e), block(b)),
        ExprKind::Lambda(n, e) => format!("(=> ({}) {})", join(n.iter().map(name)), expr(e)),
        ExprKind::Paren(e) => format!("({})", expr(e)),
    }
}

fn pattern(p: &Pattern) -> String {
    match &p.kind {
        PatternKind::Hole => "_?".into(),
        PatternKind::Wildcard => "_".into(),
        PatternKind::Null => "null".into(),
        PatternKind::Literal(e) => expr(e),
        PatternKind::Type(t, n) => ty(t) + &n.as_ref().map(|n| format!(" {}", name(n))).unwrap_or_default(),
        PatternKind::Or(all) => format!("(| {})", join(all.iter().map(pattern))),
    }
}

fn sign(op: BinaryOp) -> &'static str {
    use BinaryOp as B;
    match op {
        B::Coalesce => "??",
        B::Or => "||",
        B::And => "&&",
        B::Equal => "==",
        B::NotEqual => "!=",
        B::Less => "<",
        B::LessEqual => "<=",
        B::Greater => ">",
        B::GreaterEqual => ">=",
        B::In => "in",
        B::Add => "+",
        B::Subtract => "-",
        B::Multiply => "*",
        B::Divide => "/",
    }
}
