//! Expressions of CEL, and how they are written: no parenthesis that is not needed, and a line for each part of what is long.

use ecow::EcoString;

use crate::policies::escape;

/// How wide an expression may get before it is broken.
const WIDTH: usize = 92;

/// An expression.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Expression {
    /// A name or a literal.
    Atom(EcoString),
    /// `base.field`, or `base.?field`.
    Select { base: Box<Self>, optional: bool, field: EcoString },
    /// `base[key]`
    Index(Box<Self>, Box<Self>),
    /// `base[?key]`
    OptionalIndex(Box<Self>, Box<Self>),
    /// `name(…)`, or `receiver.name(…)`.
    Call { receiver: Option<Box<Self>>, name: &'static str, arguments: Vec<Self> },
    /// `!inner`
    Not(Box<Self>),
    /// `left op right`: a comparison or `in`.
    Relation(Box<Self>, &'static str, Box<Self>),
    /// `a + b`
    Sum(Vec<Self>),
    /// `a && b`
    And(Vec<Self>),
    /// `a || b`
    Or(Vec<Self>),
    /// `test ? then : otherwise`
    Conditional(Box<Self>, Box<Self>, Box<Self>),
    /// `[a, b]`
    List(Vec<Self>),
}

/// What binds how tightly.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Conditional,
    Or,
    And,
    Relation,
    Sum,
    Not,
    Member,
}

impl Expression {
    /// A name.
    pub(super) fn name(name: impl Into<EcoString>) -> Self {
        Self::Atom(name.into())
    }

    /// `true` or `false`.
    pub(super) fn bool(value: bool) -> Self {
        Self::Atom(if value { "true" } else { "false" }.into())
    }

    /// A whole number.
    pub(super) fn int(value: i64) -> Self {
        let atom = Self::Atom(ecow::eco_format!("{value}"));
        // Where more follows, a minus would be taken for an operator on all of it.
        if value < 0 { Self::Sum(vec![atom]) } else { atom }
    }

    /// A text.
    pub(super) fn text(text: &str) -> Self {
        let mut literal = String::new();
        escape(text, '\'', &mut literal);
        Self::Atom(literal.into())
    }

    /// A text in which backslashes mean themselves, where that can be written: a regular expression is read more easily so.
    pub(super) fn raw(text: &str) -> Self {
        let plain = text.chars().all(|c| c != '\'' && !c.is_control());
        if plain && text.contains('\\') {
            Self::Atom(ecow::eco_format!("r'{text}'"))
        } else {
            Self::text(text)
        }
    }

    /// `self.field`
    pub(super) fn select(self, field: &str) -> Self {
        Self::Select { base: Box::new(self), optional: false, field: field.into() }
    }

    /// `self.?field`
    pub(super) fn maybe(self, field: &str) -> Self {
        Self::Select { base: Box::new(self), optional: true, field: field.into() }
    }

    /// `self.name(arguments)`
    pub(super) fn call(self, name: &'static str, arguments: impl IntoIterator<Item = Self>) -> Self {
        Self::Call { receiver: Some(Box::new(self)), name, arguments: arguments.into_iter().collect() }
    }

    /// `name(argument)`
    pub(super) fn function(name: &'static str, arguments: impl IntoIterator<Item = Self>) -> Self {
        Self::Call { receiver: None, name, arguments: arguments.into_iter().collect() }
    }

    /// `self op other`
    pub(super) fn relation(self, op: &'static str, other: Self) -> Self {
        Self::Relation(Box::new(self), op, Box::new(other))
    }

    /// `self ? then : otherwise`
    pub(super) fn choose(self, then: Self, otherwise: Self) -> Self {
        Self::Conditional(Box::new(self), Box::new(then), Box::new(otherwise))
    }

    /// All of them; what is known is left out.
    pub(super) fn all(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Vec::new();
        for part in parts {
            match part {
                Self::And(parts) => all.extend(parts),
                part if part == Self::bool(true) => {}
                part if part == Self::bool(false) => return part,
                part => all.push(part),
            }
        }
        if all.len() < 2 { all.pop().unwrap_or_else(|| Self::bool(true)) } else { Self::And(all) }
    }

    /// One of them; what is known is left out.
    pub(super) fn any(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Vec::new();
        for part in parts {
            match part {
                Self::Or(parts) => any.extend(parts),
                part if part == Self::bool(false) => {}
                part if part == Self::bool(true) => return part,
                part => any.push(part),
            }
        }
        if any.len() < 2 { any.pop().unwrap_or_else(|| Self::bool(false)) } else { Self::Or(any) }
    }

