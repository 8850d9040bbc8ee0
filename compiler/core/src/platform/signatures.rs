//! IM02: who has to have signed images. Who looks at images asks for it where they are used; the compiler sees their names alone.
//!
//! `images { signedBy = [Keyless { … }] }` of a baseline holds in the environments that have it, and in those whose baselines extend it.

use std::collections::BTreeSet;

use ecow::EcoString;
use o8_backends::policies::{self, SIGNED_BY, Verifier};
use o8_diagnostics::catalogue::{policies as rules, trust as catalogue};
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::{ModuleSummary, Node, Origin};
use o8_policies::{Binding, Exemption, Identity, Namespaces, Signatures, Signer, SigningKey};

use super::enforcement::{INSTANCE, target};
use super::held::{Everywhere, InForce, RuleSet};
use super::public_key::public_key;
use super::weakening::Baseline;
use crate::db::Program;
use crate::ids::DefId;
use crate::model::{EnvironmentEntry, Model};

/// What a baseline asks of the signatures of images.
#[derive(Clone, PartialEq, Debug)]
pub struct Signed {
    /// Where it says so, or the one that it extends.
    pub place: Place,
    /// Who signs. What is wrong with one has been reported.
    pub signers: Vec<Signer>,
    /// Where the images come from that are looked at.
    pub registries: Vec<EcoString>,
    /// Whether these have to be named by a digest.
    pub by_digest: bool,
}

/// What holds of signatures where a baseline does: what it says, or the nearest that it extends.
pub(super) fn signed(db: &dyn salsa::Database, program: Program, baseline: DefId) -> Option<Signed> {
    let baseline = Baseline::new(db, program, baseline);
    let (place, signers) = baseline.effective(SIGNED_BY, |at| {
        let signers: Vec<Signer> = signers(at).into_iter().filter_map(|found| found.signer.ok()).collect();
        is_declared(at).then(|| (at.place_of(&["images", SIGNED_BY]), signers))
    })?;
    let registries = baseline.effective("registries", Baseline::registries).unwrap_or_default();
    Some(Signed {
        place,
        signers,
        registries: registries.into_iter().map(|(prefix, _)| prefix.into()).collect(),
        by_digest: baseline.effective("digest", Baseline::digest) == Some("required"),
    })
}

/// Whether images have to be signed where a baseline holds.
pub fn asks_for_signatures(db: &dyn salsa::Database, program: Program, baseline: DefId) -> bool {
    Baseline::new(db, program, baseline).signs()
}

/// Whether a baseline itself says who signs.
pub(super) fn is_declared(baseline: &Baseline<'_>) -> bool {
    let list = baseline.value.node.at(&["images", SIGNED_BY]);
    list.is_some_and(|list| list.items().next().is_some())
}

/// Who a baseline itself says signs, and where.
pub(super) struct Declared {
    /// Who it is, or what is wrong with that.
    pub signer: Result<Signer, Box<Diagnostic>>,
    /// Where it says so.
    pub place: Place,
}

/// Who signs, as a baseline itself says.
pub(super) fn signers(baseline: &Baseline<'_>) -> Vec<Declared> {
    let list = baseline.value.node.at(&["images", SIGNED_BY]).into_iter().flat_map(Node::items);
    let declared = |node: &Node| {
        let place = |node: &Node| baseline.place(node.origin);
        Declared { signer: signer(node, place, baseline.place(Origin::NONE)), place: place(node) }
    };
    list.map(declared).collect()
}

fn signer(node: &Node, place: impl Fn(&Node) -> Place, whole: Place) -> Result<Signer, Box<Diagnostic>> {
    let text = |field: &str| node.at(&[field]).and_then(Node::as_str).map(EcoString::from);
    let name = |exactly: &str, like: &str| match (text(exactly), node.at(&[like])) {
        (Some(name), _) => Some(Ok(Identity::Exactly(name))),
        (None, Some(pattern)) => Some(
            Identity::like(pattern.as_str()?)
                .map_err(|reason| rules::pattern_of_some_engines(place(pattern), &reason)),
        ),
        (None, None) => None,
    };
    if let (Some(issuer), Some(subject)) =
        (name("issuer", "issuerPattern"), name("subject", "subjectPattern"))
    {
        return Ok(Signer::Keyless { issuer: issuer?, subject: subject? });
    }
    let key = match (text("kms"), node.at(&["publicKey"])) {
        (Some(key), _) => SigningKey::Service(key),
        (None, Some(found)) => {
            let pem = found.as_str().unwrap_or_default().trim();
            // The line that a private key stands in is not shown, so that it gets into no log.
            if pem.contains("PRIVATE KEY") {
                return Err(catalogue::private_key(whole).into());
            }
            SigningKey::Public(
                public_key(pem).map_err(|reason| catalogue::no_public_key(place(found), reason))?,
            )
        }
        // That has been reported of the values.
        (None, None) => SigningKey::Service(EcoString::new()),
    };
    Ok(Signer::Key { key, logged: text("transparencyLog").is_none_or(|log| log == "required") })
}

