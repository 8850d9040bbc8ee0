//! Which edition of each package: the newest that suits everybody who wants it.
//!
//! One decision after the other, newest first. Where two requirements meet that no edition fits, the last decision that
//! had a part in it is taken back (conflict-directed backjumping), so decisions about other packages are not tried
//! through. Nothing is recursive: a chain may be long.

use std::collections::{BTreeMap, BTreeSet};

use crate::package::origin::{Dependency, Edition, Origin};

/// Decisions taken back after which solving gives up: with few packages there are never so many.
const MOST_STEPS_BACK: usize = 20_000;

/// Who wants a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Requirement {
    /// The name of the package that says it.
    pub(crate) by: String,
    /// What it says, with origins as they are from the root.
    pub(crate) wants: Dependency,
    /// The decision that brought it; `None` for the root.
    decision: Option<usize>,
}

/// What solving knows of the world.
pub(crate) trait Market {
    /// Why the world does not answer.
    type Stop;
    /// The editions of a package that a requirement could mean, best first.
    fn editions(&mut self, wants: &Dependency) -> Result<Vec<Edition>, Self::Stop>;
    /// What an edition depends on, with origins as they are from the root.
    fn needs(&mut self, wants: &Dependency, edition: &Edition) -> Result<Vec<Dependency>, Self::Stop>;
    /// Whether two origins are the same.
    fn same(&self, one: &Origin, other: &Origin) -> bool;
    /// Whether a dependency means the package that is compiled.
    fn is_root(&self, wants: &Dependency) -> bool;
}

/// One package that was chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Chosen {
    /// Who wanted it first.
    pub(crate) requirement: Requirement,
    /// Which edition it is.
    pub(crate) edition: Edition,
    /// What it depends on.
    pub(crate) needs: Vec<Dependency>,
}

/// Why there is no solution. The conflict is the first that was met, with the newest editions of everything.
#[derive(Debug)]
pub(crate) enum Failure<S> {
    /// No edition fits, whoever else wants what.
    None { requirement: Box<Requirement>, offered: Vec<Edition> },
    /// Two requirements that cannot both be had.
    Conflict { first: Box<Requirement>, second: Box<Requirement>, origins: bool },
    /// More attempts than anybody waits for.
    TooHard,
    /// The world does not answer.
    Stopped(S),
}

struct Decision {
    /// The requirement that made it necessary, by its number.
    about: usize,
    /// How many requirements there were before.
    known: usize,
    candidates: Vec<Edition>,
    /// Which candidate it is.
    at: usize,
    needs: Vec<Dependency>,
    /// Earlier decisions that had a part in ruling candidates out.
    blame: BTreeSet<usize>,
}

/// Chooses an edition of every package that the root needs, by name.
pub(crate) fn solve<M: Market>(
    market: &mut M,
    root: &str,
    needs: &[Dependency],
) -> Result<Vec<Chosen>, Failure<M::Stop>> {
    let of_root =
        |wants: &Dependency| Requirement { by: root.to_owned(), wants: wants.clone(), decision: None };
    let mut solver = Solver {
        market,
        requirements: needs.iter().map(of_root).collect(),
        decisions: Vec::new(),
        decided: BTreeMap::new(),
        next: 0,
        first: None,
        steps_back: 0,
    };
    solver.run()?;
    let Solver { requirements, decisions, .. } = solver;
    let chosen = decisions.into_iter().map(|mut decision| Chosen {
        requirement: requirements[decision.about].clone(),
        edition: decision.candidates.swap_remove(decision.at),
        needs: decision.needs,
    });
    let mut chosen: Vec<Chosen> = chosen.collect();
    chosen.sort_by(|a, b| a.requirement.wants.name.cmp(&b.requirement.wants.name));
    Ok(chosen)
}

struct Solver<'m, M: Market> {
    market: &'m mut M,
    requirements: Vec<Requirement>,
    decisions: Vec<Decision>,
    /// The decision about each package, by its name.
    decided: BTreeMap<String, usize>,
    /// The first requirement that was not looked at.
    next: usize,
    first: Option<Failure<M::Stop>>,
    steps_back: usize,
}

