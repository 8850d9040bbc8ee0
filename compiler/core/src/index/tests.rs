//! What words stand for. In each program `«…»` marks a word; what it stands for is said in the order of the text.

use super::{Lacking, Opens, Target, declared, index, probe};
use crate::hir::RecordRef;
use crate::ids::PackageId;
use crate::names::kind_named;
use crate::testing::{Fixture, fixture};
use crate::{db, types, view};

/// The program without its marks, and where each marked word begins and ends.
fn marked(text: &str) -> (Fixture, Vec<(u32, u32)>) {
    let (mut plain, mut marks, mut open) = (String::new(), Vec::new(), 0);
    for part in text.split_inclusive(['«', '»']) {
        let bare = part.trim_end_matches(['«', '»']);
        plain += bare;
        let at = u32::try_from(plain.len()).expect("a short program");
        match part.chars().last() {
            Some('«') => open = at,
            Some('»') => marks.push((open, at)),
            _ => {}
        }
    }
    (fixture(&plain), marks)
}

/// What a target is, in words.
fn shown(fixture: &Fixture, target: &Target) -> String {
    match target {
        Target::Declaration(def) => format!("{def:?} of {:?}", def.package()),
        Target::Field(record, field) => {
            let view = view::record(&fixture.db, fixture.program, *record);
            let name = match usize::from(*field).checked_sub(view.len()) {
                None => view.field(*field).name,
                Some(position) => &view.lets()[position].name,
            };
            format!("{}.{name}", view.name())
        }
        Target::Local(_) => "local".to_owned(),
        Target::Parameter(def, position) => format!("parameter {position} of {}", def.name()),
        Target::Package(_) => "package".to_owned(),
        Target::Kube(id) => format!("kind {}", o8_kubernetes::definition(*id).name),
        Target::Entities(record) => format!("all of {}", record.name()),
        Target::Context(context) => format!("context {}", context.word()),
        Target::Method(name, _) => format!("method {name}"),
        Target::BuiltIn(name) => format!("type {name}"),
    }
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let (fixture, marks) = marked(text);
    let items = db::package_items(&fixture.db, fixture.program, PackageId::root());
    let found: Vec<String> = marks
        .iter()
        .map(|(start, end)| {
            let of_mark = items.items.iter().find_map(|entry| {
                let (_, first) = db::locate(&fixture.db, fixture.program, entry.def.item())?;
                let index = index(&fixture.db, fixture.program, entry.def);
                let reference = index.reference_at(start.checked_sub(first)?)?;
                let span = (reference.span.start + first, reference.span.end + first);
                (span == (*start, *end)).then(|| shown(&fixture, &reference.target))
            });
            of_mark.unwrap_or_else(|| "nothing".to_owned())
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn names_of_declarations_and_their_uses() {
    check("let «port» = 8080\nlet next = «port» + 1\n", &["Let:port of \"\"", "Let:port of \"\""]);
    check(
        "type Size = \"small\" | \"large\"\ntype Box { «size»: «Size», note: «String» = \"\" }\nlet b = «Box» { «size» = \"small\" }\n",
        &["Box.size", "Type:Size of \"\"", "type String", "Type:Box of \"\"", "Box.size"],
    );
}

#[test]
fn functions_parameters_and_methods() {
    check(
        "fn twice(«n»: Int) -> Int = «n» * 2\nlet four = «twice»(«n» = 2)\n",
        &["local", "local", "Function:twice of \"\"", "parameter 0 of twice"],
    );
    check(
        "let all = [1, 2].«map»(«x» => «x» + 1)\nlet most = «abs»(-2)\n",
        &["method map", "local", "local", "method abs"],
    );
}

#[test]
fn entities_their_kinds_and_targets() {
    check(
        "«team» payments { name = \"payments\" }\n«module» api { «team» = «payments» }\n«extend» «module» «api» { }\n",
        &[
            "Type:Team of \"std/core\"",
            "Type:Module of \"std/core\"",
            "Module.team",
            "Entity:payments of \"\"",
            "nothing",
            "Type:Module of \"std/core\"",
            "Entity:api of \"\"",
        ],
    );
}

#[test]
fn imports_and_kinds_of_kubernetes() {
    check(
        "import «k8s/apps/v1» { «Deployment» }\ncomponent C { emit «Deployment» { «metadata».«name» = \"a\" } }\n",
        &["package", "kind Deployment", "kind Deployment", "Deployment.metadata", "ObjectMeta.name"],
    );
}

#[test]
fn fields_of_a_component_are_seen_from_inside() {
    check(
        "component C { param «replicas»: Int = 1\n let «more» = «replicas» + 1\n where «more» > 1 else \"few in ${«environment».«name»}\" }\n",
        &["C.replicas", "C.more", "C.replicas", "C.more", "context environment", "Environment.name"],
    );
}

#[test]
fn a_field_leads_to_where_it_is_declared() {
    let fixture = fixture("type Box { size: Int }\nlet b = Box { size = 1 }\n");
    let target = Target::Field(RecordRef::Declared(fixture.def("Box")), 0);
    let place = declared(&fixture.db, fixture.program, &target, fixture.def("b")).expect("it is declared");
    assert_eq!((place.span.start, place.span.end), (11, 15));
}

/// What is known at `$`.
fn probed(text: &str, item: &str) -> (Fixture, super::Probe) {
    let at = u32::try_from(text.find('$').expect("a cursor")).expect("a short program");
    let fixture = fixture(&text.replace('$', ""));
    let def = fixture.def(item);
    let (_, start) = db::locate(&fixture.db, fixture.program, def.item()).expect("it is in the program");
    let probe = probe(&fixture.db, fixture.program, def, at - start);
    (fixture, probe)
}

#[test]
fn what_is_due_where_a_value_is_missing() {
    let (_, probe) = probed("type Box { size: \"small\" | \"large\" }\nlet b = Box { size = $ }\n", "b");
    assert!(probe.in_value);
    assert_eq!(probe.due.as_ref().map(types::display).as_deref(), Some("\"small\" | \"large\""));
}

#[test]
fn the_braces_around_a_place_where_a_field_may_stand() {
    let (fixture, probe) = probed("type Box { size: Int }\nlet b = Box { $ }\n", "b");
    let opening = probe.opening.expect("the braces of the record");
    assert_eq!(opening.opens, Opens::Record(RecordRef::Declared(fixture.def("Box"))));
    assert!(!probe.in_value && opening.fresh);
}

#[test]
fn the_names_in_sight() {
    let (_, probe) = probed("fn f(a: Int, b: String) -> Int = a + $\n", "f");
    let names: Vec<&str> = probe.bindings.iter().map(|binding| binding.name.as_str()).collect();
    assert_eq!(names, ["b", "a"]);
    assert!(!probe.contexts);
}

#[test]
fn what_a_place_leaves_out() {
    let fixture = fixture(
        "type Box { size: Int, note: String }\nlet b = Box { note = \"\" }\nfn f(a: Bool?) -> Int = match a { true => 1 }\nmodule web { }\n",
    );
    let lacks = |name: &str| {
        let lacks = &index(&fixture.db, fixture.program, fixture.def(name)).lacks;
        lacks.iter().map(|lack| (lack.span.start, lack.what.clone())).collect::<Vec<_>>()
    };
    assert_eq!(lacks("b"), [(8, Lacking::Fields(RecordRef::Declared(fixture.def("Box")), vec![0]))]);
    let of_match = lacks("f");
    let [(30, Lacking::Arms(left))] = of_match.as_slice() else { panic!("{of_match:?}") };
    assert_eq!(left.iter().map(types::display).collect::<Vec<_>>(), ["false", "null"]);
    assert!(matches!(lacks("web").as_slice(), [(7, Lacking::Fields(_, fields))] if fields.len() == 2));
}

#[test]
fn the_package_of_a_kind() {
    let fixture = fixture("");
    let path = |group: &str, version: &str, kind: &str| {
        kind_named(&fixture.db, fixture.program, group, version, kind).map(|found| found.path)
    };
    assert_eq!(path("", "v1", "ConfigMap").as_deref(), Some("k8s/core/v1"));
    assert_eq!(path("apps", "v1", "Deployment").as_deref(), Some("k8s/apps/v1"));
    // A part of a kind is none.
    assert_eq!(path("", "v1", "PodSpec"), None);
    assert_eq!(path("cert-manager.io", "v1", "Certificate").as_deref(), Some("crd/cert-manager.io/v1"));
    assert_eq!(path("example.dev", "v1", "Unheard"), None);
}