/// The objects by which one who looks at images asks for signatures.
pub(super) fn objects_of(asked: &Signatures, verifier: Verifier, release: (u32, u32)) -> Vec<Node> {
    // What one cannot be told has been reported, and nothing is written then.
    policies::signature_objects(target(policies::Engine::Kyverno, release), verifier, asked)
        .unwrap_or_default()
}

/// What is asked for in some namespaces; `excepted` gives those in which a module is left alone.
pub(super) fn asked(
    set: &RuleSet,
    name: EcoString,
    environment: &EcoString,
    namespaces: Namespaces,
    excepted: impl Fn(&EcoString) -> Vec<Option<EcoString>>,
) -> Option<Signatures> {
    let is_somewhere = !matches!(&namespaces, Namespaces::Named(names) if names.is_empty());
    let signed = set.signed.as_ref().filter(|signed| !signed.signers.is_empty() && is_somewhere)?;
    let exceptions = set.exceptions.iter().filter(|exception| exception.rule == SIGNED_BY);
    let exemptions = exceptions.flat_map(|exception| {
        excepted(&exception.module).into_iter().map(|namespace| Exemption {
            rule: exception.rule.clone(),
            namespace,
            labels: vec![(INSTANCE.into(), exception.module.clone())],
            reason: exception.reason.clone(),
        })
    });
    Some(Signatures {
        name,
        description: set.description.clone(),
        binding: Binding {
            environment: environment.clone(),
            action: set.action,
            namespaces,
            cluster_wide: false,
            exemptions: exemptions.collect(),
        },
        registries: signed.registries.clone(),
        signers: signed.signers.clone(),
    })
}

/// What is wrong with the signers that a baseline itself names.
pub(super) fn check_signers(db: &dyn salsa::Database, program: Program, baseline: DefId) -> Vec<Diagnostic> {
    let baseline = Baseline::new(db, program, baseline);
    let list = baseline.value.node.at(&["images", SIGNED_BY]).into_iter().flat_map(Node::items);
    let mut diagnostics = Vec::new();
    for (node, declared) in list.zip(signers(&baseline)) {
        match declared.signer {
            Err(found) => diagnostics.push(*found),
            Ok(signer) => diagnostics.extend(signer.stranger().map(|stranger| {
                let pattern = node.at(&["subjectPattern"]).map_or(Origin::NONE, |node| node.origin);
                catalogue::anybody_signs(baseline.place(pattern), &stranger)
            })),
        }
    }
    diagnostics
}

