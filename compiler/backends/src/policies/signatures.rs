//! Who has to have signed images, for those who look at images: Kyverno's ImageValidatingPolicy and the ClusterImagePolicy of
//! Sigstore's policy controller.
//!
//! Neither rewrites anything of ours: a digest that a webhook writes into what Argo CD has applied is a difference to it for ever.

use ecow::{EcoString, eco_format};
use o8_ir::Node;
use o8_policies::reference::DEFAULT_REGISTRY;
use o8_policies::{
    Action, Identity, Policy, Quantifier, Root, Rule, Signatures, Signer, SigningKey, Sort, Term,
};

use super::native::{self, in_environment};
use super::{Target, cel, namespace_selector};
use crate::document::{list, map, text, texts};

/// What looks at the signatures of images.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Verifier {
    /// Kyverno: ImageValidatingPolicy.
    Kyverno,
    /// Sigstore's policy controller: ClusterImagePolicy.
    Sigstore,
}

impl Verifier {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Kyverno, Self::Sigstore];

    /// The word for it in o8: `kyverno`, `sigstore`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kyverno => "kyverno",
            Self::Sigstore => "sigstore",
        }
    }
}

/// The name that the rule has for exceptions and `weakens`.
pub const SIGNED_BY: &str = "signedBy";

/// The label by which a namespace has Sigstore's policy controller look at it, and its value.
pub const INCLUDED: (&str, &str) = ("policy.sigstore.dev/include", "true");

/// Where certificates come from that say who signs, and where signatures are put down: Sigstore's public instances.
const FULCIO: &str = "https://fulcio.sigstore.dev";
const REKOR: &str = "https://rekor.sigstore.dev";

/// The registry that Sigstore's policy controller has for what we call [`DEFAULT_REGISTRY`].
const INDEX: &str = "index.docker.io";

/// The kinds that Sigstore's policy controller looks at: group, version and resource.
const LOOKED_AT: [(&str, &str, &[&str]); 3] = [
    ("", "v1", &["pods"]),
    ("apps", "v1", &["replicasets", "deployments", "statefulsets", "daemonsets"]),
    ("batch", "v1", &["jobs", "cronjobs"]),
];

/// The objects by which signatures are asked for; `Err` says what the one who looks at them cannot be told.
pub fn signature_objects(
    target: Target<'_>,
    verifier: Verifier,
    asked: &Signatures,
) -> Result<Vec<Node>, String> {
    match verifier {
        Verifier::Kyverno => Ok(vec![image_validating_policy(target, asked)]),
        Verifier::Sigstore => cluster_image_policies(asked),
    }
}

fn image_validating_policy(target: Target<'_>, asked: &Signatures) -> Node {
    let policy = about_images(asked);
    let expression = |name: &str, expression: EcoString| {
        map([("name", Some(text(name))), ("expression", Some(text(expression)))])
    };
    let exempt = asked.binding.exemptions.iter().zip(1..).map(|(exemption, number)| {
        let left_alone = cel::left_alone(&exemption.test(), &exemption.reason);
        expression(&format!("not-excepted-{number}"), left_alone)
    });
    let conditions = native::match_conditions(&policy);
    let conditions = list(conditions.items().cloned().chain(exempt));
    let reference = match asked.registries.is_empty() {
        true => ("glob", Some(text("*"))),
        false => ("expression", Some(text(cel::comes_from(&asked.registries)))),
    };
    let names: Vec<String> = (1..=asked.signers.len()).map(|number| format!("signer{number}")).collect();
    let attestors = asked.signers.iter().zip(&names).map(|(signer, name)| attestor(name, signer));
    let all: Vec<String> = names.iter().map(|name| format!("attestors.{name}")).collect();
    let verified = format!("images.pod.all(image, verifyImageSignatures(image, [{}]) > 0)", all.join(", "));
    let message = map([
        ("expression", Some(text(verified))),
        ("message", Some(text(eco_format!("{SIGNED_BY}: {}", said(asked))))),
    ]);
    let no = || Some(Node::derived(false.into()));
    let spec = map([
        ("validationActions", Some(list([text(native::action(asked.binding.action))]))),
        ("failurePolicy", Some(text("Fail"))),
        ("autogen", Some(map([("podControllers", Some(map([("controllers", Some(list([])))])))]))),
        (
            "matchConstraints",
            Some(map([
                ("namespaceSelector", Some(namespace_selector(&asked.binding.namespaces))),
                ("resourceRules", Some(native::resource_rules(target, &policy))),
            ])),
        ),
        ("matchConditions", Some(conditions)),
        ("matchImageReferences", Some(list([map([reference])]))),
        ("images", Some(list([expression("pod", cel::images())]))),
        ("validationConfigurations", Some(map([("mutateDigest", no()), ("verifyDigest", no())]))),
        ("attestors", Some(list(attestors))),
        ("validations", Some(list([message]))),
    ]);
    let annotations = [("policies.kyverno.io/description", &asked.description)];
    let name = in_environment(&policy, &asked.binding);
    super::object("policies.kyverno.io/v1", "ImageValidatingPolicy", &name, &annotations, spec)
}

