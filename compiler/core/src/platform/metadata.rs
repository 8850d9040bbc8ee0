//! NM01: names, labels and annotations that the API server refuses, and those that Kustomize cannot carry.

use ecow::EcoString;
use o8_backends::yaml;
use o8_diagnostics::catalogue::{platform as catalogue, values};
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::platform::Module;
use o8_ir::{Map, Node, Object, Origins};
use o8_kubernetes::{MOST_ANNOTATIONS, NameRule, is_annotation_key, is_label_key, is_label_value, name_rule};

use super::readers_place;
use super::suffixes::longer;

/// The most characters of a label's value, where many controllers put names.
const LABEL: usize = 63;
/// The most characters of a DNS subdomain (RFC 1123).
const SUBDOMAIN: usize = 253;
/// CronJob: the controller adds 11 characters to the names of its jobs, whose pods carry them in a label. The API server itself
/// refuses more (`ValidateCronJob` of Kubernetes).
const CRON_JOB: usize = 52;
/// The most that the webhook of CloudNativePG takes for the name of a database: its Services and pods add to it.
const DATABASE: usize = 50;

/// Where kinds of Kubernetes hold the metadata of what they make.
const TEMPLATES: &[&[&str]] = &[
    &["spec", "template", "metadata"],
    &["spec", "jobTemplate", "metadata"],
    &["spec", "jobTemplate", "spec", "template", "metadata"],
];

/// Reports metadata that the API server or Kustomize refuses, once for each place of the text.
pub fn check_metadata(module: &Module, origins: &Origins) -> Vec<Diagnostic> {
    let mut check = Check { module, origins, diagnostics: Vec::new() };
    for object in module.deployments.iter().flat_map(|deployment| &deployment.objects) {
        check.object(object);
    }
    check.diagnostics
}

struct Check<'a> {
    module: &'a Module,
    origins: &'a Origins,
    diagnostics: Vec<Diagnostic>,
}

impl Check<'_> {
    fn object(&mut self, object: &Object) {
        let Some(metadata) = object.body.at(&["metadata"]) else { return };
        if let Some(name) = metadata.at(&["name"]) {
            self.name(object, name);
        }
        if let Some(namespace) = metadata.at(&["namespace"])
            && let Some(text) = namespace.as_str()
            && !(text.len() <= LABEL && NameRule::Label.admits(text))
        {
            self.report(namespace, |place| catalogue::refused_namespace(place, text));
        }
        self.labels(metadata);
        self.annotations(metadata);
        if let Some(annotations) = metadata.at(&["annotations"]).and_then(Node::as_map) {
            self.writable(annotations);
        }
        // That of an ApplicationSet is one of text: what its labels are is known once Argo CD renders it.
        if object.group() == "argoproj.io" && object.kind() == "ApplicationSet" {
            return;
        }
        for metadata in TEMPLATES.iter().filter_map(|path| object.body.at(path)) {
            self.labels(metadata);
            self.annotations(metadata);
        }
    }

    fn name(&mut self, object: &Object, node: &Node) {
        let (kind, name) = (object.kind(), object.name());
        let rule = name_rule(object.group(), kind);
        let (most, why) = longest_name(object.group(), kind);
        if name.len() > most && rule != NameRule::PathSegment {
            let described = format!("`{kind} {name}`");
            self.report(node, |place| catalogue::name_too_long(place, &described, name.len(), most, why));
        } else if !rule.admits(name) {
            let near = corrected(name, rule);
            self.report(node, |place| {
                catalogue::refused_name(place, kind, name, form(rule), near.as_deref())
            });
        } else if let Some(made) = longer(object) {
            self.report(made.node, |place| {
                let (length, most) = (made.text.chars().count(), made.most);
                catalogue::made_name_too_long(place, &made.what, (length, most), &made.text)
            });
        }
    }

    fn labels(&mut self, metadata: &Node) {
        for (key, value) in entries(metadata, "labels") {
            if !is_label_key(key) {
                self.report(value, |place| catalogue::refused_key(place, "label", key));
            } else if let Some(text) = self.text("label", key, value)
                && !is_label_value(text)
            {
                self.report(value, |place| catalogue::refused_label_value(place, key, text));
            }
        }
    }

    fn annotations(&mut self, metadata: &Node) {
        let mut size = 0;
        for (key, value) in entries(metadata, "annotations") {
            if !is_annotation_key(key) {
                self.report(value, |place| catalogue::refused_key(place, "annotation", key));
            } else if let Some(text) = self.text("annotation", key, value) {
                size += key.len() + text.len();
            }
        }
        if size > MOST_ANNOTATIONS
            && let Some(annotations) = metadata.at(&["annotations"])
        {
            self.report(annotations, |place| catalogue::annotations_too_large(place, size, MOST_ANNOTATIONS));
        }
    }

    /// The text of a label or an annotation, which free data may give another type.
    fn text<'a>(&mut self, what: &str, key: &str, value: &'a Node) -> Option<&'a str> {
        let text = value.as_str();
        if text.is_none() {
            self.report(value, |place| catalogue::value_is_no_text(place, what, key));
        }
        text
    }

    /// Kustomize writes the annotations of every object anew, in its own way. What it cannot write so breaks the build.
    fn writable(&mut self, annotations: &Map) {
        for (key, value) in &annotations.0 {
            let text = value.as_str().and_then(yaml::unwritable_annotation);
            if let Some(found) = yaml::unwritable_annotation_key(key).or(text) {
                self.report(value, |place| values::unwritable(place, &found.to_string()));
            }
        }
    }

    /// Reports a mistake, unless one was reported at its place: for another target, or of another object that says the
    /// same.
    fn report(&mut self, node: &Node, diagnostic: impl FnOnce(Place) -> Diagnostic) {
        let place = readers_place(self.origins, node.origin, self.module.place);
        let found = diagnostic(place);
        let is_same = |known: &Diagnostic| {
            known.place == found.place && (known.message == found.message || place != self.module.place)
        };
        if !self.diagnostics.iter().any(is_same) {
            self.diagnostics.push(found);
        }
    }
}