/// Says which signatures nobody looks at, which environments nobody can tell apart, and what is found out at admission alone.
pub fn check_signatures<'m>(
    model: &Model,
    everywhere: Everywhere<'_>,
    modules: impl Iterator<Item = &'m ModuleSummary>,
) -> Vec<Diagnostic> {
    let in_force = everywhere.environments;
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut at_admission: Vec<(Place, &str)> = Vec::new();
    let mut add = |found: Diagnostic| {
        if !diagnostics.contains(&found) {
            diagnostics.push(found);
        }
    };
    let environments = in_force.iter().zip(&model.environments);
    let all = environments.flat_map(|(here, entry)| here.sets.iter().map(move |set| (here, entry, set)));
    for (here, entry, set) in all {
        let Some(signed) = &set.signed else { continue };
        if model.verifiers.is_empty() {
            add(nobody_looks(model, signed));
            continue;
        }
        // Of copies, whose namespaces have a label in common, only Kyverno can be told.
        let is_copied = entry.environment.pull_requests.is_some();
        if is_copied && !model.verifiers.contains(&Verifier::Kyverno) {
            let environment = &entry.environment;
            let what = "signatures of images";
            add(catalogue::not_in_previews(environment.place, &environment.name, what, signed.place));
            continue;
        }
        if !signed.by_digest {
            add(catalogue::signed_by_tag(signed.place));
        }
        // Nothing of it depends on the namespaces.
        let named = Namespaces::Named(vec!["default".into()]);
        let name = set.entity.name().into();
        let Some(asked) = asked(set, name, &here.environment, named, |_| vec![None]) else { continue };
        for verifier in model.verifiers.iter().filter(|one| !is_copied || **one == Verifier::Kyverno) {
            let target = target(policies::Engine::Kyverno, (1, 30));
            let named = (signed.place, set.entity.name());
            match policies::signature_objects(target, *verifier, &asked) {
                Ok(_) if at_admission.contains(&named) => {}
                Ok(_) => at_admission.push(named),
                Err(why) => add(rules::engine_cannot(named.0, verifier.word(), named.1, &why)),
            }
        }
    }
    // What an addon asks for itself may be asked for nowhere else.
    let deployed = modules.flat_map(|module| module.deployments.iter().map(move |there| (module, there)));
    for (module, deployment) in deployed {
        let Some(own) = deployment.addon.as_ref().and_then(|addon| addon.baseline.as_ref()) else { continue };
        for set in everywhere.held_addon(Some(own), &deployment.target.cluster).flat_map(|here| &here.sets) {
            let Some(signed) = &set.signed else { continue };
            let named = (signed.place, set.entity.name());
            if model.verifiers.is_empty() {
                add(nobody_looks(model, signed));
            } else if !model.verifiers.contains(&Verifier::Kyverno) {
                let what = "signatures of images";
                add(catalogue::not_of_addons(module.place, &module.name, what, signed.place));
            } else {
                if !signed.by_digest {
                    add(catalogue::signed_by_tag(signed.place));
                }
                if !at_admission.contains(&named) {
                    at_admission.push(named);
                }
            }
        }
    }
    if !at_admission.is_empty() {
        diagnostics.push(catalogue::signatures_at_admission(&at_admission));
    }
    if model.verifiers.contains(&Verifier::Sigstore) {
        diagnostics.extend(told_apart(model, in_force));
    }
    diagnostics
}

fn nobody_looks(model: &Model, signed: &Signed) -> Diagnostic {
    let engines: Vec<&str> = model.engines.iter().map(|engine| engine.word()).collect();
    catalogue::nobody_looks(signed.place, &engines)
}

/// What Sigstore's policy controller is told holds in all namespaces of a cluster that it looks at: two environments in it that ask for
/// other things would both get both.
fn told_apart(model: &Model, in_force: &[InForce]) -> Vec<Diagnostic> {
    let asks = |entry: &EnvironmentEntry| {
        if entry.environment.pull_requests.is_some() {
            return None;
        }
        let here = InForce::at(in_force, Some(&entry.environment.name))?;
        here.sets.iter().find(|set| set.signed.is_some())
    };
    let asking: Vec<_> = model.environments.iter().filter_map(|entry| Some((entry, asks(entry)?))).collect();
    let mut diagnostics = Vec::new();
    for (at, (later, set)) in asking.iter().enumerate() {
        let found = asking[..at].iter().find_map(|(earlier, other)| {
            let shared = later.clusters.iter().find(|cluster| earlier.clusters.contains(cluster))?;
            Some((shared, earlier, difference(other, set)?))
        });
        if let Some((cluster, earlier, what)) = found {
            diagnostics.push(catalogue::not_told_apart(
                (&later.environment.name, later.environment.place),
                (&earlier.environment.name, earlier.environment.place),
                cluster.name(),
                what,
            ));
        }
    }
    diagnostics
}

/// What two environments ask for differently.
fn difference(one: &RuleSet, other: &RuleSet) -> Option<&'static str> {
    let (first, second) = (one.signed.as_ref()?, other.signed.as_ref()?);
    let excepted = |set: &RuleSet| -> BTreeSet<EcoString> {
        let own = set.exceptions.iter().filter(|exception| exception.rule == SIGNED_BY);
        own.map(|exception| exception.module.clone()).collect()
    };
    if first.signers != second.signers {
        Some("who signs")
    } else if first.registries != second.registries {
        Some("where images come from")
    } else if one.action != other.action {
        Some("what happens to what is not signed")
    } else {
        (excepted(one) != excepted(other)).then_some("which modules are excepted")
    }
}