/// A policy that is about the same objects, and reads the same of them.
fn about_images(asked: &Signatures) -> Policy {
    let image = Term::Element { variable: 0, sort: Sort::Map }.field("image", Sort::Text);
    let asserts = Term::Quantified {
        quantifier: Quantifier::All,
        variable: 0,
        list: Box::new(Term::Root(Root::Containers)),
        test: Box::new(Term::Present(Box::new(image))),
    };
    Policy {
        name: asked.name.clone(),
        description: asked.description.clone(),
        rules: vec![Rule::new(SIGNED_BY, Term::TRUE, asserts, "")],
        bindings: vec![asked.binding.clone()],
    }
}

/// What is asked for, in a sentence.
fn said(asked: &Signatures) -> String {
    let signers: Vec<String> = asked.signers.iter().map(ToString::to_string).collect();
    let from = match asked.registries.is_empty() {
        true => String::new(),
        false => format!(" from {}", asked.registries.join(", ")),
    };
    format!("images{from} are signed by {}", signers.join(" or "))
}

fn attestor(name: &str, signer: &Signer) -> Node {
    let cosign = match signer {
        Signer::Keyless { .. } => {
            map([("keyless", Some(map([("identities", Some(list(identity(signer))))])))])
        }
        Signer::Key { key, logged } => {
            let yes = || Some(Node::derived(true.into()));
            let ignored = || map([("insecureIgnoreTlog", yes()), ("insecureIgnoreSCT", yes())]);
            map([("key", Some(map([key_entry(key)]))), ("ctlog", (!logged).then(ignored))])
        }
    };
    map([("name", Some(text(name))), ("cosign", Some(cosign))])
}

/// The names that a certificate has to have, as both engines write them.
fn identity(signer: &Signer) -> Option<Node> {
    let Signer::Keyless { issuer, subject } = signer else { return None };
    let entry = |exactly, like, name: &Identity| match name {
        Identity::Exactly(name) => (exactly, Some(text(name.clone()))),
        Identity::Like(pattern) => (like, Some(text(pattern.text()))),
    };
    Some(map([entry("issuer", "issuerRegExp", issuer), entry("subject", "subjectRegExp", subject)]))
}

fn key_entry(key: &SigningKey) -> (&'static str, Option<Node>) {
    match key {
        SigningKey::Public(pem) => ("data", Some(text(pem.clone()))),
        SigningKey::Service(key) => ("kms", Some(text(key.clone()))),
    }
}

