//! What a name means where it stands.

use crate::names::{Meaning, Wanted, candidates, entity_kinds, extensions, lookup, lookup_in};
use crate::testing::fixture;
use crate::ty::Ty;

const PROGRAM: &str = "
//- other.o8
let shared = 1
//- main.o8
import std/web { WebService, Sizing as WebSizing }
import k8s/apps/v1 as apps
import std/worker
import k8s/core/v1 { Pod }
let local = 2
fn make(x: Int) -> Int = x
type Local { x: Int }
component Part { param x: Int }
team commerce { }
cluster commerce { server = \"https://x.example\" }
team web { }
extend team web { contact = \"#web\" }
";

/// What the names mean in `main.o8`, where a value of the prelude's type `expected` is due.
#[track_caller]
fn check(name: &str, expected: Option<&str>, meaning: &str) {
    let fixture = fixture(PROGRAM);
    let (db, program) = (&fixture.db, fixture.program);
    let main = fixture.file("main.o8");
    let expected = expected.map(|name| match lookup(db, program, main, name, None) {
        Meaning::Type(def) => Ty::Optional(Ty::Record(def).into()),
        other => panic!("{name} is {other:?}"),
    });
    let found = match name.split_once('.') {
        None => lookup(db, program, main, name, expected.as_ref()),
        Some((package, member)) => match lookup(db, program, main, package, None) {
            Meaning::Package(package) => lookup_in(db, program, package, member),
            other => other,
        },
    };
    let word = |def: &crate::ids::DefId| format!("{}.{}", def.data().word, def.name());
    let found = match &found {
        Meaning::Constant(def) => format!("constant {}", def.name()),
        Meaning::Function(def) => format!("function {}", def.name()),
        Meaning::Type(def) => format!("type {:?} {}", def.package(), def.name()),
        Meaning::Kube(id) => format!("kube {}", o8_kubernetes::definition(*id).name),
        Meaning::Package(package) => format!("package {package:?}"),
        Meaning::Entity(def) => format!("entity {}", word(def)),
        Meaning::Entities(def) => format!("all {}", def.name()),
        Meaning::Ambiguous(defs) => {
            format!("ambiguous {}", defs.iter().map(word).collect::<Vec<_>>().join(" "))
        }
        Meaning::Missing => "missing".to_owned(),
        Meaning::Error => "error".to_owned(),
    };
    assert_eq!(found, meaning, "{name}");
}

#[test]
fn names_of_the_package_come_from_all_of_its_files() {
    check("local", None, "constant local");
    check("shared", None, "constant shared");
    check("make", None, "function make");
    check("Local", None, "type \"\" Local");
    check("Part", None, "type \"\" Part");
    check("nothing", None, "missing");
}

#[test]
fn imports_and_the_prelude_follow() {
    check("WebService", None, "type \"std/web\" WebService");
    check("WebSizing", None, "type \"std/web\" Sizing");
    check("Sizing", None, "missing");
    check("Pod", None, "kube Pod");
    check("DnsLabel", None, "type \"std/core\" DnsLabel");
    check("apps", None, "package Kube { group: \"apps\", version: \"v1\" }");
    check("apps.Deployment", None, "kube Deployment");
    check("apps.Nothing", None, "missing");
    check("worker.Worker", None, "type \"std/worker\" Worker");
}

#[test]
fn an_entity_is_found_by_the_kind_that_is_due() {
    check("commerce", Some("Team"), "entity team.commerce");
    check("commerce", Some("Cluster"), "entity cluster.commerce");
    check("commerce", None, "ambiguous team.commerce cluster.commerce");
    check("commerce", Some("Environment"), "ambiguous team.commerce cluster.commerce");
    check("web", None, "entity team.web");
    check("web", Some("Cluster"), "entity team.web");
    check("teams", None, "all Team");
    check("modules", None, "all Module");
}

#[test]
fn candidates_are_those_that_would_do() {
    let fixture = fixture(PROGRAM);
    let (db, program) = (&fixture.db, fixture.program);
    let main = fixture.file("main.o8");
    let team = entity_kinds(db, program).of_word("team").expect("the prelude has teams").record;
    assert_eq!(*candidates(db, program, main, Wanted::Entity(team)), ["commerce", "web"]);
    let types = candidates(db, program, main, Wanted::Type);
    assert_eq!(types[..6], ["Local", "Part", "WebService", "WebSizing", "apps", "worker"]);
    assert!(types.iter().any(|name| name == "Int") && !types.iter().any(|name| name == "local"));
    let values = candidates(db, program, main, Wanted::Value);
    assert!(values.iter().any(|name| name == "make") && values.iter().any(|name| name == "modules"));
}

#[test]
fn what_extends_an_entity_is_known_by_it() {
    let fixture = fixture(PROGRAM);
    let extensions = extensions(&fixture.db, fixture.program, crate::ids::PackageId::root());
    let web = fixture.def("web");
    assert_eq!(extensions.get(&web).map(Vec::len), Some(1));
}
