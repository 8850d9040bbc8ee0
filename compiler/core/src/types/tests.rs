//! What types are to each other.

use std::sync::Arc;

use super::{display, fits, join, needs_check, resolve_type, union_of};
use crate::db::parse;
use crate::testing::{Fixture, fixture};
use crate::ty::Ty;
use o8_syntax::ast::{ItemKind, TypeBody};

/// Declarations that the types below name.
const DECLARATIONS: &str = r#"
type Port = Int where it > 0 else "must be positive"
type Low = Port where it < 1024 else "must be low"
type Size = "small" | "large"
type Point { x: Int }
type Box { inside: [Point] }
type Holder { secrets: {String: String | Secret} }
component Web { param image: String }
"#;

/// A program with the declarations and the types as the fields of one record.
struct Types {
    fixture: Fixture,
    types: Vec<Ty>,
}

fn types(written: &[&str]) -> Types {
    let fields: Vec<String> =
        written.iter().enumerate().map(|(index, ty)| format!("  f{index}: {ty}\n")).collect();
    let text = format!(
        "import k8s/apps/v1 {{ Deployment }}\n{DECLARATIONS}\ntype Fields {{\n{}}}\n",
        fields.concat()
    );
    let fixture = fixture(&text);
    let record = crate::signature::record(&fixture.db, fixture.program, fixture.def("Fields"));
    let types = record.expect("a record").fields.iter().map(|field| field.ty.clone()).collect();
    Types { fixture, types }
}

/// Whether a value of the first type may stand where the second is due: "no", "yes", or "checked".
#[track_caller]
fn check_fits(from: &str, to: &str, expected: &str) {
    let Types { fixture, types } = types(&[from, to]);
    let (db, program) = (&fixture.db, fixture.program);
    let [from_ty, to_ty] = types.as_slice() else { panic!("two types") };
    let found = match fits(db, program, from_ty, to_ty) {
        false => "no",
        true if needs_check(db, program, from_ty, to_ty) => "checked",
        true => "yes",
    };
    assert_eq!(found, expected, "{from} -> {to}");
}

#[test]
fn a_type_fits_itself_and_what_is_wider() {
    check_fits("Int", "Int", "yes");
    check_fits("Int", "Int?", "yes");
    check_fits("Int?", "Int", "no");
    check_fits("Int", "Int | String", "yes");
    check_fits("Int | String", "String | Int | Bool", "yes");
    check_fits("Int | String", "Int", "no");
    check_fits("Size", "String", "yes");
    check_fits("String", "Size", "no");
    check_fits("\"small\"", "Size", "yes");
    check_fits("[Int]", "[Int?]", "yes");
    check_fits("[Int]", "[String]", "no");
}

#[test]
fn dimensions_do_not_mix() {
    check_fits("Int", "Float", "no");
    check_fits("Int", "Cpu", "no");
    check_fits("Cpu", "Memory", "no");
    check_fits("Cpu", "Quantity", "yes");
    check_fits("Memory", "Quantity", "yes");
    check_fits("Int", "Quantity", "yes");
    check_fits("Duration", "Quantity", "no");
    check_fits("Percent", "Float", "no");
}

#[test]
fn a_refinement_is_entered_with_a_check_and_left_without() {
    check_fits("Int", "Port", "checked");
    check_fits("Port", "Int", "yes");
    check_fits("Low", "Port", "yes");
    check_fits("Port", "Low", "checked");
    check_fits("Int", "Low", "checked");
    check_fits("[Int]", "[Port]", "checked");
    check_fits("{String: Int}", "{DnsLabel: Int}", "checked");
    check_fits("Int?", "Port?", "checked");
    check_fits("Port?", "Int?", "yes");
    check_fits("String", "Port", "no");
    check_fits("Int", "Port | String", "checked");
}

#[test]
fn records_are_nominal() {
    check_fits("Point", "Point", "yes");
    check_fits("Point", "Box", "no");
    check_fits("Web", "Component", "yes");
    check_fits("Point", "Component", "no");
    check_fits("Deployment", "Object", "yes");
    check_fits("Point", "Object", "no");
    check_fits("Web", "Object", "no");
    check_fits("Deployment", "Any", "yes");
    check_fits("Team", "Team", "yes");
    check_fits("Team", "String", "no");
}

#[test]
fn free_data_takes_data_and_no_secrets() {
    check_fits("Point", "Json", "yes");
    check_fits("{String: [Int]}", "Json", "yes");
    check_fits("Deployment", "Json", "yes");
    check_fits("Int?", "Json", "yes");
    check_fits("Secret", "Json", "no");
    check_fits("Holder", "Json", "no");
    check_fits("Web", "Json", "no");
    check_fits("Team", "Json", "no");
    check_fits("Json", "Point", "no");
    check_fits("Json", "String", "no");
    check_fits("Secret", "String | Secret", "yes");
}

/// The type of an `if` with these branches.
#[track_caller]
fn check_join(left: &str, right: &str, expected: &str) {
    let Types { fixture, types } = types(&[left, right]);
    let [left_ty, right_ty] = types.as_slice() else { panic!("two types") };
    for (a, b) in [(left_ty, right_ty), (right_ty, left_ty)] {
        let found = join(&fixture.db, fixture.program, a, b);
        assert_eq!(found.as_ref().map_or("none".to_owned(), display), expected, "{left} and {right}");
    }
}

#[test]
fn branches_join_to_the_wider_type() {
    check_join("Int", "Int", "Int");
    check_join("Int", "Int?", "Int?");
    check_join("Port", "Int", "Int");
    check_join("Port", "Low", "Int");
    check_join("Int", "String", "none");
    check_join("Size", "String", "String");
    check_join("Size", "\"small\"", "\"small\" | \"large\"");
    check_join("[Port]", "[Int]", "[Int]");
    check_join("Point", "Box", "none");
    check_join("Int", "Json", "none");
}

#[test]
fn types_are_shown_as_written() {
    let written =
        ["[Int]?", "{String: Int?}", "(Int | String)?", "\"a\" | \"b\"", "Deployment", "[Point]", "true | 3"];
    let Types { types, .. } = types(&written);
    let shown: Vec<String> = types.iter().map(display).collect();
    assert_eq!(shown[3], "\"a\" | \"b\"");
    assert_eq!(
        shown,
        ["[Int]?", "{String: Int?}", "(Int | String)?", "\"a\" | \"b\"", "Deployment", "[Point]", "true | 3"]
    );
}

#[test]
fn a_union_is_flat_and_without_doubles() {
    let optional = Ty::Optional(Arc::new(Ty::Int));
    assert_eq!(display(&union_of([Ty::Int, optional, Ty::String])), "(Int | String)?");
    assert_eq!(union_of([Ty::Int, Ty::Int]), Ty::Int);
}

#[test]
fn an_alias_is_what_it_stands_for() {
    let fixture = fixture("type A = [B]\ntype B = Int?\n");
    let file = fixture.file("main.o8");
    let mut diagnostics = Vec::new();
    for parsed in &parse(&fixture.db, file).items {
        if let ItemKind::Type(decl) = &parsed.item.kind
            && let TypeBody::Alias { ty, .. } = &decl.body
            && decl.name.text == "A"
        {
            let ty = resolve_type(&fixture.db, fixture.program, file, ty, &mut diagnostics);
            assert_eq!(display(&ty), "[Int?]");
        }
    }
    assert_eq!(diagnostics, []);
}
