//! Declarations of a package against each other, and how their names are written.

use crate::testing::check_names as check;

#[test]
fn a_name_declared_twice_shows_both_places() {
    check(
        "
//- a.o8
let size = 1
fn size() -> Int = 2
//- b.o8
type Size { x: Int }
component Size { param y: Int }
",
        "
        a.o8:2:4 E0203 `size` is declared twice
          a.o8:1:5: first declared here
        b.o8:2:11 E0203 `Size` is declared twice
          b.o8:1:6: first declared here
        ",
    );
}

#[test]
fn entities_have_one_name_space_per_kind() {
    check(
        "
cluster web { server = \"https://a.example\" }
team web { }
existing cluster web
",
        "
        main.o8:4:18 E0203 `web` is declared twice
          main.o8:2:9: first declared here
        ",
    );
}

#[test]
fn the_names_of_the_context_are_not_free() {
    check(
        "
let module = 1
",
        "
        main.o8:2:5 E0231 `module` is what a module is evaluated for: nothing else can have this name
        ",
    );
}

#[test]
fn an_unknown_word_is_no_kind_of_entity() {
    check(
        "
modul web { }
frobnicator web { }
",
        "
        main.o8:2:1 E0224 there is no kind of entity called `modul`
          help: did you mean `module`?
          fix: write `module`
        main.o8:3:1 E0224 there is no kind of entity called `frobnicator`
          help: entities are `addon`, `facts`, `platform`, `cluster`, `environment`, `team`, `module`, `secret`, `namespace`, `policy`, `baseline` or `secretStore`
        ",
    );
}

#[test]
fn only_what_is_declared_can_be_extended() {
    check(
        "
team platform { }
extend team platfrom { contact = \"#x\" }
",
        "
        main.o8:3:13 E0229 there is no team `platfrom` to extend
          help: did you mean `platform`?
          fix: write `platform`
        ",
    );
}

#[test]
fn names_are_written_as_their_sort_is() {
    check(
        "
type small_thing { Some_Field: Int, clusterIP: String }
fn Make_it(TheName: Int) -> Int = TheName
let max-size = 1
team Commerce { }
component webService { param HTTPPort: Int }
",
        "
        main.o8:2:6 W0203 the name of a type is written in PascalCase: `SmallThing`
        main.o8:2:20 W0203 the name of a field is written in camelCase: `someField`
        main.o8:3:4 W0203 the name of a function is written in camelCase: `makeIt`
        main.o8:3:12 W0203 the name of a parameter is written in camelCase: `theName`
        main.o8:4:5 W0203 the name of a constant is written in camelCase: `maxSize`
        main.o8:5:6 W0203 the name of a team is written in kebab-case: `commerce`
        main.o8:6:11 W0203 the name of a component is written in PascalCase: `WebService`
        main.o8:6:30 W0203 the name of a parameter is written in camelCase: `httpPort`
        ",
    );
}

#[test]
fn an_entity_in_a_dependency_is_an_error_there() {
    let fixture = crate::testing::fixture(
        "
//- packages/shared/all.o8
team commerce { }
//- main.o8
",
    );
    let package = crate::ids::PackageId::new("shared");
    let found = fixture.lines(&fixture.name_diagnostics(package));
    crate::testing::assert_lines(
        &found,
        "
        shared/all.o8:1:6 E0207 the package `shared` is imported and declares the team `commerce`
          help: only the package that is compiled declares entities: write `existing team commerce` there for what another repository owns
        ",
    );
}

#[test]
fn packages_in_a_circle_are_reported_at_the_first() {
    let fixture = crate::testing::fixture(
        "
//- packages/a/a.o8
import b { B }
pub type A { b: B }
//- packages/b/b.o8
import c { C }
pub type B { c: C }
//- packages/c/c.o8
import a { A }
pub type C { a: A }
",
    );
    let lines = |package: &str| {
        let package = crate::ids::PackageId::new(package);
        fixture.lines(&fixture.name_diagnostics(package))
    };
    crate::testing::assert_lines(
        &lines("a"),
        "
        a/a.o8:1:8 E0211 packages import each other: `a -> b -> c -> a`
          help: move what both need into a third package
        ",
    );
    assert_eq!(lines("b"), "");
    assert_eq!(lines("c"), "");
}

#[test]
fn a_record_that_needs_another_of_itself_cannot_be_made() {
    check(
        "
type Endless { next: Endless }
type First { second: Second }
type Second { first: First }
type Fine { next: Fine?, all: [Fine], named: {String: Fine} }
",
        "
        main.o8:2:16 E0234 no value of this type can be made, each needs another one: `Endless -> Endless`
          help: make the field optional, a list or a map, or give it a default
        main.o8:3:14 E0234 no value of this type can be made, each needs another one: `First -> Second -> First`
          help: make the field optional, a list or a map, or give it a default
        ",
    );
}
