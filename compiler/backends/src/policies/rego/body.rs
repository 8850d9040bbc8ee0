//! Bodies of rules in Rego: literals that are all true.

use ecow::{EcoString, eco_format};

/// A literal of a body.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Literal {
    /// `left op right`
    Compare(EcoString, &'static str, EcoString),
    /// What is true or not there.
    Call(EcoString),
    /// `not call`
    Not(EcoString),
    /// What binds names, or has lines of its own.
    Block(EcoString),
}

/// Literals that are all true; `None` where they cannot be.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Body(Option<Vec<Literal>>);

/// The names of one body and of those inside.
#[derive(Clone, Default)]
pub(super) struct Scope {
    /// What the quantifiers around are called, by number.
    pub bound: Vec<(u32, EcoString)>,
    /// All names that were given. None is given twice, so that none hides another.
    pub names: Vec<EcoString>,
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self::Call(text.into())
    }
}

impl Body {
    pub(super) fn always() -> Self {
        Self(Some(Vec::new()))
    }

    pub(super) fn never() -> Self {
        Self(None)
    }

    pub(super) fn of(literals: impl IntoIterator<Item = Literal>) -> Self {
        Self(Some(literals.into_iter().collect()))
    }

    pub(super) fn compare(left: EcoString, op: &'static str, right: EcoString) -> Self {
        Self::of([Literal::Compare(left, op, right)])
    }

    pub(super) fn call(text: EcoString) -> Self {
        Self::of([Literal::Call(text)])
    }

    pub(super) fn constant(value: bool) -> Self {
        if value { Self::always() } else { Self::never() }
    }

    pub(super) fn push(&mut self, literal: Literal) {
        if let Some(literals) = &mut self.0 {
            literals.push(literal);
        }
    }

    /// Both.
    pub(super) fn and(self, other: Self) -> Self {
        match (self.0, other.0) {
            (Some(mut all), Some(more)) => {
                all.extend(more);
                Self(Some(all))
            }
            _ => Self::never(),
        }
    }

    /// It, unless it is never true.
    pub(super) fn possible(self) -> Option<Self> {
        self.0.is_some().then_some(self)
    }

    pub(super) fn is_always(&self) -> bool {
        self.0.as_ref().is_some_and(Vec::is_empty)
    }

    /// Its opposite, where that takes no helper.
    pub(super) fn opposite(&self) -> Option<Self> {
        let Some(literals) = &self.0 else { return Some(Self::always()) };
        Some(match &literals[..] {
            [] => Self::never(),
            [Literal::Compare(left, op, right)] => Self::compare(left.clone(), opposite(op), right.clone()),
            [Literal::Call(call)] => Self::of([Literal::Not(call.clone())]),
            [Literal::Not(call)] => Self::call(call.clone()),
            _ => return None,
        })
    }

    /// Its lines, each with a tab in front; `false` where it is never true.
    pub(super) fn lines(&self) -> String {
        let Some(literals) = &self.0 else { return "\tfalse\n".to_owned() };
        let mut text = String::new();
        for literal in literals {
            let literal: EcoString = match literal {
                Literal::Compare(left, op, right) => eco_format!("{left} {op} {right}"),
                Literal::Call(text) | Literal::Block(text) => text.clone(),
                Literal::Not(call) => eco_format!("not {call}"),
            };
            for line in literal.lines() {
                text.push('\t');
                text.push_str(line);
                text.push('\n');
            }
        }
        text
    }

    /// A rule with this body.
    pub(super) fn rule(&self, head: &str) -> String {
        if self.is_always() {
            return format!("{head} if true\n");
        }
        format!("{head} if {{\n{}}}\n", self.lines())
    }
}

/// The comparison that is true where this one is not: values of all types have an order.
fn opposite(op: &str) -> &'static str {
    match op {
        "==" => "!=",
        "!=" => "==",
        "<" => ">=",
        "<=" => ">",
        ">" => "<=",
        _ => "<",
    }
}