    /// Whether it is false.
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            Self::Relation(left, op, right) => match opposite(op) {
                Some(op) => Self::Relation(left, op, right),
                None => Self::Not(Box::new(Self::Relation(left, op, right))),
            },
            test if test == Self::bool(true) => Self::bool(false),
            test if test == Self::bool(false) => Self::bool(true),
            test => Self::Not(Box::new(test)),
        }
    }

    /// The text, in several lines where it is long.
    pub(super) fn written(&self) -> EcoString {
        let mut text = String::new();
        self.write(0, &mut text);
        text.into()
    }

    /// The text as the last of several alternatives.
    pub(super) fn as_operand(&self) -> EcoString {
        let mut text = String::new();
        match self {
            Self::Or(_) => self.write(0, &mut text),
            _ => self.write_within(Binding::And, 0, &mut text),
        }
        text.into()
    }

    fn binding(&self) -> Binding {
        match self {
            Self::Conditional(..) => Binding::Conditional,
            Self::Or(_) => Binding::Or,
            Self::And(_) => Binding::And,
            Self::Relation(..) => Binding::Relation,
            Self::Sum(_) => Binding::Sum,
            Self::Not(_) => Binding::Not,
            Self::Atom(_)
            | Self::Select { .. }
            | Self::Index(..)
            | Self::OptionalIndex(..)
            | Self::Call { .. }
            | Self::List(_) => Binding::Member,
        }
    }

    fn bracket(&self) -> &'static str {
        if matches!(self, Self::OptionalIndex(..)) { "[?" } else { "[" }
    }

    fn flat(&self, out: &mut String) {
        match self {
            Self::Atom(text) => out.push_str(text),
            Self::Select { base, optional, field } => {
                base.flat_within(Binding::Member, out);
                push_field(*optional, field, out);
            }
            Self::Index(base, key) | Self::OptionalIndex(base, key) => {
                base.flat_within(Binding::Member, out);
                out.push_str(self.bracket());
                key.flat(out);
                out.push(']');
            }
            Self::Call { receiver, name, arguments } => {
                if let Some(receiver) = receiver {
                    receiver.flat_within(Binding::Member, out);
                    out.push('.');
                }
                out.push_str(name);
                out.push('(');
                separated(arguments, ", ", Binding::Conditional, out);
                out.push(')');
            }
            Self::Not(inner) => {
                out.push('!');
                inner.flat_within(Binding::Member, out);
            }
            Self::Relation(left, op, right) => {
                left.flat_within(Binding::Sum, out);
                out.push_str(&format!(" {op} "));
                right.flat_within(Binding::Sum, out);
            }
            Self::Sum(parts) => separated(parts, " + ", Binding::Not, out),
            Self::And(parts) => separated(parts, " && ", Binding::Relation, out),
            Self::Or(parts) => separated(parts, " || ", Binding::And, out),
            Self::Conditional(test, then, otherwise) => {
                test.flat_within(Binding::Or, out);
                out.push_str(" ? ");
                then.flat_within(Binding::Or, out);
                out.push_str(" : ");
                otherwise.flat_within(Binding::Conditional, out);
            }
            Self::List(items) => {
                out.push('[');
                separated(items, ", ", Binding::Conditional, out);
                out.push(']');
            }
        }
    }

    /// In one line, in parentheses where it binds less than `least`.
    fn flat_within(&self, least: Binding, out: &mut String) {
        if self.binding() < least {
            out.push('(');
            self.flat(out);
            out.push(')');
        } else {
            self.flat(out);
        }
    }

    /// Writes it where `indent` columns are taken.
    fn write(&self, indent: usize, out: &mut String) {
        let mut flat = String::new();
        self.flat(&mut flat);
        if indent + flat.chars().count() <= WIDTH {
            out.push_str(&flat);
            return;
        }
        match self {
            Self::Sum(parts) if parts.len() > 1 => lines(parts, " +", Binding::Not, indent, out),
            Self::And(parts) => lines(parts, " &&", Binding::Relation, indent, out),
            Self::Or(parts) => lines(parts, " ||", Binding::And, indent, out),
            Self::Not(inner) => {
                out.push('!');
                inner.write_within(Binding::Member, indent, out);
            }
            Self::Conditional(test, then, otherwise) => {
                let mut flat = String::new();
                test.flat_within(Binding::Or, &mut flat);
                flat.push_str(" ? ");
                then.flat_within(Binding::Or, &mut flat);
                if indent + flat.chars().count() < WIDTH {
                    out.push_str(&flat);
                } else {
                    test.write_within(Binding::Or, indent, out);
                    out.push_str(" ?");
                    new_line(indent + 2, out);
                    then.write_within(Binding::Or, indent + 2, out);
                }
                out.push_str(" :");
                new_line(indent, out);
                otherwise.write_within(Binding::Conditional, indent, out);
            }
            Self::Relation(left, op, right) => {
                left.write_within(Binding::Sum, indent, out);
                out.push_str(&format!(" {op} "));
                right.write_within(Binding::Sum, indent, out);
            }
            Self::Select { base, optional, field } => {
                base.write_within(Binding::Member, indent, out);
                push_field(*optional, field, out);
            }
            Self::Index(base, key) | Self::OptionalIndex(base, key) => {
                base.write_within(Binding::Member, indent, out);
                out.push_str(self.bracket());
                key.flat(out);
                out.push(']');
            }
            Self::Call { receiver, name, arguments } => {
                if let Some(receiver) = receiver {
                    receiver.write_within(Binding::Member, indent, out);
                    out.push('.');
                }
                out.push_str(name);
                out.push('(');
                let mut rest = String::new();
                separated(arguments, ", ", Binding::Conditional, &mut rest);
                let column = indent.max(out.len() - out.rfind('\n').map_or(0, |at| at + 1));
                match arguments.split_last() {
                    Some((last, first))
                        if column + rest.chars().count() >= WIDTH && last.binding() < Binding::Member
                            || matches!(last, Self::Call { .. } | Self::List(_))
                                && column + rest.len() >= WIDTH =>
                    {
                        separated(first, ", ", Binding::Conditional, out);
                        out.push_str(if first.is_empty() { "" } else { "," });
                        new_line(indent + 2, out);
                        last.write(indent + 2, out);
                        new_line(indent, out);
                    }
                    _ => out.push_str(&rest),
                }
                out.push(')');
            }
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    new_line(indent + 2, out);
                    item.write(indent + 2, out);
                }
                new_line(indent, out);
                out.push(']');
            }
            Self::Atom(_) | Self::Sum(_) => out.push_str(&flat),
        }
    }

    fn write_within(&self, least: Binding, indent: usize, out: &mut String) {
        let mut flat = String::new();
        self.flat(&mut flat);
        if self.binding() >= least {
            self.write(indent, out);
        } else if indent + flat.chars().count() <= WIDTH {
            out.push_str(&format!("({flat})"));
        } else {
            out.push('(');
            new_line(indent + 2, out);
            self.write(indent + 2, out);
            new_line(indent, out);
            out.push(')');
        }
    }
}

