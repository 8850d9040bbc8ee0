//! Declarations that need themselves.

use crate::cycles::is_cyclic;
use crate::testing::{check_names as check, fixture};

#[test]
fn constants_that_need_each_other_are_reported_once_by_the_shortest_way() {
    check(
        "
let a = b + 1
let b = c
let c = a + b
let d = a
let fine = 1
",
        "
        main.o8:2:5 E0213 this value needs itself: `a -> b -> c -> a`
          help: one of them has to be given without the others
        ",
    );
}

#[test]
fn functions_cannot_call_themselves() {
    check(
        "
fn even(n: Int) -> Bool = if n == 0 then true else odd(n - 1)
fn odd(n: Int) -> Bool = if n == 0 then false else even(n - 1)
fn forever() -> Int = forever()
fn twice(n: Int) -> Int = n * 2
",
        "
        main.o8:2:4 E0213 this function calls itself: `even -> odd -> even`
          help: functions cannot be recursive: go through a list with `map`, `filter` or a comprehension
        main.o8:4:4 E0213 this function calls itself: `forever -> forever`
          help: functions cannot be recursive: go through a list with `map`, `filter` or a comprehension
        ",
    );
}

#[test]
fn an_alias_cannot_stand_for_itself_and_a_record_may_hold_itself() {
    check(
        "
type A = [B]
type B = A?
type Tree { children: [Tree] = [], parent: Parent? = null }
type Parent = Tree
type Positive = Int where positive(it) else \"must be positive\"
fn positive(n: Positive) -> Bool = n > 0
",
        "
        main.o8:2:6 E0213 this type stands for itself: `A -> B -> A`
          help: a record type may hold itself, in an optional field or a list
        main.o8:6:6 E0213 this declaration needs itself: `Positive -> positive -> Positive`
          help: one of them has to do without the others
        ",
    );
}

#[test]
fn a_component_cannot_contain_itself() {
    check(
        "
component Outer {
  emit Inner { }
}
component Inner {
  emit if true: Outer { }
}
",
        "
        main.o8:2:11 E0213 this component contains itself: `Outer -> Inner -> Outer`
          help: a component can only emit components that do not emit it
        ",
    );
}

#[test]
fn a_local_name_is_not_the_declaration_of_that_name() {
    check(
        "
let labels = make(1)
fn make(labels: Int) -> Int = labels
component Part {
  param size: Int = 1
  let other = size
}
let size = Part { }
fn each() -> [Int] = [for each in [1]: each].map(each => each)
fn inner() -> Int = {
  let inner = 1
  inner
}
",
        "",
    );
}

#[test]
fn a_name_is_local_only_after_its_let() {
    check(
        "
let a = {
  let b = c
  let c = 1
  b + c
}
let c = a
",
        "
        main.o8:2:5 E0213 this value needs itself: `a -> c -> a`
          help: one of them has to be given without the others
        ",
    );
}

#[test]
fn a_circle_that_a_record_closes_counts() {
    check(
        "
type Point { x: Int = origin() }
fn origin() -> Int = Point { }.x
",
        "
        main.o8:2:6 E0213 this declaration needs itself: `Point -> origin -> Point`
          help: one of them has to do without the others
        ",
    );
}

#[test]
fn a_long_chain_of_inferred_types_is_reported_and_not_followed() {
    let mut text = String::from("let a0 = 1\n");
    for n in 1..5000 {
        text += &format!("let a{n} = a{}\n", n - 1);
    }
    let fixture = fixture(&text);
    let found = fixture.name_diagnostics(crate::ids::PackageId::root());
    assert!(found.iter().all(|found| found.code == "E0230"), "{found:?}");
    assert_eq!(found.len(), 151);
    assert!(is_cyclic(&fixture.db, fixture.program, fixture.def("a32")));
    assert!(!is_cyclic(&fixture.db, fixture.program, fixture.def("a31")));
    assert!(!is_cyclic(&fixture.db, fixture.program, fixture.def("a33")));
}

#[test]
fn what_needs_a_circle_is_silent() {
    check(
        "
type A = B
type B = A
type Holder { a: A, b: [B] }
let x: A = 1
",
        "
        main.o8:2:6 E0213 this type stands for itself: `A -> B -> A`
          help: a record type may hold itself, in an optional field or a list
        ",
    );
}
