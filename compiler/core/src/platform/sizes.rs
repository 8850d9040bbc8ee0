//! CR02: what is too large for the API server. How Argo CD applies objects keeps the rest of it small: by server-side apply, nothing
//! is kept in an annotation.

use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::platform::{self as catalogue, SizeLimit};
use o8_ir::platform::Module;
use o8_ir::{Node, Object, Origins, Tree};

use super::authors_place;

/// Reports objects that the API server refuses for their size, once for each place of the text.
pub fn check_sizes(module: &Module, origins: &Origins) -> Vec<Diagnostic> {
    let place = |node: &Node| authors_place(origins, node.origin, module.place);
    let mut found: Vec<Diagnostic> = Vec::new();
    for object in module.deployments.iter().flat_map(|deployment| &deployment.objects) {
        // Most objects are small, and the rest is worth a second look.
        let size = length(&object.body);
        if size <= SizeLimit::Annotations.bytes() {
            continue;
        }
        let Some((limit, size, node)) = too_large(object, size) else { continue };
        let described = format!("`{} {}`", object.kind(), object.name());
        let (place, whole) = (place(node), place(&object.body));
        if !found.iter().any(|known| known.place == place && known.code == "E0868") {
            found.push(catalogue::too_large((place, whole), &described, limit, size));
        }
    }
    found
}

/// What an object is too large for, how large it is there, and what says so most of all.
fn too_large(object: &Object, size: usize) -> Option<(SizeLimit, usize, &Node)> {
    if object.group().is_empty() && matches!(object.kind(), "ConfigMap" | "Secret") {
        let of = |field: &str, encoded: bool| {
            let values = object.body.at(&[field]).into_iter().flat_map(Node::entries);
            values.map(move |(_, value)| (bytes(value, encoded), value))
        };
        let values = || {
            let data = of("data", object.kind() == "Secret");
            data.chain(of("binaryData", true)).chain(of("stringData", false))
        };
        let total: usize = values().map(|(size, _)| size).sum();
        let largest = values().max_by_key(|(size, _)| *size).map(|(_, value)| value);
        if total > SizeLimit::Data.bytes() {
            return Some((SizeLimit::Data, total, largest?));
        }
    }
    if size > SizeLimit::Request.bytes() {
        return Some((SizeLimit::Request, size, &object.body));
    }
    let options = object.body.at(&["metadata", "annotations", "argocd.argoproj.io/sync-options"])?;
    let says =
        |wanted: &str| options.as_str().is_some_and(|text| text.split(',').any(|one| one.trim() == wanted));
    let by_client = says("ServerSideApply=false") && !says("Replace=true");
    by_client.then_some((SizeLimit::Annotations, size, options))
}

/// How many bytes a value of data has. In Base64, four characters are three bytes.
fn bytes(value: &Node, encoded: bool) -> usize {
    let text = value.as_str().unwrap_or_default();
    if encoded { text.trim_end_matches('=').len() * 3 / 4 } else { text.len() }
}

/// How long a value is as JSON.
fn length(node: &Node) -> usize {
    match &node.tree {
        Tree::Null | Tree::Bool(true) => 4,
        Tree::Bool(false) => 5,
        Tree::Int(number) => number.to_string().len(),
        Tree::Float(number) => number.to_string().len(),
        Tree::String(text) => quoted(text),
        Tree::List(list) => list.items.iter().map(|item| length(item) + 1).sum::<usize>().max(1) + 1,
        Tree::Map(map) => {
            map.0.iter().map(|(key, value)| quoted(key) + length(value) + 2).sum::<usize>().max(1) + 1
        }
    }
}

fn quoted(text: &str) -> usize {
    let escaped = text.bytes().filter(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\r' | b'\t')).count();
    text.len() + escaped + 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_those_of_json() {
        let list = Node::derived(Tree::from(vec![Node::from(12), Node::from(true)]));
        let map = [("a", Node::from("x\ny")), ("b", list), ("c", Node::derived(Tree::from(Vec::new())))];
        let map = Node::derived(Tree::Map(map.into_iter().collect()));
        assert_eq!(length(&map), r#"{"a":"x\ny","b":[12,true],"c":[]}"#.len());
        assert_eq!(length(&Node::derived(Tree::Map(Default::default()))), 2);
        assert_eq!(bytes(&Node::from("YWJjZA=="), true), 4);
    }
}
