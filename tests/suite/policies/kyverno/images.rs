//! Whose signatures Kyverno asks for: its engine verifies real ones, of images in registries that it has in memory.

use std::collections::BTreeSet;
use std::fs;

use o8_backends::policies::{Engine, SIGNED_BY, Target, Verifier, signature_objects};
use o8_ir::Node;
use o8_policies::{Exemption, Signatures, Signer, SigningKey, Subject, reference};
use serde_json::{Value, json};

use super::{admits, judge, request, says};
use crate::conformance::scratch;
use crate::policies::images::images_of;
use crate::policies::judges::{asked, write};
use crate::policies::{Chance, canonical, corpus, engines, policy, rules};

/// An image whose digest the judge tells.
const SIGNED: &str = "ghcr.io/acme/api:1.0.0";

fn printed(asked: &Signatures) -> Value {
    let target = Target { engine: Engine::Kyverno, oldest: 30, plurals: &|_, _| Vec::new() };
    engines::json(&signature_objects(target, Verifier::Kyverno, asked).expect("it can be told").remove(0))
}

fn signatures(signers: Vec<Signer>) -> Signatures {
    Signatures {
        name: "signed-prod".into(),
        description: "".into(),
        binding: policy(Vec::new()).bindings.remove(0),
        registries: ["ghcr.io/", "docker.io/library/"].map(Into::into).into(),
        signers,
    }
}

/// Whether Kyverno can read all images, as it does beside ours: each container has one, with a name that a registry can have.
/// It refuses the others, with an error. Which image has a digest, chance does not know.
fn has_images(object: &Node) -> bool {
    // The API server takes no pod without containers.
    let pod = Subject::new(object).pod().filter(|pod| pod.at(&["containers"]).is_some());
    let Some(pod) = pod else { return false };
    let lists = o8_policies::CONTAINERS.iter().filter_map(|field| pod.at(&[field]));
    lists
        .flat_map(Node::items)
        .all(|container| container.at(&["image"]).and_then(Node::as_str).is_some_and(is_name))
}

/// One name for an image, however it is written.
fn in_full(image: &str) -> String {
    let name = reference::familiar(image);
    let has_tag = name.rsplit('/').next().is_some_and(|last| last.contains(':'));
    if has_tag { name.to_string() } else { format!("{name}:latest") }
}

fn is_name(image: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "./-_:".contains(c);
    image.len() > 1 && image.chars().all(is_allowed) && !image.ends_with([':', '/'])
}

#[test]
fn kyverno_verifies_signatures_as_we_mean() {
    let Some(judge) = judge("kyverno_verifies_signatures_as_we_mean") else { return };
    let folder = scratch("kyverno-images");
    let of = folder.join("0");
    fs::create_dir_all(&of).expect("our own folder");
    asked(&judge, "key", &folder);
    let key = fs::read_to_string(of.join("key.pem")).expect("it was written");
    let digest = fs::read_to_string(of.join("digest")).expect("it was written");
    let signer = Signer::Key { key: SigningKey::Public(key.as_str().into()), logged: false };
    let mut asked_for = signatures(vec![signer]);
    asked_for.binding.exemptions.push(Exemption {
        rule: SIGNED_BY.into(),
        namespace: Some("shop".into()),
        labels: vec![("app.kubernetes.io/instance".into(), "legacy".into())],
        reason: "of old".into(),
    });
    let signed: BTreeSet<String> = ["nginx", "nginx:1.29", SIGNED].map(in_full).into();
    let mut unsigned = BTreeSet::from([in_full("ghcr.io/acme/debug")]);
    let mut objects = corpus::objects("");
    let mut chance = Chance::new(11);
    objects.extend((0..200).map(|_| canonical(&chance.object())));
    let images =
        ["ghcr.io/acme/old", "nginx:1.28", "docker.io/library/nginx:1.29", "quay.io/acme/api", SIGNED];
    for module in ["legacy", "web"] {
        objects.extend(images.map(|image| rules::node(&pod(module, image).to_string())));
    }
    objects.retain(|object| object.at(&["metadata"]).is_some() && has_images(object));
    let policy = printed(&asked_for);
    let refused = says(policy["spec"]["validations"][0]["message"].as_str().expect("there is a message"));
    let mut counts = [0; 2];
    let mut requests = Vec::new();
    for object in &objects {
        let is_excepted = asked_for.binding.exemptions[0].test().holds(Subject::new(object));
        let is_asked = |image: &&str| {
            let in_full = reference::familiar(image);
            !is_excepted && asked_for.registries.iter().any(|prefix| in_full.starts_with(prefix.as_str()))
        };
        let looked: Vec<String> = images_of(object).into_iter().filter(is_asked).map(in_full).collect();
        unsigned.extend(looked.iter().filter(|image| !signed.contains(*image)).cloned());
        let passes = looked.iter().all(|image| signed.contains(image));
        counts[usize::from(passes)] += 1;
        let wants = if passes { admits() } else { refused.clone() };
        requests.push(request(&engines::json(object), None, &wants));
    }
    assert!(counts.iter().all(|count| *count > 10), "{counts:?}");
    let by_digest = pod("web", &format!("{SIGNED}@{digest}"));
    requests.push(request(&by_digest, None, &json!({ "status": "pass" })));
    // Containers for debugging are put into a pod that is there.
    let before = pod("web", "nginx:1.29");
    for (image, wants) in [("ghcr.io/acme/debug", &refused), (SIGNED, &json!({ "status": "pass" }))] {
        let mut debugged = before.clone();
        debugged["spec"]["ephemeralContainers"] = json!([{ "name": "debug", "image": image }]);
        requests.push(json!({ "object": debugged, "old": before, "subresource": "ephemeralcontainers", "wants": wants }));
    }
    let count = requests.len();
    let all = json!([{
        "policy": policy, "actions": ["Deny"], "requests": requests,
        "signed": signed, "unsigned": unsigned,
    }]);
    write(&of.join("images.json"), &all);
    assert_eq!(asked(&judge, "images", &folder), count);
    fs::remove_dir_all(folder).expect("our own folder");
}

fn pod(module: &str, image: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": { "name": "a", "namespace": "shop", "labels": { "app.kubernetes.io/instance": module } },
        "spec": { "containers": [{ "name": "a", "image": image }] },
    })
}
