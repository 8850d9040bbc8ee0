//! Random changes of an object.

use o8_ir::{List, ListMerge, Map, Node, Tree};

use super::node;
use crate::random::Random;

/// A release and a scale, as most overrides are.
pub(super) fn image_and_replicas(random: &mut Random, body: &mut Node) {
    if let Some(Node { tree: Tree::Int(count), .. }) = at(body, &["spec", "replicas"]) {
        *count += random.below(3) as i64;
    }
    let tag = random.one_of(&["1.4.2", "1.5.0", "2.0.0"]);
    images(body, &mut |image| {
        if image.starts_with("ghcr.io/acme/app:") {
            *image = format!("ghcr.io/acme/app:{tag}").into();
        }
    });
}

fn images(node: &mut Node, change: &mut dyn FnMut(&mut ecow::EcoString)) {
    match &mut node.tree {
        Tree::Map(Map(fields)) => {
            for (name, value) in fields {
                match &mut value.tree {
                    Tree::String(text) if name == "image" => change(text),
                    _ => images(value, change),
                }
            }
        }
        Tree::List(list) => list.items.iter_mut().for_each(|item| images(item, change)),
        _ => {}
    }
}

fn at<'a>(node: &'a mut Node, path: &[&str]) -> Option<&'a mut Node> {
    path.iter().try_fold(node, |node, step| match &mut node.tree {
        Tree::Map(map) => map.get_mut(step),
        _ => None,
    })
}

/// One random change, anywhere but in what names the object.
pub(super) fn object(random: &mut Random, body: &mut Node) {
    let Tree::Map(Map(fields)) = &mut body.tree else { return };
    let index = 2 + random.below(fields.len() - 2);
    let (name, value) = &mut fields[index];
    if name == "metadata" {
        let field = random.one_of(&["labels", "annotations", "finalizers"]);
        let Tree::Map(metadata) = &mut value.tree else { return };
        match (metadata.get_mut(field), field) {
            (Some(_), _) if random.once_in(4) => drop(metadata.remove(field)),
            (Some(old), "finalizers") => change(random, old),
            // Labels and annotations are text, whatever Kustomize finds there.
            (Some(Node { tree: Tree::Map(texts), .. }), _) => match random.below(texts.0.len() + 1) {
                index if index < texts.0.len() && random.once_in(2) => drop(texts.0.remove(index)),
                index => {
                    texts.insert(format!("x{index}"), random.one_of(&["a", "no", "1e3", "x\ny\n", ""]).into())
                }
            },
            (Some(_), _) => {}
            (None, "finalizers") => metadata.insert(field, node("[example.com/c]")),
            (None, _) => metadata.insert(field, node("{x: y}")),
        }
    } else {
        change(random, value);
    }
}

fn change(random: &mut Random, node: &mut Node) {
    match &mut node.tree {
        Tree::Map(map) => change_map(random, map),
        Tree::List(list) => change_list(random, list),
        tree => *tree = scalar(random, tree),
    }
}

fn change_map(random: &mut Random, map: &mut Map) {
    if map.0.is_empty() || random.once_in(8) {
        let value = value(random);
        map.insert(format!("x{}", random.below(5)), value);
        return;
    }
    let index = random.below(map.0.len());
    // What is no valid object of its kind makes Kustomize stop, and proves nothing.
    let is_free =
        map.0[index].0.starts_with('x') || matches!(map.0[index].0.as_str(), "deep" | "embedded" | "size");
    if random.once_in(8) && map.0[index].0 != "name" {
        map.0.remove(index);
    } else if map.0[index].0 == "value" && random.once_in(2) {
        map.0[index] = ("valueFrom".into(), node("{fieldRef: {fieldPath: metadata.name}}"));
    } else if map.0[index].0 == "emptyDir" {
        map.0[index] = ("configMap".into(), node("{name: c}"));
    } else if is_free && random.once_in(4) {
        map.0[index].1 = value(random);
    } else {
        change(random, &mut map.0[index].1);
    }
}

fn change_list(random: &mut Random, list: &mut List) {
    let length = list.items.len();
    match random.below(6) {
        0 if length > 0 => {
            let mut item = list.items[0].clone();
            rename(random, &mut item);
            let index = if random.once_in(2) { length } else { random.below(length + 1) };
            list.items.insert(index, item);
        }
        1 if length > 0 => drop(list.items.remove(random.below(length))),
        2 if length > 1 => list.items.swap(0, length - 1),
        _ if length > 0 => {
            let index = random.below(length);
            change(random, &mut list.items[index]);
        }
        _ => {}
    }
}

/// Gives an element other keys, so that it is a new one.
fn rename(random: &mut Random, item: &mut Node) {
    match &mut item.tree {
        Tree::Map(Map(fields)) => {
            for (name, value) in fields {
                let is_key = matches!(
                    name.as_str(),
                    "name" | "mountPath" | "containerPort" | "port" | "ip" | "topologyKey" | "protocol"
                );
                if is_key {
                    value.tree = scalar(random, &value.tree);
                }
            }
        }
        Tree::List(_) => {}
        tree => *tree = scalar(random, tree),
    }
}

fn scalar(random: &mut Random, old: &Tree) -> Tree {
    match old {
        Tree::Bool(value) => Tree::Bool(!value),
        Tree::Int(number) if *number > 1_000_000 => Tree::Int(number - 1),
        Tree::Int(_) => Tree::Int(random.below(2_000_000) as i64),
        Tree::Float(number) => Tree::Float(number + 0.5),
        Tree::String(text) if text == "TCP" => "UDP".into(),
        Tree::String(text) if text == "UDP" => "TCP".into(),
        _ => random
            .one_of(&["a", "b", "c", "no", "1e3", "0x1F", "x\ny\n", "\tx\ny\n", "2001-01-01", ""])
            .into(),
    }
}

fn value(random: &mut Random) -> Node {
    match random.below(5) {
        0 => node("{a: {b: [1, {c: d}]}}"),
        1 => node("[]"),
        2 => node("{}"),
        3 => Node::derived(Tree::List(List { items: vec!["a".into()], merge: ListMerge::Replace })),
        _ => "text".into(),
    }
}