impl<M: Market> Solver<'_, M> {
    fn run(&mut self) -> Result<(), Failure<M::Stop>> {
        while let Some(requirement) = self.requirements.get(self.next) {
            if self.market.is_root(&requirement.wants) {
                self.next += 1;
                continue;
            }
            match self.decided.get(&requirement.wants.name) {
                Some(decision) => self.compare(*decision)?,
                None => self.decide()?,
            }
        }
        Ok(())
    }

    /// Holds the next requirement against the decision about its package.
    fn compare(&mut self, decision: usize) -> Result<(), Failure<M::Stop>> {
        let requirement = &self.requirements[self.next];
        let Decision { about, candidates, at, .. } = &self.decisions[decision];
        let first = &self.requirements[*about];
        let same = self.market.same(&first.wants.origin, &requirement.wants.origin);
        if same && requirement.wants.want.fits(&candidates[*at]) {
            self.next += 1;
            return Ok(());
        }
        let conflict = Failure::Conflict {
            first: Box::new(first.clone()),
            second: Box::new(requirement.clone()),
            origins: !same,
        };
        let blame = [Some(decision), first.decision, requirement.decision];
        self.first.get_or_insert(conflict);
        self.back(blame.into_iter().flatten().collect())
    }

    /// Chooses an edition for the next requirement, which is the first about its package.
    fn decide(&mut self) -> Result<(), Failure<M::Stop>> {
        let requirement = &self.requirements[self.next];
        let wants = requirement.wants.clone();
        let offered = self.market.editions(&wants).map_err(Failure::Stopped)?;
        let fitting: Vec<Edition> =
            offered.iter().filter(|edition| wants.want.fits(edition)).cloned().collect();
        if fitting.is_empty() {
            let blame = requirement.decision.into_iter().collect();
            let none = Failure::None { requirement: Box::new(requirement.clone()), offered };
            self.first.get_or_insert(none);
            return self.back(blame);
        }
        // What is known to conflict is tried last: for the report, and where it is taken back.
        let others: Vec<&Dependency> = self.requirements[self.next + 1..]
            .iter()
            .map(|other| &other.wants)
            .filter(|other| other.name == wants.name)
            .collect();
        let suits = |edition: &Edition| others.iter().all(|other| other.want.fits(edition));
        let (mut candidates, rest): (Vec<Edition>, Vec<Edition>) = fitting.into_iter().partition(suits);
        candidates.extend(rest);
        self.decided.insert(wants.name, self.decisions.len());
        self.decisions.push(Decision {
            about: self.next,
            known: self.requirements.len(),
            candidates,
            at: 0,
            needs: Vec::new(),
            blame: BTreeSet::new(),
        });
        self.take()
    }

    /// Takes the candidate of the last decision.
    fn take(&mut self) -> Result<(), Failure<M::Stop>> {
        let number = self.decisions.len() - 1;
        let Decision { about, candidates, at, .. } = &self.decisions[number];
        let wants = self.requirements[*about].wants.clone();
        let needs = self.market.needs(&wants, &candidates[*at]).map_err(Failure::Stopped)?;
        self.next = about + 1;
        for need in &needs {
            self.requirements.push(Requirement {
                by: wants.name.clone(),
                wants: need.clone(),
                decision: Some(number),
            });
        }
        self.decisions[number].needs = needs;
        Ok(())
    }

    /// Takes back the last decision of those that are to blame, and whatever came after it.
    fn back(&mut self, mut blame: BTreeSet<usize>) -> Result<(), Failure<M::Stop>> {
        while let Some(number) = blame.pop_last() {
            self.steps_back += 1;
            if self.steps_back > MOST_STEPS_BACK {
                return Err(Failure::TooHard);
            }
            for decision in self.decisions.drain(number + 1..) {
                let about = &self.requirements[decision.about];
                self.decided.remove(&about.wants.name);
            }
            let Some(decision) = self.decisions.last_mut() else { break };
            let brought = self.requirements[decision.about].decision;
            decision.blame.append(&mut blame);
            decision.at += 1;
            self.requirements.truncate(decision.known);
            if decision.at < decision.candidates.len() {
                return self.take();
            }
            // It has nothing left: who brought it, and who ruled the others out, have to move.
            blame = std::mem::take(&mut decision.blame);
            blame.extend(brought);
            let name = self.requirements[decision.about].wants.name.clone();
            self.next = decision.about;
            self.decisions.pop();
            self.decided.remove(&name);
        }
        Err(self.first.take().unwrap_or(Failure::TooHard))
    }
}

#[cfg(test)]
mod tests;
