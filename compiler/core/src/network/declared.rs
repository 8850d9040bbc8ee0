//! What a module says of its connections, as plain data.

use ecow::EcoString;
use o8_diagnostics::Place;
use o8_ir::network::{Block, Declared, Elsewhere, Inbound, Outbound, Pods, Protocol};
use o8_ir::{Labels, Node, Tree};

/// `pods`, `ingress` and `egress` of a module. `place` says where a value comes from.
pub(crate) fn declared(settings: &Node, place: &dyn Fn(&Node) -> Place) -> Declared {
    let items = |field: &str| settings.at(&[field]).into_iter().flat_map(Node::items);
    Declared {
        pods: settings.at(&["pods"]).map_or_else(Labels::new, labels),
        ingress: items("ingress").filter_map(|node| inbound(node, place)).collect(),
        egress: items("egress").filter_map(|node| outbound(node, place)).collect(),
    }
}

fn inbound(node: &Node, place: &dyn Fn(&Node) -> Place) -> Option<Inbound> {
    let ports = node.at(&["ports"])?.items();
    let port = |port: &Node| Some((EcoString::from(port.as_str()?), place(port)));
    Some(Inbound {
        from: elsewhere(node, place)?,
        ports: ports.filter_map(port).collect(),
        place: place(node),
    })
}

fn outbound(node: &Node, place: &dyn Fn(&Node) -> Place) -> Option<Outbound> {
    let protocol = Protocol::of(node.at(&["protocol"]).and_then(Node::as_str));
    let number = |port: &Node| match port.tree {
        Tree::Int(number) => Some((protocol, number)),
        _ => None,
    };
    Some(Outbound {
        to: elsewhere(node, place)?,
        ports: node.at(&["ports"])?.items().filter_map(number).collect(),
        place: place(node),
    })
}

fn elsewhere(node: &Node, place: &dyn Fn(&Node) -> Place) -> Option<Elsewhere> {
    let text = |field: &str| node.at(&[field]).and_then(Node::as_str).map(EcoString::from);
    if let Some(gateway) = text("gateway") {
        return Some(Elsewhere::Gateway(gateway, place(node.at(&["gateway"])?)));
    }
    if let Some(host) = text("host") {
        return Some(Elsewhere::Host(host));
    }
    if let Some(namespace) = text("namespace") {
        let labels = node.at(&["pods"]).map_or_else(Labels::new, labels);
        return Some(Elsewhere::Pods(Pods { namespace, labels }));
    }
    let except = node.at(&["except"]).into_iter().flat_map(Node::items);
    let except = except.filter_map(Node::as_str).map(EcoString::from).collect();
    Some(Elsewhere::Addresses(Block { cidr: text("cidr")?, except }, place(node.at(&["cidr"])?)))
}

fn labels(node: &Node) -> Labels {
    node.entries().filter_map(|(key, value)| Some((key.clone(), EcoString::from(value.as_str()?)))).collect()
}
