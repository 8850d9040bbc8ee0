//! Attributes: which there are, where they belong, what they take.

use crate::testing::check_names as check;

#[test]
fn attributes_in_their_places_are_silent() {
    check(
        "
@since(\"1.2\")
type Item {
  name: String
}

@deprecated(\"use `Other`\")
type Thing {
  @key(name)
  items: [Item]
  @key(name)
  more: [Item]?
  @readonly
  made: Int = 1
  @since(\"1.0\")
  fixed: Int
}
",
        "",
    );
}

#[test]
fn unknown_misplaced_and_wrongly_used_attributes_are_reported() {
    check(
        "
@depricated(\"x\")
type A { x: Int }

@key(name)
type B {
  @key(name)
  x: Int
  @key
  y: [A]
  @readonly(true)
  z: Int = 1
}

@entity(thing, things)
type C { x: Int }

@kind(group = \"a\", version = \"v1\")
type D { x: Int }

@since(\"1\")
team commerce { }
",
        "
        main.o8:2:2 E0221 there is no attribute `@depricated`
          help: did you mean `deprecated`?
          fix: write `deprecated`
        main.o8:5:1 E0222 `@key` belongs before a field that is a list
          fix: remove it
        main.o8:7:3 E0222 `@key` belongs before a field that is a list
          fix: remove it
        main.o8:9:3 E0223 expected `@key(name)`
        main.o8:11:3 E0223 expected `@readonly`
        main.o8:15:1 E0222 `@entity` belongs before a record type of the prelude
          fix: remove it
        main.o8:18:1 E0223 expected `@kind(group = \"…\", version = \"…\", kind = \"…\", plural = \"…\", scope = \"Namespaced\")`
        main.o8:21:1 E0222 `@since` belongs before a type, a component, a function, a `let`, a field or a parameter
          fix: remove it
        ",
    );
}

#[test]
fn a_key_is_a_field_of_the_elements() {
    check(
        "
type Item { name: String }
type Holder {
  @key(nmae)
  items: [Item]
  @key(name)
  words: [String]
}
",
        "
        main.o8:5:3 E0232 `Item` has no field `nmae` to be a key
          help: did you mean `@key(name)`?
        main.o8:7:3 E0232 `String` has no field `name` to be a key
        ",
    );
}
