//! What an entry of `images:` does: it changes every image of its name, in `containers` and `initContainers` at any
//! depth of every object of the tree, whatever its kind.

use ecow::{EcoString, eco_format};
use o8_ir::{Map, Node, Origin, Tree};

use super::Refused;

/// An entry of `images:`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Image {
    /// The name that it changes, without tag and digest.
    pub name: EcoString,
    /// The name that takes its place.
    pub new_name: Option<EcoString>,
    /// The tag that takes the place of tag and digest.
    pub new_tag: Option<EcoString>,
    /// The digest that takes the place of tag and digest.
    pub digest: Option<EcoString>,
    /// Where that comes from.
    pub origin: Origin,
}

/// An image reference in its parts, as Kustomize takes it apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::kustomize) struct Parts<'a> {
    pub(in crate::kustomize) name: &'a str,
    pub(in crate::kustomize) tag: &'a str,
    pub(in crate::kustomize) digest: &'a str,
}

/// Takes an image reference apart: a colon before the first slash is that of a port.
pub(in crate::kustomize) fn split(image: &str) -> Parts<'_> {
    let path = image.find('/').filter(|&slash| slash > 0).unwrap_or(0);
    let (name, digest) = match image[path..].find('@') {
        Some(at) => (&image[..path + at], &image[path + at + 1..]),
        None => (image, ""),
    };
    match name[path..].find(':') {
        Some(colon) => Parts { name: &name[..path + colon], tag: &name[path + colon + 1..], digest },
        None => Parts { name, tag: "", digest },
    }
}

impl Image {
    /// The entry that turns `from` into `to`, if one can.
    pub(in crate::kustomize) fn between(from: &str, to: &str) -> Option<Self> {
        let (old, new) = (split(from), split(to));
        let text = |text: &str| (!text.is_empty()).then(|| EcoString::from(text));
        let moved = (old.tag, old.digest) != (new.tag, new.digest);
        let entry = Self {
            name: old.name.into(),
            new_name: text(new.name).filter(|name| name != old.name),
            new_tag: text(new.tag).filter(|_| moved),
            digest: text(new.digest).filter(|_| moved),
            origin: Origin::NONE,
        };
        // The name is a regular expression to Kustomize: only what means itself, or nearly so, will do.
        let is_literal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | ':');
        let usable = !entry.name.is_empty() && entry.name.chars().all(is_literal);
        (usable && entry.applied_to(from)? == to).then_some(entry)
    }

    /// Whether another entry says the same, wherever that comes from.
    pub(in crate::kustomize) fn same_as(&self, other: &Self) -> bool {
        let said = |entry: &Self| Self { origin: Origin::NONE, ..entry.clone() };
        said(self) == said(other)
    }

    /// What the entry makes of an image reference; `None` where it leaves it alone.
    pub(in crate::kustomize) fn applied_to(&self, image: &str) -> Option<EcoString> {
        if !self.matches(image) {
            return None;
        }
        let parts = split(image);
        let name = self.new_name.as_deref().unwrap_or(parts.name);
        let (tag, digest) = match (&self.new_tag, &self.digest) {
            (None, None) => (parts.tag, parts.digest),
            (tag, digest) => (tag.as_deref().unwrap_or_default(), digest.as_deref().unwrap_or_default()),
        };
        Some(match (tag, digest) {
            ("", "") => name.into(),
            (tag, "") => eco_format!("{name}:{tag}"),
            ("", digest) => eco_format!("{name}@{digest}"),
            (tag, digest) => eco_format!("{name}:{tag}@{digest}"),
        })
    }

    /// Whether `image` is the name with an optional tag and digest. A dot of the name stands for any character.
    fn matches(&self, image: &str) -> bool {
        let mut left = image.chars();
        for expected in self.name.chars() {
            match left.next() {
                Some(found) if found == expected || (expected == '.' && found != '\n') => {}
                _ => return false,
            }
        }
        let is_tag = |text: &str| {
            text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '{' | '}' | '-'))
        };
        let rest = left.as_str();
        let (tag, digest) = rest.split_once('@').map_or((rest, None), |(tag, digest)| (tag, Some(digest)));
        (tag.is_empty() || tag.strip_prefix(':').is_some_and(is_tag))
            && digest.is_none_or(|digest| digest.strip_prefix("sha256:").is_some_and(is_tag))
    }
}

