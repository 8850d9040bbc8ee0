//! PS01: a baseline that extends another one asks for as much as that, or says what it does not ask for and why.
//!
//! `weakens { registries = "…" }` names a rule of the other baseline. `podSecurity`, `network`, `mesh` and `action` stand for the level of
//! the Pod Security Standards, for what is denied, for what a mesh asks for, and for what happens to an object that does not pass;
//! `signedBy` stands for who signs images, and the fields of `runtime` for what each has noticed.

use std::collections::{BTreeMap, BTreeSet};

use o8_backends::policies::SIGNED_BY;
use o8_diagnostics::catalogue::policies as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::{Node, Origin};
use o8_policies::{Quantity, Rule, Signer};

use crate::db::Program;
use crate::eval::{self, EntityValue};
use crate::ids::{DefId, PackageId};
use crate::model::Model;
use crate::names::{self, name_place};

use super::signatures::{is_declared, signers};
use super::{authors_place, is_own, runtime};

/// Names under `weakens` that are no rules.
const POD_SECURITY: &str = "podSecurity";
const ACTION: &str = "action";
const NETWORK: &str = "network";
const MESH: &str = "mesh";

/// The levels of the Pod Security Standards, what images have to say, and what happens to objects: the weakest first.
const LEVELS: [&str; 3] = ["privileged", "baseline", "restricted"];
const DIGESTS: [&str; 3] = ["optional", "tag", "required"];
const ACTIONS: [&str; 3] = ["audit", "warn", "deny"];

/// What is denied in networks, and what is asked for in a mesh: field, name in it, and words, the weakest first.
const SETTINGS: [(&str, &str, [&str; 2]); 2] =
    [(NETWORK, "default", ["allow", "deny"]), (MESH, "mtls", ["permissive", "strict"])];

/// A baseline of the program.
pub(super) struct Baseline<'db> {
    db: &'db dyn salsa::Database,
    program: Program,
    def: DefId,
    /// What it says.
    pub value: &'db EntityValue,
}

/// What a baseline asks for less than the one that it extends: the name under `weakens` that stands for it, where it is, and what.
pub(super) struct Weaker {
    /// The name.
    pub name: &'static str,
    /// Where it is.
    pub place: Place,
    /// What is asked for less.
    pub what: String,
}

/// Says what baselines that extend others have weakened without a word, and which words have nothing to say.
pub(super) fn check_weakening(
    db: &dyn salsa::Database,
    program: Program,
    model: &Model,
    environments: &[Option<DefId>],
) -> Vec<Diagnostic> {
    let baselines = model.baselines.iter().map(|&def| Baseline::new(db, program, def));
    baselines.flat_map(|baseline| baseline.check(environments)).collect()
}

impl<'db> Baseline<'db> {
    pub(super) fn new(db: &'db dyn salsa::Database, program: Program, def: DefId) -> Self {
        Self { db, program, def, value: eval::entity(db, program, def) }
    }

