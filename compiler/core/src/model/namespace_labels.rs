//! Labels of the namespaces of an environment: those that follow from it, and what it says besides.
//!
//! ```o8
//! environment prod { clusters = [prod-eu], labels = { environment = "dev" } }
//! ```
//!
//! has two values for one label, of which only one would reach the cluster.

use ecow::EcoString;
use o8_backends::argocd::ENVIRONMENT;
use o8_backends::network::istio::NamespaceMesh;
use o8_diagnostics::catalogue::namespaces as catalogue;
use o8_diagnostics::{Anchor, Diagnostic, Fix, Place, Span};
use o8_ir::network::Mesh;
use o8_syntax::ast::{Block, ExprKind, ItemKind, Member, MemberKind};

use super::ClusterEntry;
use crate::db::{Program, item, text_of_item};
use crate::ids::DefId;

/// The label by which Kubernetes itself names a namespace.
const NAME: &str = "kubernetes.io/metadata.name";

/// A label that follows from an environment.
pub(super) struct Following {
    /// Its key and value.
    pub(super) label: (EcoString, EcoString),
    /// What it follows from.
    pub(super) place: Place,
}

/// The labels that follow from the name of an environment, and from its mesh in its clusters. Backends write them.
pub(super) fn of_name_and_mesh(
    (name, place): (&EcoString, Place),
    mesh: Option<&Mesh>,
    clusters: &[&ClusterEntry],
) -> Vec<Following> {
    let own = Following { label: (ENVIRONMENT.into(), name.clone()), place };
    let of_mesh = clusters.iter().filter_map(|entry| {
        let label = NamespaceMesh::of(mesh, &entry.cluster.network)?.label();
        Some(Following { label, place: mesh?.place })
    });
    std::iter::once(own).chain(of_mesh).collect()
}

/// What an environment says besides, each with its place: a label that follows is none of it, and is reported.
pub(super) fn besides(
    db: &dyn salsa::Database,
    program: Program,
    environment: &str,
    following: &[Following],
    said: impl Iterator<Item = ((EcoString, EcoString), Place)>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(EcoString, EcoString)> {
    let mut kept = Vec::new();
    for ((key, value), place) in said {
        // Clusters of one environment may have other meshes, and thus other labels.
        let known = || following.iter().filter(|found| found.label.0 == key);
        let found = if key == NAME {
            catalogue::label_of_kubernetes(place, &key)
        } else if let Some(other) = known().find(|found| found.label.1 != value) {
            catalogue::label_of_ours(place, environment, (&key, &value), (&other.label.1, other.place))
        } else if let Some(same) = known().next() {
            let fix =
                removal(db, program, place).map(|span| Fix::safe("remove it", Place { span, ..place }, ""));
            catalogue::label_said_twice(place, environment, &key, same.place, fix)
        } else {
            kept.push((key, value));
            continue;
        };
        diagnostics.push(found);
    }
    kept
}

/// What goes with a setting in the declaration of an entity: its comma, and the blanks before the next one.
fn removal(db: &dyn salsa::Database, program: Program, place: Place) -> Option<Span> {
    let Anchor::Item(anchor) = place.anchor else { return None };
    let item = item(db, program, DefId::of_item(anchor))?;
    let body = match &item.kind {
        ItemKind::Entity(decl) | ItemKind::Extend(decl) => decl.body.as_ref()?,
        // A constant may be used elsewhere, too.
        _ => return None,
    };
    let span = in_block(body, place.span)?;
    let text = text_of_item(db, program, anchor)?.get(span.start as usize..span.end as usize)?;
    // The comment of what comes next stays; one behind the setting itself does not go without being asked.
    match text.find("//") {
        None => Some(span),
        Some(comment) => {
            let line = text.find('\n').filter(|end| *end < comment)?;
            let rest = &text[line..];
            let indentation = rest.len() - rest.trim_start().len();
            Some(Span::new(span.start, span.start + (line + indentation) as u32))
        }
    }
}

fn in_block(block: &Block, at: Span) -> Option<Span> {
    let holds = |member: &Member| member.span.start <= at.start && at.end <= member.span.end;
    let index = block.members.iter().position(holds)?;
    let member = &block.members[index];
    let inner = match &member.kind {
        MemberKind::Open(_, inner) | MemberKind::In(_, inner) => return in_block(inner, at),
        MemberKind::Set(_, value) => match &value.kind {
            ExprKind::Record(_, inner) => in_block(inner, at),
            _ => None,
        },
        _ => return None,
    };
    inner.or_else(|| {
        Some(match (block.members.get(index + 1), index.checked_sub(1)) {
            (Some(next), _) => Span::new(member.span.start, next.span.start),
            (None, Some(before)) => Span::new(block.members[before].span.end, member.span.end),
            (None, None) => member.span,
        })
    })
}
