//! What the API server takes for the name of an object, for a label and for an annotation.

use crate::kind::api_group;

/// What the name of an object has to be. It depends on the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameRule {
    /// Lower-case letters, digits and `-`, with a letter first: RFC 1035.
    LabelOfLetter,
    /// Lower-case letters, digits and `-`: RFC 1123.
    Label,
    /// Labels joined by dots: RFC 1123.
    Subdomain,
    /// Whatever can stand between two slashes of an address.
    PathSegment,
}

/// Kinds whose names are no DNS subdomains, with the rule for theirs; an empty kind stands for a whole group.
///
/// Source: the functions that `ValidateObjectMeta` is called with in the validation of each group
/// (`pkg/apis/*/validation`). Custom resources are subdomains. OpenShift serves the groups at the end itself.
#[rustfmt::skip]
static RULES: &[(&str, &str, NameRule)] = &[
    ("", "Namespace", NameRule::Label),
    ("", "Service", NameRule::LabelOfLetter),
    ("apiregistration.k8s.io", "APIService", NameRule::PathSegment),
    ("certificates.k8s.io", "CertificateSigningRequest", NameRule::PathSegment),
    ("certificates.k8s.io", "ClusterTrustBundle", NameRule::PathSegment),
    ("networking.k8s.io", "IPAddress", NameRule::PathSegment),
    ("rbac.authorization.k8s.io", "", NameRule::PathSegment),
    ("authorization.openshift.io", "", NameRule::PathSegment),
    ("oauth.openshift.io", "", NameRule::PathSegment),
    ("user.openshift.io", "", NameRule::PathSegment),
];

/// The rule for the names of a kind.
pub fn name_rule(group: &str, kind: &str) -> NameRule {
    let group = api_group(group);
    let found = RULES.iter().find(|(of, name, _)| *of == group && (name.is_empty() || *name == kind));
    found.map_or(NameRule::Subdomain, |(_, _, rule)| *rule)
}

impl NameRule {
    /// Whether a name is one by this rule, its length aside.
    pub fn admits(self, name: &str) -> bool {
        match self {
            Self::LabelOfLetter => is_label(name) && name.starts_with(|c: char| c.is_ascii_lowercase()),
            Self::Label => is_label(name),
            Self::Subdomain => is_subdomain(name),
            Self::PathSegment => !matches!(name, "" | "." | "..") && !name.contains(['/', '%']),
        }
    }
}

/// Whether a text is the key of a label: a name of at most 63 characters, with an optional DNS subdomain and `/` before it.
pub fn is_label_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => prefix.len() <= 253 && is_subdomain(prefix) && is_key_name(name),
        None => is_key_name(text),
    }
}

/// Whether a text is the key of an annotation: as that of a label, in whatever case.
pub fn is_annotation_key(text: &str) -> bool {
    is_label_key(&text.to_ascii_lowercase())
}

/// Whether a text is the value of a label.
pub fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_key_name(text)
}

/// The most bytes that the keys and values of an object's annotations have together.
pub const MOST_ANNOTATIONS: usize = 256 << 10;

fn is_key_name(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

fn is_subdomain(text: &str) -> bool {
    text.split('.').all(is_label)
}

fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !text.is_empty() && !text.starts_with('-') && !text.ends_with('-') && text.bytes().all(is_inner)
}
