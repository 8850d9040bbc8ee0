//! A rule and its verdicts.

use ecow::EcoString;

use crate::{Blame, Subject, Term};

/// A rule: of the objects that it is about, each has to pass its test.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// Its name: one of a kind among those that hold together.
    pub name: EcoString,
    /// Which objects it is about.
    pub matches: Term,
    /// What has to be true of them.
    pub asserts: Term,
    /// What is said of an object that does not pass.
    pub message: EcoString,
    /// Whether it says nothing of objects that make no pod.
    pods: bool,
}

/// What a rule says of an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verdict {
    /// The rule is not about it.
    Skip,
    /// It passes.
    Pass,
    /// It does not.
    Fail,
}

impl Verdict {
    /// The word for it in reports: `skip`, `pass`, `fail`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Pass => "pass",
            Self::Fail => "fail",
        }
    }
}

impl Rule {
    /// A rule. One that looks at a pod anywhere says nothing of objects without.
    pub fn new(
        name: impl Into<EcoString>,
        matches: Term,
        asserts: Term,
        message: impl Into<EcoString>,
    ) -> Self {
        let pods = matches.looks_at_pods() || asserts.looks_at_pods();
        Self { name: name.into(), matches, asserts, message: message.into(), pods }
    }

    /// Whether it says nothing of objects that make no pod.
    pub fn is_about_pods(&self) -> bool {
        self.pods
    }

    /// Whether it can say something of an object at all.
    pub fn is_about_something(&self) -> bool {
        self.matches.as_bool() != Some(false)
    }

    /// What it says of an object. Never fails: see [`Term`].
    pub fn verdict(&self, subject: Subject<'_>) -> Verdict {
        if (self.pods && subject.pod().is_none()) || !self.matches.holds(subject) {
            Verdict::Skip
        } else if self.asserts.holds(subject) {
            Verdict::Pass
        } else {
            Verdict::Fail
        }
    }

    /// What the verdict [`Verdict::Fail`] hangs on: the part of the object that would have to be another one.
    pub fn blame<'o>(&'o self, subject: Subject<'o>) -> Option<Blame<'o>> {
        Blame::of(&self.asserts, subject)
    }
}