/// What holds in all namespaces that have the label, and, where modules are left alone, what lets these pass: what no policy is about
/// is refused.
fn cluster_image_policies(asked: &Signatures) -> Result<Vec<Node>, String> {
    let mode = match asked.binding.action {
        Action::Deny => "enforce",
        Action::Warn => "warn",
        Action::Audit => {
            return Err("it refuses images or warns of them, and cannot only note them down".into());
        }
    };
    let mut modules: Vec<&str> = Vec::new();
    for exemption in &asked.binding.exemptions {
        modules.extend(exemption.labels.iter().map(|(_, module)| module.as_str()));
    }
    modules.sort_unstable();
    modules.dedup();
    let of_modules = |operator: &str| (!modules.is_empty()).then(|| matched(asked, operator, &modules));
    let policy = |suffix: &str, globs: Vec<EcoString>, matches: Option<Node>, authorities: Vec<Node>| {
        let globs = globs.into_iter().map(|glob| map([("glob", Some(text(glob)))]));
        let spec = map([
            ("mode", Some(text(mode))),
            ("match", matches),
            ("images", Some(list(globs))),
            ("authorities", Some(list(authorities))),
        ]);
        let name = eco_format!("{}.{}{suffix}", asked.name, asked.binding.environment);
        let annotations = [("kubernetes.io/description", &asked.description)];
        super::object("policy.sigstore.dev/v1beta1", "ClusterImagePolicy", &name, &annotations, spec)
    };
    let authorities = asked.signers.iter().enumerate().map(|(at, signer)| authority(at + 1, signer));
    let mut all = vec![policy("", globs(asked), of_modules("NotIn"), authorities.collect())];
    if let Some(matches) = of_modules("In") {
        let pass =
            map([("name", Some(text("excepted"))), ("static", Some(map([("action", Some(text("pass")))])))]);
        all.push(policy(".excepted", vec!["**".into()], Some(matches), vec![pass]));
    }
    Ok(all)
}

/// The objects of modules, or of others.
fn matched(asked: &Signatures, operator: &str, modules: &[&str]) -> Node {
    let label = asked.binding.exemptions.iter().flat_map(|exemption| &exemption.labels).next();
    let label = label.map(|(label, _)| label.clone()).unwrap_or_default();
    let selector = || {
        map([(
            "matchExpressions",
            Some(list([map([
                ("key", Some(text(label.clone()))),
                ("operator", Some(text(operator))),
                ("values", Some(texts(modules.iter().copied()))),
            ])])),
        )])
    };
    let kinds = LOOKED_AT.iter().flat_map(|(group, version, resources)| {
        resources.iter().map(move |resource| (*group, *version, *resource))
    });
    list(kinds.map(|(group, version, resource)| {
        map([
            ("group", Some(text(group))),
            ("version", Some(text(version))),
            ("resource", Some(text(resource))),
            ("selector", Some(selector())),
        ])
    }))
}

fn authority(number: usize, signer: &Signer) -> Node {
    let log = || map([("url", Some(text(REKOR)))]);
    let name = ("name", Some(text(eco_format!("signer{number}"))));
    match signer {
        Signer::Keyless { .. } => map([
            name,
            (
                "keyless",
                Some(map([("url", Some(text(FULCIO))), ("identities", Some(list(identity(signer))))])),
            ),
            ("ctlog", Some(log())),
        ]),
        Signer::Key { key, logged } => {
            map([name, ("key", Some(map([key_entry(key)]))), ("ctlog", logged.then(log))])
        }
    }
}

/// The references that are looked at: `**` is anything, and one of the default registry has another name there.
fn globs(asked: &Signatures) -> Vec<EcoString> {
    let glob = |prefix: &EcoString| match prefix.strip_prefix(DEFAULT_REGISTRY) {
        Some(rest) if rest.starts_with('/') => eco_format!("{INDEX}{rest}**"),
        _ => eco_format!("{prefix}**"),
    };
    if asked.registries.is_empty() { vec!["**".into()] } else { asked.registries.iter().map(glob).collect() }
}
