//! What an output says is deployed. The next build sees in it what it would take away.

use std::fmt;
use std::str::FromStr;

use ecow::EcoString;

use crate::ObjectKey;
use crate::platform::Tier;

/// An application of an output, and what it would take along.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeployedApplication {
    /// Its name in Argo CD; a glob where Argo CD looks for the clusters itself, and makes one in each.
    pub name: EcoString,
    /// The module that it deploys.
    pub module: EcoString,
    /// Where to; empty for an addon, which is in no environment.
    pub environment: EcoString,
    /// The cluster of the environment; `*` where Argo CD looks for them.
    pub cluster: EcoString,
    /// How much an accident costs there.
    pub tier: Tier,
    /// How many objects it has.
    pub objects: usize,
    /// Those of them that hold data, or take along what does, in the order of the program.
    pub stateful: Vec<ObjectKey>,
    /// The same that are no longer there because the program says so.
    pub retired: Vec<ObjectKey>,
    /// Its workloads with their selectors, as [`Selector::requirements`](crate::Selector) has them, in the order of the program.
    /// Copies for pull requests come and go, and have none here.
    pub selectors: Vec<(ObjectKey, Vec<EcoString>)>,
    /// Whether it is itself no longer there because the program says so.
    pub gone: bool,
}

/// Every application of an output, by name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Deployed {
    /// Sorted by name.
    pub applications: Vec<DeployedApplication>,
}

/// `KIND.GROUP NAMESPACE/NAME`, without what an object does not have.
impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kind)?;
        if !self.group.is_empty() {
            write!(f, ".{}", self.group)?;
        }
        f.write_str(" ")?;
        if let Some(namespace) = &self.namespace {
            write!(f, "{namespace}/")?;
        }
        f.write_str(&self.name)
    }
}

/// A text is no name of an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoObject;

impl FromStr for ObjectKey {
    type Err = NoObject;

    fn from_str(text: &str) -> Result<Self, NoObject> {
        let (kind, name) = text.split_once(' ').ok_or(NoObject)?;
        let (kind, group) = kind.split_once('.').unwrap_or((kind, ""));
        let (namespace, name) = match name.split_once('/') {
            Some((namespace, name)) => (Some(namespace.into()), name),
            None => (None, name),
        };
        if kind.is_empty() || name.is_empty() {
            return Err(NoObject);
        }
        Ok(Self { group: group.into(), kind: kind.into(), namespace, name: name.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_written() {
        for text in ["Namespace web", "PersistentVolumeClaim web/data", "Cluster.postgresql.cnpg.io web/db"] {
            assert_eq!(text.parse::<ObjectKey>().expect("an object").to_string(), text);
        }
        let no_object = ["", "web", "Namespace ", " web", "PersistentVolumeClaim web/"];
        assert!(no_object.iter().all(|text| text.parse::<ObjectKey>().is_err()));
    }
}
