//! `o8 net`: who may reach whom, as it is declared and as it is denied; and claims of that, proved or shown to be wrong.

mod claims;

use o8_backends::graph;
use o8_core::graph as pictures;
use o8_core::model::model;
use o8_core::network::{Reach, connections_of, reaches};
use o8_ir::network::{Edge, Peer, Protocol};
use serde_json::{Value, json};

use super::environment_named;
use super::graph::{summaries, write};
use super::module::list::aligned;
use crate::arguments::{NetArguments, NetFormat, Reporting};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &NetArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    if !arguments.prove.is_empty() && !matches!(arguments.format, NetFormat::Human | NetFormat::Json) {
        return Err(Error::new("a claim has no picture: `--format human` or `--format json`"));
    }
    let session = Session::open(arguments.path.as_deref(), terminal)?;
    let exit = session.report(Reporting::default(), 0, terminal)?;
    if exit != Exit::Fine {
        return Ok(exit);
    }
    let (db, program) = (&session.compilation.db, session.compilation.program);
    let model = model(db, program);
    let modules = summaries(&session.compiled.outputs);
    let connections = connections_of(model, &modules);
    let mut all = reaches(model, &connections);
    if let Some(name) = &arguments.environment {
        environment_named(model, name)?;
        all.retain(|reach| reach.environment == *name);
    }
    let (text, exit) = if arguments.prove.is_empty() {
        let picture = || pictures::network(model, &modules, &all, arguments.environment.as_deref());
        let text = match arguments.format {
            NetFormat::Human => table(&all),
            NetFormat::Json => lines(&document(&all)),
            NetFormat::Svg => graph::svg(&picture()),
            NetFormat::Dot => graph::dot(&picture()),
            NetFormat::Mermaid => graph::mermaid(&picture()),
        };
        (text, exit)
    } else {
        let verdicts = claims::verdicts(&arguments.prove, &all)?;
        let holds = verdicts.iter().all(|verdict| verdict.holds);
        let text = match arguments.format {
            NetFormat::Json => lines(&claims::document(&verdicts)),
            _ => claims::text(&verdicts),
        };
        (text, if holds { Exit::Fine } else { Exit::Different })
    };
    match &arguments.output {
        Some(path) => write(path, &text)?,
        None => terminal.result(&text)?,
    }
    Ok(exit)
}

fn lines(value: &Value) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data");
    text.push('\n');
    text
}

/// One line for each connection, with the places where it holds; and the places where nothing is denied.
fn table(all: &[Reach<'_>]) -> String {
    let mut rows: Vec<([String; 3], Vec<String>)> = Vec::new();
    for reach in all {
        for edge in reach.declared() {
            let row = [edge.from.shown().into(), edge.to.shown().into(), ports(edge)];
            let known = rows.iter().position(|(known, _)| *known == row);
            let at = known.unwrap_or_else(|| {
                rows.push((row, Vec::new()));
                rows.len() - 1
            });
            let here = reach.name.to_string();
            if !rows[at].1.contains(&here) {
                rows[at].1.push(here);
            }
        }
    }
    let mut table = vec![["FROM", "TO", "PORTS", "WHERE"].map(str::to_owned).to_vec()];
    table.extend(rows.into_iter().map(|(row, places)| row.into_iter().chain([places.join(", ")]).collect()));
    let mut text = aligned(&table);
    let open = all.iter().filter_map(|reach| {
        let names: Vec<&str> = reach.open().map(|name| name.as_str()).collect();
        let whom = match names.len() == reach.modules() {
            true => "any module".to_owned(),
            false => names.join(", "),
        };
        (!names.is_empty()).then(|| format!("! in {} nothing is denied to {whom}\n", reach.name))
    });
    let open: String = open.collect();
    if !open.is_empty() {
        text.push('\n');
        text.push_str(&open);
    }
    text
}

/// The names of ports, and what is listened on there where the names do not say it: `http (8080)`.
fn ports(edge: &Edge) -> String {
    let mut numbers: Vec<String> = Vec::new();
    for (protocol, number) in edge.destinations.iter().flat_map(|(_, ports)| ports) {
        let text = match protocol {
            Protocol::Tcp => number.to_string(),
            Protocol::Udp | Protocol::Sctp => format!("{number}/{}", protocol.text()),
        };
        if !numbers.contains(&text) {
            numbers.push(text);
        }
    }
    let names = edge.ports.join(", ");
    let at = numbers.join(", ");
    let what: Vec<String> =
        [&edge.sources, &edge.destinations.iter().map(|(peer, _)| peer.clone()).collect()]
            .into_iter()
            .flatten()
            .filter_map(|peer| match peer {
                Peer::Addresses(block) if block.except.is_empty() => Some(block.cidr.to_string()),
                Peer::Addresses(block) => Some(format!("{} but {}", block.cidr, block.except.join(", "))),
                Peer::Host(host) => Some(host.to_string()),
                Peer::Pods(_) => None,
            })
            .collect();
    let names = if names == at { names } else { format!("{names} ({at})") };
    if what.is_empty() { names } else { format!("{names} {}", what.join(", ")) }
}

fn document(all: &[Reach<'_>]) -> Value {
    let connection = |edge: &Edge| {
        let destinations = edge.destinations.iter().map(|(peer, ports)| {
            let ports =
                ports.iter().map(|(protocol, number)| json!({ "protocol": protocol.text(), "port": number }));
            let mut peer = peer_document(peer);
            peer["ports"] = ports.collect();
            peer
        });
        json!({
            "from": edge.from.shown().as_str(),
            "to": edge.to.shown().as_str(),
            "ports": edge.ports.iter().map(|port| port.as_str()).collect::<Vec<_>>(),
            "sources": edge.sources.iter().map(peer_document).collect::<Vec<_>>(),
            "destinations": destinations.collect::<Vec<_>>(),
        })
    };
    let places = all.iter().map(|reach| {
        json!({
            "environment": reach.environment.as_str(),
            "cluster": reach.cluster.as_str(),
            "open": reach.open().map(|name| name.as_str()).collect::<Vec<_>>(),
            "connections": reach.declared().map(connection).collect::<Vec<_>>(),
        })
    });
    json!({ "version": 1, "places": places.collect::<Vec<_>>() })
}

fn peer_document(peer: &Peer) -> Value {
    match peer {
        Peer::Pods(pods) => {
            let labels = pods.labels.iter().map(|(key, value)| (key.to_string(), json!(value.as_str())));
            json!({
                "namespace": pods.namespace.as_str(),
                "labels": labels.collect::<serde_json::Map<_, _>>(),
            })
        }
        Peer::Addresses(block) => json!({
            "cidr": block.cidr.as_str(),
            "except": block.except.iter().map(|text| text.as_str()).collect::<Vec<_>>(),
        }),
        Peer::Host(host) => json!({ "host": host.as_str() }),
    }
}
