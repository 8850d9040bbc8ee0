//! Signatures of declarations, and what is wrong with the types that they are made of.

use crate::signature::{entity, function, record};
use crate::testing::{check_names as check, fixture};
use crate::types::display;
use crate::view;

#[test]
fn an_unknown_type_is_reported_with_the_nearest_or_ours() {
    check(
        "
type A {
  a: Strin
  b: string
  c: [boolean]
  d: {string: int}
  e: number?
  f: map
  g: Deployment
  h: Frobnicator
  i: apps.Deployment
}
",
        "
        main.o8:3:6 E0202 there is no type `Strin`
          help: did you mean `String`?
          fix: write `String`
        main.o8:4:6 E0202 there is no type `string`
          help: write `String`
          fix: write `String`
        main.o8:5:7 E0202 there is no type `boolean`
          help: write `Bool`
          fix: write `Bool`
        main.o8:6:7 E0202 there is no type `string`
          help: write `String`
          fix: write `String`
        main.o8:6:15 E0202 there is no type `int`
          help: write `Int`
          fix: write `Int`
        main.o8:7:6 E0202 there is no type `number`
          help: write `Float`
          fix: write `Float`
        main.o8:8:6 E0202 there is no type `map`
          help: write `{String: String}`
          fix: write `{String: String}`
        main.o8:9:6 E0202 there is no type `Deployment` in this file
          help: `import k8s/apps/v1 { Deployment }` brings it in
        main.o8:10:6 E0202 there is no type `Frobnicator`
        main.o8:11:6 E0202 there is no type `apps`
        ",
    );
}

#[test]
fn what_is_no_type_is_said() {
    check(
        "
import std/web
let size = 1
fn make() -> Int = 1
team commerce { }
type A { a: size, b: make, c: commerce, d: web, e: teams, f: make.x }
",
        "
        main.o8:6:13 E0212 expected a type, found a constant: `size`
        main.o8:6:22 E0212 expected a type, found a function: `make`
        main.o8:6:31 E0212 expected a type, found an entity: `commerce`
        main.o8:6:44 E0212 expected a type, found a package: `web`
        main.o8:6:52 E0212 expected a type, found all entities of a kind: `teams`
        main.o8:6:62 E0233 expected a package before the dot, found a function: `make`
        ",
    );
}

#[test]
fn an_optional_is_not_optional_again() {
    check(
        "
type Maybe = Int?
type A { a: Maybe?, b: String? }
",
        "
        main.o8:3:13 E0214 this type holds `null` already
          fix: remove the second `?`
        ",
    );
}

#[test]
fn the_alternatives_of_a_union_are_told_apart_by_a_value() {
    check(
        "
type Point { x: Int }
type Size = \"small\" | \"large\"
type Fine {
  a: Int | String | Percent
  b: String | Secret
  c: Size | \"huge\"
  d: Point | Fine
  e: DnsLabel | Int
  f: 1 | 2 | true
}
type Wrong {
  a: DnsLabel | String
  b: Size | String
  c: Json | Int
  d: [Int] | [String]
  e: Quantity | Cpu
  f: 1 | Int
}
",
        "
        main.o8:13:17 E0215 a value does not tell `DnsLabel` and `String` apart
          help: alternatives of a union are literals, records, or built-in types that a value tells apart, such as `Int | String`
        main.o8:14:13 E0215 a value does not tell `\"small\"` and `String` apart
          help: alternatives of a union are literals, records, or built-in types that a value tells apart, such as `Int | String`
        main.o8:15:6 E0215 `Json` cannot be an alternative of a union
        main.o8:16:14 E0215 a value does not tell `[Int]` and `[String]` apart
          help: alternatives of a union are literals, records, or built-in types that a value tells apart, such as `Int | String`
        main.o8:17:6 E0215 `Quantity` cannot be an alternative of a union
        main.o8:18:10 E0215 a value does not tell `1` and `Int` apart
          help: alternatives of a union are literals, records, or built-in types that a value tells apart, such as `Int | String`
        ",
    );
}