fn entries<'a>(metadata: &'a Node, field: &str) -> impl Iterator<Item = &'a (EcoString, Node)> {
    metadata.at(&[field]).into_iter().flat_map(Node::entries)
}

fn longest_name(group: &str, kind: &str) -> (usize, &'static str) {
    match (group, kind) {
        ("batch", "CronJob") => (CRON_JOB, "that of a CronJob"),
        ("", "Service" | "Namespace") => (LABEL, "that of a Service or Namespace"),
        ("batch", "Job") => (LABEL, "that of a Job"),
        // Longer ones are cut for the names of pods, so that those of different workloads begin alike: Kubernetes asks for a
        // label ("Deployments", "Writing a Deployment spec"). Of StatefulSets less is possible still.
        ("apps", "Deployment" | "DaemonSet" | "ReplicaSet") | ("argoproj.io", "Rollout") => {
            (LABEL, "that of a workload, which its pods carry in a label,")
        }
        // KEDA labels the object itself and the HorizontalPodAutoscaler that it makes of it with its name, and Jobs with that of
        // theirs (`ensureScaledObjectLabel`, `newHPAForScaledObject`).
        ("keda.sh", "ScaledObject" | "ScaledJob") => {
            (LABEL, "that of a scaler of KEDA, which is put into a label,")
        }
        ("postgresql.cnpg.io", "Cluster") => (DATABASE, "that of a database of CloudNativePG"),
        ("postgresql.cnpg.io", "Pooler") => (LABEL, "that of a Pooler, whose Service has it,"),
        _ => (SUBDOMAIN, "the name of an object"),
    }
}

fn form(rule: NameRule) -> &'static str {
    match rule {
        NameRule::LabelOfLetter => {
            "must be lower-case letters, digits and `-`, with a letter first and a letter or digit last (RFC 1035)"
        }
        NameRule::Label => {
            "must be lower-case letters, digits and `-`, with a letter or digit at both ends (RFC 1123)"
        }
        NameRule::Subdomain => {
            "must be lower-case letters, digits, `-` and `.`, with a letter or digit at both ends of each part (RFC 1123)"
        }
        NameRule::PathSegment => "stands in an address: must not be `.` or `..`, and hold no `/` and no `%`",
    }
}

/// The name with what its rule refuses taken out or replaced, if that gives a name.
fn corrected(name: &str, rule: NameRule) -> Option<String> {
    let is_part = |c: &char| c.is_ascii_alphanumeric() || (*c == '.' && rule == NameRule::Subdomain);
    let text: String = name.chars().map(|c| if is_part(&c) { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts = text.split('.').map(|part| part.trim_matches('-')).filter(|part| !part.is_empty());
    let text = parts.collect::<Vec<_>>().join(".");
    (rule != NameRule::PathSegment && rule.admits(&text)).then_some(text)
}
