//! Fields of Kubernetes as the language sees them.

use super::{ListMerge, record};
use crate::hir::RecordRef;
use crate::testing::fixture;
use crate::types::display;

/// The field of a Kubernetes definition: its type and what else is known.
#[track_caller]
fn check(group: &str, version: &str, definition: &str, field: &str, expected: &str) {
    let fixture = fixture("");
    let id = o8_kubernetes::definition_named(group, version, definition).expect("a definition of Kubernetes");
    let view = record(&fixture.db, fixture.program, RecordRef::Kube(id));
    let index = view.field_named(field).expect("a field of the definition");
    let field = view.field(index);
    let mut found = display(field.ty);
    let facts = [
        (field.required, " required"),
        (field.readonly, " readonly"),
        (matches!(field.merge, ListMerge::Scalars), " merges scalars"),
    ];
    facts.iter().filter(|(holds, _)| *holds).for_each(|(_, word)| found += word);
    if let ListMerge::Key(key) = field.merge {
        found += &format!(" merges by {key}");
    }
    if let crate::ty::Ty::List(list) = crate::types::remove_null(field.ty)
        && let Some(key) = &list.key
    {
        found += &format!(" keyed by {key}");
    }
    assert_eq!(found, expected);
}

#[test]
fn optional_fields_take_null_and_required_ones_do_not() {
    check("apps", "v1", "DeploymentSpec", "replicas", "Int?");
    check("apps", "v1", "DeploymentSpec", "selector", "LabelSelector required");
}

#[test]
fn the_kind_fills_itself() {
    check("apps", "v1", "Deployment", "kind", "String? readonly");
    check("core", "v1", "ObjectReference", "kind", "String?");
}

#[test]
fn an_int_or_string_is_a_union_with_percent() {
    check("core", "v1", "ServicePort", "targetPort", "(Int | String | Percent)?");
}

#[test]
fn quantities_and_free_data_have_types_of_their_own() {
    check("core", "v1", "ResourceRequirements", "limits", "{String: Quantity}?");
    check("apiextensions.k8s.io", "v1", "JSONSchemaProps", "example", "Json?");
}

#[test]
fn a_list_is_keyed_where_one_field_tells_its_elements_apart() {
    check("core", "v1", "PodSpec", "containers", "[Container] required merges by name keyed by name");
    check("core", "v1", "Container", "ports", "[ContainerPort]? merges by containerPort");
    check("core", "v1", "Container", "args", "[String]?");
    check("core", "v1", "PodSpec", "tolerations", "[Toleration]?");
}

#[test]
fn a_closed_set_is_a_union_of_literals() {
    check("core", "v1", "ServiceSpec", "sessionAffinity", "(\"None\" | \"ClientIP\")?");
}

#[test]
fn kinds_say_their_group_and_version() {
    let fixture = fixture("");
    let id = o8_kubernetes::definition_named("apps", "v1", "Deployment").expect("a kind");
    let view = record(&fixture.db, fixture.program, RecordRef::Kube(id));
    let kind = view.kind().expect("a kind");
    assert_eq!(
        (kind.group, kind.version, kind.kind, kind.plural),
        ("apps", "v1", "Deployment", "deployments")
    );
    assert!(kind.namespaced && kind.built_in);
    assert_eq!(view.fields().count(), view.len());
}