#[test]
fn only_some_types_can_be_keys() {
    check(
        "
type Size = \"small\" | \"large\"
type Fine { a: {String: Int}, b: {DnsLabel: Int}, c: {Size: Int}, d: {Module: Int}, e: {\"x\": Int} }
type Wrong { a: {Int: Int}, b: {Fine: Int}, c: {Port: Int}, d: {String?: Int} }
",
        "
        main.o8:4:18 E0216 `Int` cannot be the key of a map
          help: keys are of `String`, a refined string, a union of string literals, or a kind of entity
        main.o8:4:33 E0216 `Fine` cannot be the key of a map
          help: keys are of `String`, a refined string, a union of string literals, or a kind of entity
        main.o8:4:49 E0216 `Port` cannot be the key of a map
          help: keys are of `String`, a refined string, a union of string literals, or a kind of entity
        main.o8:4:65 E0216 `String?` cannot be the key of a map
          help: keys are of `String`, a refined string, a union of string literals, or a kind of entity
        ",
    );
}

#[test]
fn functions_are_types_of_parameters_alone() {
    check(
        "
fn apply(f: (Int) -> Int, x: Int) -> Int = f(x)
type A { f: (Int) -> Int }
fn broken(f: [(Int) -> Int]) -> (Int) -> Int = f
",
        "
        main.o8:3:13 E0217 only a parameter of a function may have a function as its type
        main.o8:4:15 E0217 only a parameter of a function may have a function as its type
        main.o8:4:33 E0217 only a parameter of a function may have a function as its type
        ",
    );
}

#[test]
fn literals_in_types_are_strings_integers_and_booleans() {
    check(
        "
type A { a: 1.5 | \"x\", b: 25% }
",
        "
        main.o8:2:13 E0227 only a string, a whole number, `true` and `false` can be a type
        main.o8:2:27 E0227 only a string, a whole number, `true` and `false` can be a type
        ",
    );
}

#[test]
fn fields_and_parameters_have_names_of_their_own() {
    check(
        "
type A { x: Int, y: Int, x: String, let y = 1 }
component B { param x: Int, let x = 2 }
fn c(x: Int, x: Int) -> Int = x
",
        "
        main.o8:2:26 E0218 the field `x` is declared twice
          main.o8:2:10: first declared here
        main.o8:2:41 E0218 the `let` `y` is declared twice
          main.o8:2:18: first declared here
        main.o8:3:33 E0218 the `let` `x` is declared twice
          main.o8:3:21: first declared here
        main.o8:4:14 E0218 the parameter `x` is declared twice
          main.o8:4:6: first declared here
        ",
    );
}

#[test]
fn parameters_with_defaults_come_last() {
    check(
        "
fn a(x: Int = 1, y: Int) -> Int = x + y
fn b(x: Int, y: Int = 1) -> Int = x + y
",
        "
        main.o8:2:18 E0219 `y` has no default and comes after `x`, which has one
          help: put parameters with defaults last
        ",
    );
}

#[test]
fn what_is_public_names_only_what_is_public() {
    check(
        "
type Private { x: Int }
type Size = \"small\" | \"large\"
pub type Visible { x: Int }
pub type A { a: [Private], b: Visible, c: Size? }
pub fn b(p: Private) -> Visible = Visible { x = 1 }
pub component C { param p: Private }
fn d(p: Private) -> Private = p
",
        "
        main.o8:5:18 E0220 `A` is `pub` and names the type `Private`, which is not
          main.o8:2:6: declared here, for its package alone
          help: make `Private` `pub` too
        main.o8:5:43 E0220 `A` is `pub` and names the type `Size`, which is not
          main.o8:3:6: declared here, for its package alone
          help: make `Size` `pub` too
        main.o8:6:13 E0220 `b` is `pub` and names the type `Private`, which is not
          main.o8:2:6: declared here, for its package alone
          help: make `Private` `pub` too
        main.o8:7:28 E0220 `C` is `pub` and names the type `Private`, which is not
          main.o8:2:6: declared here, for its package alone
          help: make `Private` `pub` too
        ",
    );
}

#[test]
fn only_what_can_be_named_elsewhere_is_public() {
    check(
        "
pub team commerce { }
pub test \"t\" { assert true }
pub let x = 1
",
        "
        main.o8:2:1 E0235 only a type, a component, a function and a `let` can be `pub`
          fix: remove it
        main.o8:3:1 E0235 only a type, a component, a function and a `let` can be `pub`
          fix: remove it
        ",
    );
}

#[test]
fn a_record_keeps_what_is_written_of_its_fields() {
    let fixture = fixture(
        "
/// A thing.
@deprecated(\"use `Other`\")
pub type Thing {
  /// Its name.
  @computed
  name: DnsLabel
  @since(\"1.2\")
  size: Int = 1
  @key(name)
  parts: [Part]
  @readonly
  made: Int = 1
  note: String?
  let half = size / 2
}
type Part { name: String }
",
    );
    let (db, program) = (&fixture.db, fixture.program);
    let def = fixture.def("Thing");
    let thing = record(db, program, def).expect("a record");
    assert_eq!(thing.docs, "A thing.");
    assert!(thing.public);
    let view = view::record(db, program, crate::hir::RecordRef::Declared(def));
    let shown: Vec<String> = view
        .fields()
        .map(|(index, field)| {
            let facts = [
                (field.required, "required"),
                (field.readonly, "readonly"),
                (field.computed, "computed"),
                (field.since == Some("1.2"), "since"),
                (field.docs == "Its name.", "docs"),
            ];
            let words: Vec<&str> = facts.iter().filter(|(holds, _)| *holds).map(|(_, word)| *word).collect();
            format!("{index} {}: {} {}", field.name, display(field.ty), words.join(" "))
        })
        .collect();
    assert_eq!(
        shown,
        [
            "0 name: DnsLabel computed docs",
            "1 size: Int since",
            "2 parts: [Part] required",
            "3 made: Int readonly",
            "4 note: String? ",
        ]
    );
    assert_eq!(view.let_named("half"), Some(5));
    assert_eq!(view.field_named("half"), None);
}

/// What the signature of the module `m` says that its `deploy` is.
#[track_caller]
fn check_deploy(program: &str, expected: &str) {
    let text =
        format!("import std/web {{ WebService }}\nimport std/worker {{ Worker }}\nteam t {{ }}\n{program}\n");
    let fixture = fixture(&text);
    let found = entity(&fixture.db, fixture.program, fixture.def("m")).expect("an entity");
    assert_eq!(found.deploy.as_ref().map_or("nothing".to_owned(), display), expected);
}

#[test]
fn an_entity_knows_what_it_deploys() {
    check_deploy("module m { deploy = WebService { image = \"a/b:c\" } }", "WebService");
    check_deploy("module m { team = t }", "nothing");
    check_deploy(
        "let w = Worker { image = \"a/b:c\" }\nmodule m { let x: Worker = w\n deploy = x }",
        "Worker",
    );
    check_deploy("let w = m.deploy\nmodule m { deploy = w }", "nothing");
    check_deploy(
        "fn make() -> Worker = Worker { image = \"a/b:c\" }\nmodule m { deploy = make() }",
        "Worker",
    );
    check_deploy(
        "module m { let w = (Worker { image = \"a/b:c\" }) with { image = \"x\" }\n deploy = w }",
        "Worker",
    );
    check_deploy("let w: Worker = Worker { image = \"a/b:c\" }\nmodule m { deploy = w }", "Worker");
    check_deploy(
        "module m { deploy = if true then WebService { image = \"a/b:c\" } else Worker { image = \"a/b:c\" } }",
        "WebService | Worker",
    );
}

#[test]
fn a_function_has_parameters_and_a_result() {
    let fixture =
        fixture("fn f(a: Int, b: (Int) -> Bool, c: [String] = []) -> Size? = null\ntype Size = \"s\"\n");
    let found = function(&fixture.db, fixture.program, fixture.def("f")).expect("a function");
    let parameters: Vec<String> = found
        .parameters
        .iter()
        .map(|it| format!("{}: {}{}", it.name, display(&it.ty), if it.has_default { " = …" } else { "" }))
        .collect();
    assert_eq!(parameters, ["a: Int", "b: (Int) -> Bool", "c: [String] = …"]);
    assert_eq!(display(&found.result), "\"s\"?");
}
