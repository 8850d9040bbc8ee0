//! Which images are looked at for signatures: the same as we see in objects, however a reference is written.

use std::fs;
use std::sync::Arc;

use cel::{Context, Value as Cel};
use o8_backends::policies::{Engine, SIGNED_BY, Target, Verifier, signature_objects};
use o8_ir::Node;
use o8_policies::{Exemption, Identity, Signatures, Signer, SigningKey, Subject, reference};
use serde_json::{Value, json};

use super::engines::{self, cel, evaluated};
use super::judges::judge;
use super::{Chance, canonical, corpus, policy, rules};
use crate::conformance::scratch;

fn asked(registries: &[&str]) -> Signatures {
    let name = |name: &str| Identity::Exactly(name.into());
    Signatures {
        name: "signed-prod".into(),
        description: "".into(),
        binding: policy(Vec::new()).bindings.remove(0),
        registries: registries.iter().map(|prefix| (*prefix).into()).collect(),
        signers: vec![Signer::Keyless { issuer: name("https://issuer.example"), subject: name("somebody") }],
    }
}

fn printed(verifier: Verifier, asked: &Signatures) -> Node {
    let target = Target { engine: Engine::Kyverno, oldest: 30, plurals: &|_, _| Vec::new() };
    signature_objects(target, verifier, asked).expect("both can be told").remove(0)
}

/// The one expression of a list of the policy.
fn expression(policy: &Node, field: &str) -> String {
    let entry = policy.at(&["spec", field]).and_then(|list| list.items().next()).expect("there is one");
    entry.at(&["expression"]).and_then(Node::as_str).expect("it is an expression").to_owned()
}

#[test]
fn all_images_of_a_pod_are_looked_at() {
    let extractor = expression(&printed(Verifier::Kyverno, &asked(&[])), "images");
    let mut objects = corpus::objects("");
    let mut chance = Chance::new(7);
    objects.extend((0..200).map(|_| canonical(&chance.object())));
    let mut count = 0;
    for object in &objects {
        let wanted = images_of(object);
        let found = evaluated(&extractor, |context| context.add_variable_from_value("object", cel(object)));
        let Cel::List(found) = found else { panic!("{found:?}") };
        let text = |image: &Cel| match image {
            Cel::String(text) => text.to_string(),
            other => panic!("{other:?}"),
        };
        assert_eq!(found.iter().map(text).collect::<Vec<_>>(), wanted, "{object:?}");
        count += wanted.len();
    }
    assert!(count > 100, "hardly any image: {count}");
}