    pub(super) fn text(&self, path: &[&str]) -> Option<&'db str> {
        self.value.node.at(path).and_then(Node::as_str)
    }

    fn entries(&self, field: &str) -> impl Iterator<Item = (&'db str, &'db Node)> {
        let entries = self.value.node.at(&[field]).into_iter().flat_map(Node::entries);
        entries.map(|(name, node)| (name.as_str(), node))
    }

    fn has(&self, field: &str, name: &str) -> bool {
        self.entries(field).any(|(known, _)| known == name)
    }

    pub(super) fn place(&self, origin: Origin) -> Place {
        authors_place(&self.value.origins, origin, name_place(self.db, self.program, self.def))
    }

    pub(super) fn place_of(&self, path: &[&str]) -> Place {
        self.place(self.value.node.at(path).map_or(Origin::NONE, |node| node.origin))
    }

    /// The baseline that it extends.
    fn parent(&self) -> Option<Self> {
        let name = self.text(&["extends"])?;
        let def = names::entity(self.db, self.program, PackageId::root(), "baseline", name)?;
        Some(Self::new(self.db, self.program, def))
    }

    /// What a field is here: its own, or that of the nearest baseline that it extends, unless `name` has been weakened between.
    pub(super) fn effective<T>(&self, name: &str, own: impl Fn(&Self) -> Option<T>) -> Option<T> {
        let mut seen = vec![self.def];
        let mut found = own(self);
        let mut at = Self::new(self.db, self.program, self.def);
        while found.is_none() && !at.has("weakens", name) {
            at = at.parent()?;
            if seen.contains(&at.def) {
                break;
            }
            seen.push(at.def);
            found = own(&at);
        }
        found
    }

    pub(super) fn registries(&self) -> Option<Vec<(&'db str, Origin)>> {
        let list = self.value.node.at(&["images", "registries"])?;
        let all: Vec<_> = list.items().filter_map(|node| Some((node.as_str()?, node.origin))).collect();
        (!all.is_empty()).then_some(all)
    }

    pub(super) fn digest(&self) -> Option<&'db str> {
        self.text(&["images", "digest"]).filter(|digest| *digest != DIGESTS[0])
    }

    fn max_memory(&self) -> Option<&'db str> {
        self.text(&["resources", "maxMemory"])
    }

    /// Whether images have to be signed.
    pub(super) fn signs(&self) -> bool {
        self.effective(SIGNED_BY, |at| is_declared(at).then_some(())).is_some()
    }

    /// The rules that hold, by name, in each environment.
    fn rules(&self, environments: &[Option<DefId>]) -> BTreeMap<&'db str, Vec<(&'db Rule, Place)>> {
        let mut all: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for environment in environments {
            for found in &eval::rules_of(self.db, self.program, self.def, *environment).rules {
                all.entry(&found.rule.name).or_default().push((&found.rule, found.place));
            }
        }
        all
    }

    fn check(&self, environments: &[Option<DefId>]) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let own = self.rules(environments);
        let parent = self.parent().filter(|parent| parent.def != self.def);
        let above = parent.as_ref().map(|parent| parent.rules(environments)).unwrap_or_default();
        let is_same = |name: &str| match (own.get(name), above.get(name)) {
            (Some(own), Some(above)) => {
                own.iter().map(|(rule, _)| rule).eq(above.iter().map(|(rule, _)| rule))
            }
            _ => false,
        };
        for (name, node) in self.entries("rules").filter(|(name, _)| !self.has("weakens", name)) {
            let (of, related) = if self.gives(name) {
                (self.def.name(), None)
            } else if let (Some(parent), Some(rules)) = (&parent, above.get(name)) {
                if is_same(name) {
                    continue;
                }
                (parent.def.name(), rules.first().map(|(_, place)| *place).filter(is_own))
            } else {
                continue;
            };
            let place = self.place(node.origin);
            diagnostics.push(catalogue::rule_replaced(place, name, (self.def.name(), of), related));
        }
        let Some(parent) = parent else { return diagnostics };
        let weaker = self.weaker(&parent);
        let names = (self.def.name(), parent.def.name());
        for found in weaker.iter().filter(|found| !self.has("weakens", found.name)) {
            diagnostics.push(catalogue::baseline_weakened(found.place, names, found.name, &found.what));
        }
        let has_level = parent.text(&["podSecurityLevel"]).is_some();
        let known: BTreeSet<&str> = above
            .keys()
            .copied()
            .chain(has_level.then_some(POD_SECURITY))
            .chain(parent.signs().then_some(SIGNED_BY))
            .chain(runtime::names(&parent))
            .chain([NETWORK, MESH].into_iter().filter(|field| parent.value.node.at(&[field]).is_some()))
            .chain(std::iter::once(ACTION))
            .collect();
        for (name, node) in self.entries("weakens") {
            let place = self.place(node.origin);
            if !known.contains(name) {
                diagnostics.push(catalogue::weakens_no_rule(place, name, names.1, &known));
            } else if self.is_as_strict(name, &parent, &weaker) || is_same(name) {
                diagnostics.push(catalogue::weakens_nothing(place, name, names));
            }
        }
        diagnostics
    }

    /// Whether a field other than `rules` gives a rule of this name here.
    fn gives(&self, name: &str) -> bool {
        let checks = self.value.node.at(&["podSecurityChecks"]).into_iter().flat_map(Node::items);
        let is = |path: &[&str], text: &str| self.text(path) == Some(text);
        match name {
            "registries" => self.registries().is_some(),
            "digest" => self.digest().is_some(),
            SIGNED_BY => is_declared(self),
            "maxMemory" => self.max_memory().is_some(),
            "memoryLimits" => is(&["resources", "memory"], "required"),
            "cpuRequests" => is(&["resources", "cpu"], "required"),
            "requireLabels" => {
                self.value.node.at(&["requireLabels"]).is_some_and(|all| all.items().count() > 0)
            }
            name => checks.filter_map(Node::as_str).any(|check| check == name),
        }
    }

    /// What is said here and asks for less than what the other baseline says.
    fn weaker(&self, parent: &Self) -> Vec<Weaker> {
        let mut all = Vec::new();
        all.extend(self.weaker_standards(parent));
        all.extend(runtime::weaker(self, parent));
        let mut add = |name, place, what| all.push(Weaker { name, place, what });
        if let (Some(own), Some(above)) =
            (self.registries(), parent.effective("registries", Self::registries))
        {
            for (prefix, origin) in own {
                if !above.iter().any(|(wide, _)| prefix.starts_with(wide)) {
                    add(
                        "registries",
                        self.place(origin),
                        format!("`{prefix}` is none of its registries, nor part of one"),
                    );
                }
            }
        }
        if let (Some(own), Some(above)) = (self.digest(), parent.effective("digest", Self::digest))
            && rank(&DIGESTS, own) < rank(&DIGESTS, above)
        {
            add(
                "digest",
                self.place_of(&["images", "digest"]),
                format!("it asks for `digest = \"{above}\"`"),
            );
        }
        if let Some(above) = parent.effective(SIGNED_BY, |at| is_declared(at).then(|| signers(at))) {
            let above: Vec<Signer> = above.into_iter().filter_map(|found| found.signer.ok()).collect();
            let nobody = || format!("`{}` does not take that for signed", parent.def.name());
            for found in signers(self) {
                let Ok(own) = &found.signer else { continue };
                if !above.iter().any(|signer| signer.covers(own)) {
                    add(SIGNED_BY, found.place, nobody());
                }
            }
        }
        if let (Some(own), Some(above)) = (self.max_memory(), parent.effective("maxMemory", Self::max_memory))
            && Quantity::parse(own) > Quantity::parse(above)
        {
            let place = self.place_of(&["resources", "maxMemory"]);
            add("maxMemory", place, format!("it allows no more than `{above}`"));
        }
        for (field, name, order) in SETTINGS {
            // Without a word of its own, a baseline has what the other one says.
            let own = self.text(&[field, name]).unwrap_or(order[0]);
            let Some(above) = parent.text(&[field, name]) else { continue };
            if rank(&order, own) < rank(&order, above) {
                add(field, self.place_of(&[field, name]), format!("it asks for `{name} = \"{above}\"`"));
            }
        }
        for (environment, node) in self.entries(ACTION) {
            let above = parent.text(&["allActions", environment]).unwrap_or("deny");
            if node.as_str().is_some_and(|own| rank(&ACTIONS, own) < rank(&ACTIONS, above)) {
                add(
                    ACTION,
                    self.place(node.origin),
                    format!("what does not pass in `{environment}` is `{above}` there"),
                );
            }
        }
        all
    }

    /// A lower level, or the same of an older release.
    fn weaker_standards(&self, parent: &Self) -> Option<Weaker> {
        let of = |baseline: &Self| {
            let minor = baseline.text(&["podSecurityVersion"])?.strip_prefix("1.")?.parse::<u32>().ok();
            Some((baseline.text(&["podSecurityLevel"])?, minor))
        };
        let ((own, own_minor), (above, minor)) = (of(self)?, of(parent)?);
        if rank(&LEVELS, own) < rank(&LEVELS, above) {
            let place = self.place_of(&["podSecurity", "level"]);
            return Some(Weaker {
                name: POD_SECURITY,
                place,
                what: format!("it asks for the level `{above}`"),
            });
        }
        let is_older = own_minor < minor && above != LEVELS[0];
        is_older.then(|| {
            let place = self.place_of(&["podSecurity", "version"]);
            let what = format!("it asks for the standards of 1.{}", minor.unwrap_or_default());
            Weaker { name: POD_SECURITY, place, what }
        })
    }

    /// Whether what stands under `weakens` is asked for all the same.
    fn is_as_strict(&self, name: &str, parent: &Self, weaker: &[Weaker]) -> bool {
        let is_weaker = weaker.iter().any(|found| found.name == name);
        let labels = |baseline: &Self| -> BTreeSet<&'db str> {
            let all = baseline.value.node.at(&["allLabels"]).into_iter().flat_map(Node::items);
            all.filter_map(Node::as_str).collect()
        };
        match name {
            POD_SECURITY | NETWORK | MESH | ACTION => !is_weaker,
            "registries" => self.registries().is_some() && !is_weaker,
            "digest" => self.digest().is_some() && !is_weaker,
            SIGNED_BY => is_declared(self) && !is_weaker,
            "maxMemory" => self.max_memory().is_some() && !is_weaker,
            "requireLabels" => labels(self).is_superset(&labels(parent)),
            name if runtime::is_noticed(name) => runtime::notices(self, name) && !is_weaker,
            _ => false,
        }
    }
}

fn rank(order: &[&str], word: &str) -> Option<usize> {
    order.iter().position(|known| *known == word)
}
