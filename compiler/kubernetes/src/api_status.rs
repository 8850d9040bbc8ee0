//! Whether a release of Kubernetes serves a kind in a version, and what to write instead.
//!
//! Kinds that are gone are answered for too, although the table has no fields for them: the compiler
//! says "removed in 1.25, use `policy/v1`" rather than "unknown".

use std::fmt;

use crate::kind::api_group;
use crate::lifetimes::{LIFETIMES, Lifetime};

/// A release of Kubernetes as (major, minor).
pub type Release = (u32, u32);

/// What a release does with a kind in a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiStatus {
    /// It serves the kind.
    Served,
    /// It serves the kind and warns.
    Deprecated {
        /// The first release that warns.
        since: Release,
        /// The first release that does not serve it any more, if that is known.
        removed_in: Option<Release>,
        /// What this release serves in its place.
        replacement: Option<ApiKind>,
    },
    /// It does not serve the kind any more.
    Removed {
        /// The first release that did not.
        removed_in: Release,
        /// What this release serves in its place.
        replacement: Option<ApiKind>,
    },
    /// It does not serve the kind yet.
    NotYet {
        /// The first release that does.
        since: Release,
        /// The version of the same kind which this release serves.
        earlier: Option<ApiKind>,
    },
}

/// A kind in a version of its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiKind {
    /// The API group as in `apiVersion`; empty for the core group.
    pub group: &'static str,
    /// The version.
    pub version: &'static str,
    /// The kind.
    pub kind: &'static str,
}

impl ApiKind {
    fn of(api: &'static str, kind: &'static str) -> ApiKind {
        let (group, version) = api.split_once('/').unwrap_or(("", api));
        ApiKind { group, version, kind }
    }
}

/// As people write it: `networking.k8s.io/v1 Ingress`.
impl fmt::Display for ApiKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.group.is_empty() {
            write!(f, "{}/", self.group)?;
        }
        write!(f, "{} {}", self.version, self.kind)
    }
}

/// What `release` does with this kind; nothing for what was never a built-in kind.
pub fn api_status(group: &str, version: &str, kind: &str, release: Release) -> Option<ApiStatus> {
    let group = api_group(group);
    match life_of(group, version, kind) {
        Some(life) => Some(life.status(release)),
        None => crate::kind::kind(group, version, kind).map(|_| ApiStatus::Served),
    }
}

/// Whether clusters serve this kind without being told to: alpha versions are off, and so are the beta
/// versions that came with 1.24 or later.
pub fn served_by_default(group: &str, version: &str, kind: &str) -> bool {
    let group = api_group(group);
    if version.contains("alpha") {
        return false;
    }
    // Flow control stayed on: its beta succeeded a beta which was on already.
    let young = || life_of(group, version, kind).is_some_and(|life| life.life.since >= 24);
    !version.contains("beta") || group == "flowcontrol.apiserver.k8s.io" || !young()
}

/// What people use instead of a kind that has no successor among the kinds.
pub fn successor_advice(group: &str, kind: &str) -> Option<&'static str> {
    Some(match (api_group(group), kind) {
        ("policy" | "extensions", "PodSecurityPolicy") => {
            "Pod Security Admission: the label `pod-security.kubernetes.io/enforce` on the namespace"
        }
        ("settings.k8s.io", "PodPreset") => "a mutating admission policy",
        ("auditregistration.k8s.io", "AuditSink") => "the audit webhook of the API server",
        ("", "ComponentStatus") => "the `/livez` and `/readyz` endpoints of the API server",
        _ => return None,
    })
}

/// A row of the table of lifetimes and the one of its kinds that is asked for.
#[derive(Clone, Copy)]
struct Life {
    life: &'static Lifetime,
    kind: &'static str,
}

fn life_of(group: &str, version: &str, kind: &str) -> Option<Life> {
    let of_version = LIFETIMES.iter().filter(|life| {
        let api = ApiKind::of(life.api, "");
        api.version == version && api.group == group
    });
    of_version
        .flat_map(|life| life.kinds.iter().map(move |kind| Life { life, kind }))
        .find(|life| *life.kind == *kind)
}

impl Life {
    fn status(self, release: Release) -> ApiStatus {
        let life = self.life;
        if past(life.removed, release) {
            ApiStatus::Removed { removed_in: (1, life.removed), replacement: self.replacement(release) }
        } else if release < (1, life.since) {
            ApiStatus::NotYet { since: (1, life.since), earlier: self.earlier(release) }
        } else if past(life.deprecated, release) {
            let removed_in = (life.removed != 0).then_some((1, life.removed));
            let replacement = self.replacement(release);
            ApiStatus::Deprecated { since: (1, life.deprecated), removed_in, replacement }
        } else {
            ApiStatus::Served
        }
    }

    fn serves(self, release: Release) -> bool {
        release >= (1, self.life.since) && !past(self.life.removed, release)
    }

    /// The furthest successor that the release serves, or the next one if it serves none.
    fn replacement(self, release: Release) -> Option<ApiKind> {
        let mut best = None;
        let mut next = self.next();
        while let Some(api) = next {
            let life = life_of(api.group, api.version, api.kind);
            if best.is_none() || life.is_none_or(|life| life.serves(release)) {
                best = Some(api);
            }
            next = life.and_then(Life::next);
        }
        best
    }

    /// The nearest predecessor that the release serves.
    fn earlier(self, release: Release) -> Option<ApiKind> {
        let mut later = self;
        while let Some(life) = later.previous() {
            if life.serves(release) {
                return Some(ApiKind::of(life.life.api, life.kind));
            }
            later = life;
        }
        None
    }

    fn next(self) -> Option<ApiKind> {
        match self.life.next.split_once(' ') {
            Some((api, kind)) => Some(ApiKind::of(api, kind)),
            None => (!self.life.next.is_empty()).then(|| ApiKind::of(self.life.next, self.kind)),
        }
    }

    /// Of several predecessors the one that lived longest.
    fn previous(self) -> Option<Life> {
        let this = ApiKind::of(self.life.api, self.kind);
        let lives = LIFETIMES.iter().flat_map(|life| life.kinds.iter().map(move |kind| Life { life, kind }));
        lives.filter(|life| life.next() == Some(this)).max_by_key(|life| life.life.removed)
    }
}

/// Whether the release is at or after this minor release; 0 is never.
fn past(minor: u32, release: Release) -> bool {
    minor != 0 && release >= (1, minor)
}