fn separated(parts: &[Expression], separator: &str, least: Binding, out: &mut String) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        part.flat_within(least, out);
    }
}

fn lines(parts: &[Expression], separator: &str, least: Binding, indent: usize, out: &mut String) {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
            new_line(indent, out);
        }
        part.write_within(least, indent, out);
    }
}

fn new_line(indent: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Whether a field is written after a dot, and not as a key in brackets.
pub(super) fn is_name(field: &str) -> bool {
    let mut letters = field.bytes();
    letters.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && letters.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !matches!(field, "in" | "true" | "false" | "null")
}

fn push_field(optional: bool, field: &str, out: &mut String) {
    let mark = if optional { "?" } else { "" };
    if is_name(field) {
        out.push_str(&format!(".{mark}{field}"));
    } else {
        let key = Expression::text(field);
        out.push_str(&format!("[{mark}"));
        key.flat(out);
        out.push(']');
    }
}

/// The comparison that is true where this one is not.
fn opposite(op: &str) -> Option<&'static str> {
    Some(match op {
        "==" => "!=",
        "!=" => "==",
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        ">=" => "<",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::Expression as E;

    #[test]
    fn parentheses_stand_where_they_are_needed() {
        let (a, b, c) = (|| E::name("a"), || E::name("b"), || E::name("c"));
        let written = |expression: E| expression.written();
        assert_eq!(written(E::all([a(), E::any([b(), c()])])), "a && (b || c)");
        assert_eq!(written(E::any([a(), E::all([b(), c()])])), "a || b && c");
        assert_eq!(written(E::all([a(), E::all([b(), c()])])), "a && b && c");
        assert_eq!(written(E::all([a(), b()]).negated()), "!(a && b)");
        assert_eq!(written(a().relation("<", b()).negated()), "a >= b");
        assert_eq!(written(a().relation("in", b()).negated()), "!(a in b)");
        assert_eq!(written(a().choose(b(), c()).relation("==", c())), "(a ? b : c) == c");
        assert_eq!(
            written(a().choose(b(), c()).choose(a(), b().choose(a(), c()))),
            "(a ? b : c) ? a : b ? a : c"
        );
        assert_eq!(written(E::int(-1).maybe("b")), "(-1).?b");
        assert_eq!(written(a().relation("<", E::int(-1))), "a < -1");
        assert_eq!(written(a().relation("==", b()).relation("==", c())), "(a == b) == c");
    }

    #[test]
    fn names_that_are_none_are_keys() {
        assert_eq!(E::name("m").maybe("app.kubernetes.io/name").written(), "m[?'app.kubernetes.io/name']");
        assert_eq!(E::name("m").maybe("namespace").select("in").written(), "m.?namespace['in']");
    }

    #[test]
    fn texts_and_expressions_are_written_as_they_are_read() {
        assert_eq!(E::text("it's\n\\ \u{1}").written(), "'it\\'s\\n\\\\ \\u0001'");
        assert_eq!(E::raw(r"^a\.b$").written(), r"r'^a\.b$'");
        assert_eq!(E::raw("^a$").written(), "'^a$'");
        assert_eq!(E::raw(r"^'\.$").written(), r"'^\'\\.$'");
    }

    #[test]
    fn what_is_long_gets_a_line_for_each_part() {
        let long = || E::name("a".repeat(50));
        let broken =
            E::name("list").call("all", [E::name("x"), E::any([long(), E::all([long(), E::name("b")])])]);
        let a = "a".repeat(50);
        assert_eq!(broken.written(), format!("list.all(x,\n  {a} ||\n  {a} && b\n)"));
    }
}