#[test]
fn images_are_known_by_where_they_come_from() {
    let references = [
        "nginx",
        "nginx:1.29",
        "library/nginx",
        "acme/api",
        "docker.io/library/nginx",
        "ghcr.io/acme/api:1",
        "ghcr.io/acme-evil/api:1",
        "localhost:5000/acme/api",
        "quay.io/acme/api@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ];
    let all: [&[&str]; 3] = [&["docker.io/library/"], &["ghcr.io/acme/", "quay.io/"], &["localhost:5000/"]];
    let mut verdicts = [0; 2];
    for registries in all {
        let asked = asked(registries);
        let test = expression(&printed(Verifier::Kyverno, &asked), "matchImageReferences");
        let policy = printed(Verifier::Sigstore, &asked);
        let globs = policy.at(&["spec", "images"]).into_iter().flat_map(Node::items);
        let globs: Vec<&str> =
            globs.map(|glob| glob.at(&["glob"]).and_then(Node::as_str).expect("a glob")).collect();
        for name in references {
            let in_full = reference::familiar(name);
            let wanted = registries.iter().any(|prefix| in_full.starts_with(prefix));
            let text = Cel::String(Arc::new(name.to_owned()));
            let found = evaluated(&test, |context: &mut Context<'_, '_>| {
                context.add_variable_from_value("ref", text)
            });
            assert_eq!(found, Cel::Bool(wanted), "{name} of {registries:?}");
            // Sigstore's policy controller calls the default registry by another name.
            let there = match in_full.strip_prefix("docker.io/") {
                Some(rest) => format!("index.docker.io/{rest}"),
                None => in_full.to_string(),
            };
            let is_seen =
                globs.iter().any(|glob| there.starts_with(glob.strip_suffix("**").expect("all below")));
            assert_eq!(is_seen, wanted, "{name} of {globs:?}");
            verdicts[usize::from(wanted)] += 1;
        }
    }
    assert!(verdicts.iter().all(|count| *count > 3), "{verdicts:?}");
}

#[test]
fn nothing_is_rewritten_that_argo_cd_has_applied() {
    let policy = printed(Verifier::Kyverno, &asked(&[]));
    let said = |field| policy.at(&["spec", "validationConfigurations", field]).map(|node| node.tree.clone());
    assert_eq!(said("mutateDigest"), Some(o8_ir::Tree::Bool(false)));
    // Whether there is a digest is asked by the rule `digest`, with its own verdict.
    assert_eq!(said("verifyDigest"), Some(o8_ir::Tree::Bool(false)));
    assert_eq!(
        policy.at(&["spec", "matchImageReferences"]).and_then(|list| list
            .items()
            .next()?
            .at(&["glob"])?
            .as_str()),
        Some("*")
    );
}

#[test]
fn kyverno_looks_at_what_we_say() {
    let Some(judge) = judge("kyverno_looks_at_what_we_say") else { return };
    let mut asked = asked(&["ghcr.io/", "docker.io/library/"]);
    asked
        .signers
        .push(Signer::Key { key: SigningKey::Service("awskms:///alias/images".into()), logged: true });
    asked.binding.exemptions.push(Exemption {
        rule: SIGNED_BY.into(),
        namespace: Some("shop".into()),
        labels: vec![("app.kubernetes.io/instance".into(), "legacy".into())],
        reason: "of old".into(),
    });
    let mut objects = corpus::objects("");
    let mut chance = Chance::new(11);
    objects.extend((0..200).map(|_| canonical(&chance.object())));
    objects.extend(["legacy", "web"].map(|module| {
        rules::node(&format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: a, namespace: shop, labels: {{app.kubernetes.io/instance: {module}}}}}, \
             spec: {{containers: [{{name: a, image: ghcr.io/acme/old}}]}}}}"
        ))
    }));
    let signed = ["nginx", "nginx:1.29", "ghcr.io/acme/api:1.0.0"];
    let mut counts = [0; 2];
    let judged = objects.iter().filter(|object| object.at(&["metadata"]).is_some()).map(|object| {
        let is_excepted = asked.binding.exemptions[0].test().holds(Subject::new(object));
        let looked: Vec<&str> = images_of(object)
            .into_iter()
            .filter(|image| {
                let in_full = reference::familiar(image);
                !is_excepted && asked.registries.iter().any(|prefix| in_full.starts_with(prefix.as_str()))
            })
            .collect();
        let passes = looked.iter().all(|image| signed.contains(image));
        counts[usize::from(passes)] += 1;
        json!({ "object": engines::json(object), "looked": looked, "passes": passes })
    });
    let judged: Vec<Value> = judged.collect();
    assert!(counts.iter().all(|count| *count > 20), "{counts:?}");
    let policy = engines::json(&printed(Verifier::Kyverno, &asked));
    let folder = scratch("image-judge");
    fs::create_dir_all(folder.join("0")).expect("our own folder");
    let text = json!({ "policy": policy, "signed": signed, "objects": judged }).to_string();
    fs::write(folder.join("0/images.json"), text).expect("our own folder");
    assert_eq!(super::judges::asked(&judge, "images", &folder), judged.len());
    fs::remove_dir_all(folder).expect("our own folder");
}

/// The images of an object, in the order of its containers.
pub(super) fn images_of(object: &Node) -> Vec<&str> {
    let pod = Subject::new(object).pod();
    let lists = o8_policies::CONTAINERS.iter().filter_map(|field| pod?.at(&[field]));
    let images = lists.flat_map(Node::items).filter_map(|container| container.at(&["image"])?.as_str());
    images.filter(|image| !image.is_empty()).collect()
}