/// Calls `visit` with every image reference that entries of `images:` see in an object. Refused where they would
/// make Kustomize stop.
pub(in crate::kustomize) fn visit_images<'a>(
    object: &'a Node,
    visit: &mut dyn FnMut(&'a str),
) -> Result<(), Refused> {
    if object.at(&["kind"]).and_then(Node::as_str) == Some("CustomResourceDefinition") {
        return Ok(());
    }
    check_paths(object)?;
    visit_below(object, visit)
}

/// Some paths are tried in every object, and a value of another shape there is an error to Kustomize.
fn check_paths(object: &Node) -> Result<(), Refused> {
    let template = object.at(&["spec", "template", "spec"]);
    for spec in [object.at(&["spec"]), object.at(&["spec", "template"]), template].into_iter().flatten() {
        let Some(map) = spec.as_map() else { return Err(Refused) };
        for field in ["containers", "initContainers"] {
            if map.get(field).is_some_and(|containers| containers.as_list().is_none()) {
                return Err(Refused);
            }
        }
    }
    Ok(())
}

fn visit_below<'a>(node: &'a Node, visit: &mut dyn FnMut(&'a str)) -> Result<(), Refused> {
    match &node.tree {
        Tree::Map(Map(fields)) => {
            for (name, value) in fields {
                visit_below(value, visit)?;
                if matches!(name.as_str(), "containers" | "initContainers")
                    && let Tree::List(list) = &value.tree
                {
                    for container in &list.items {
                        match container.as_map().ok_or(Refused)?.get("image").map(|image| &image.tree) {
                            None => {}
                            Some(Tree::String(image)) => visit(image),
                            Some(_) => return Err(Refused),
                        }
                    }
                }
            }
            Ok(())
        }
        Tree::List(list) => list.items.iter().try_for_each(|item| visit_below(item, visit)),
        _ => Ok(()),
    }
}

/// Applies `entries`, one after the other, to an object that [`visit_images`] does not refuse.
pub(in crate::kustomize) fn apply(object: &mut Node, entries: &[Image]) {
    let is_definition = object.at(&["kind"]).and_then(Node::as_str) == Some("CustomResourceDefinition");
    if !entries.is_empty() && !is_definition {
        apply_below(object, entries);
    }
}

fn apply_below(node: &mut Node, entries: &[Image]) {
    match &mut node.tree {
        Tree::Map(Map(fields)) => {
            for (name, value) in fields {
                apply_below(value, entries);
                if matches!(name.as_str(), "containers" | "initContainers")
                    && let Tree::List(list) = &mut value.tree
                {
                    list.items.iter_mut().for_each(|container| apply_to_container(container, entries));
                }
            }
        }
        Tree::List(list) => list.items.iter_mut().for_each(|item| apply_below(item, entries)),
        _ => {}
    }
}

fn apply_to_container(container: &mut Node, entries: &[Image]) {
    let Tree::Map(container) = &mut container.tree else { return };
    let Some(Node { tree: Tree::String(image), .. }) = container.get_mut("image") else { return };
    for entry in entries {
        if let Some(changed) = entry.applied_to(image) {
            *image = changed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str, expected: Option<(Option<&str>, Option<&str>, Option<&str>)>) {
        let found = Image::between(from, to);
        let found = found
            .as_ref()
            .map(|entry| (entry.new_name.as_deref(), entry.new_tag.as_deref(), entry.digest.as_deref()));
        assert_eq!(found, expected);
    }

    #[test]
    fn entries_name_what_changes() {
        check("a/b:1", "a/b:2", Some((None, Some("2"), None)));
        check("a/b", "a/b:2", Some((None, Some("2"), None)));
        check("a/b:1", "c/b:1", Some((Some("c/b"), None, None)));
        check("host:5000/b:1", "host:5000/b@sha256:0f", Some((None, None, Some("sha256:0f"))));
        check("b:1", "c:2@sha256:0f", Some((Some("c"), Some("2"), Some("sha256:0f"))));
    }

    #[test]
    fn what_no_entry_can_do_gives_none() {
        check("a/b:1", "a/b", None);
        check("a/b:1$", "a/b:2", None);
        check("a+b:1", "a+b:2", None);
    }

    #[test]
    fn a_dot_in_the_name_is_any_character() {
        let entry = Image::between("ghcr.io/a:1", "ghcr.io/a:2").expect("an entry");
        assert_eq!(entry.applied_to("ghcr-io/a:1").as_deref(), Some("ghcr-io/a:2"));
        assert_eq!(entry.applied_to("ghcr.io/ab:1"), None);
    }
}
