//! Record literals, blocks and `with`.

use crate::testing::check;

#[test]
fn a_literal_takes_the_expected_type() {
    check(
        r#"
type A { x: Int, y: String = "a", inner: A? }
type B { x: Int, w: Bool = true }
type U { v: A | B | String }
let a: A = { x = 1, inner { x = 2, y = "b" } }
let b: A? = { x = 1, inner.x = 2 }
let c: U = { v = { x = 1, w = false } }
let d: U = { v = "text" }
let e: [A] = [{ x = 1 }, { x = 2 }]
let f = [for x in [1, 2]: A { x = x }]
let g = a with { y = "c", inner.y = "d" }
"#
        .trim_start(),
        "",
    );
}

#[test]
fn fields_are_those_of_the_type() {
    check(
        r#"
type A { x: Int, y: String = "a", inner: A? }
let a = A { y = 3, z = 1 }
let b = A { x = 1, inner { y = "b" } }
let c = A { xs = 1 }
let d = a.inner.x
let e = a.nope
let f = A { x = 1, y.z = 2, inner = null }
let g = A { x = null }
"#
        .trim_start(),
        r#"
        main.o8:2:17 E0301 expected `String`, found `Int`
          help: a text around it makes it one: `"${…}"`
        main.o8:2:20 E0314 `A` has no field `z`
          help: did you mean `x`?
          fix: rename to `x`
        main.o8:3:20 E0315 `A` needs the field `x`
        main.o8:4:13 E0314 `A` has no field `xs`
          help: did you mean `x`?
          fix: rename to `x`
        main.o8:5:17 E0303 `x` is taken of a value that may be null
          help: write `?.x`, which is null where the value is, or ask first: `if x != null then …`
        main.o8:6:11 E0314 `A` has no field `nope`
          help: it has `x`, `y` or `inner`
        main.o8:7:20 E0319 `y` is `String`: there is nothing in it to set
          help: set it as a whole, with `=`
        main.o8:8:17 E0302 expected `Int`, found `null`
          help: a field takes `null` where its type ends in `?`
        "#,
    );
}

#[test]
fn braces_may_need_a_name() {
    check(
        r#"
type A { x: Int }
type B { x: Int }
type U { v: A | B }
let a: U = { v = { x = 1 } }
let b = { x = 1, y = "b" }
let c = { x.y = 1 }
let d = A { 3 }
let e: A = { 3 }
"#
        .trim_start(),
        r#"
        main.o8:4:18 E0355 these braces could be of several types
          help: write the name of its type before the brace: `A` or `B`
        main.o8:5:22 E0347 the values of this map differ: `Int` and `String`
          help: if a record is meant, name its type before the brace or after the name of the `let`: `Sizing { … }`
        main.o8:6:11 E0355 the type of these braces is not known, so nothing in them can be opened
          help: write the type's name before the brace, or the type of the `let`: `let x: T = { … }`
        main.o8:7:13 E0327 a bare value does not belong in a record
          help: it stands in a function's braces, after its `let`s
        main.o8:8:14 E0301 expected `A`, found `Int`
        "#,
    );
}

#[test]
fn a_place_is_set_once_in_a_block() {
    check(
        r#"
type A { x: Int = 0, m: {String: Int} = {}, b: B = {} }
type B { x: Int = 0, y: Int = 0 }
let a = A { x = 1, x = 2 }
let b = A { b.x = 1, b { y = 2, x = 3 } }
let c = A { b = { x = 1 }, b.y = 2 }
let d = A { m = { "a" = 1, a = 2 }, m += { b = 3 } }
let e = A { b.x = 1, b.y = 2, m.k = 1, m["l"] = 2 }
"#
        .trim_start(),
        r#"
        main.o8:3:20 E0316 `x` is set twice
          main.o8:3:13: set here first
          help: keep one of them
        main.o8:4:33 E0316 `x` is set twice
          main.o8:4:13: set here first
          help: keep one of them
        main.o8:5:28 E0317 `b` is set or added to, and opened, in one block
          main.o8:5:13: here
          help: set everything in one value, or open it alone
        main.o8:6:28 E0316 `a` is set twice
          main.o8:6:19: set here first
          help: keep one of them
        main.o8:6:37 E0316 `m` is set twice
          main.o8:6:13: set here first
          help: keep one of them
        "#,
    );
}

#[test]
fn only_lists_and_maps_are_added_to() {
    check(
        r#"
type A { x: Int = 0, l: [Int] = [], m: {String: Int}? = null, r: Int }
let a = A { r = 1, l += [1], m += { k = 1 } }
let b = A { r = 1, x += 1 }
let c = a with { unset x, unset l }
let d = a with { unset r }
let e = a with { l["x"] = 1 }
let f = a with { l += ["x"] }
"#
        .trim_start(),
        r#"
        main.o8:3:20 E0324 expected a list or a map before `+=`, found `Int`
          help: `=` sets it
        main.o8:5:24 E0325 `r` needs a value and cannot be unset
          help: set another value with `=`
        main.o8:6:18 E0320 the elements of `l` have no key by which one could be opened
          help: set the whole list with `=`, or add to it with `+=`
        main.o8:7:24 E0301 expected `Int`, found `String`
          help: `int(…)` reads a whole number from a text
        "#,
    );
}

#[test]
fn a_keyed_list_is_opened_by_key() {
    check(
        r#"
type N { name: String, v: Int = 0 }
type T {
  @key(name)
  d: [N] = []
}
let a = T { d["x"].v = 3, d["y"] { v = 1 } }
let b = T { d { x { v = 1 } } }
let c = a.d["x"].v + a.d[0].v
let d = T { d["x"].v = 3, d["x"].v = 4 }
let e = T { d = [{ v = 3 }] }
let f = a.d[true]
"#
        .trim_start(),
        r#"
        main.o8:9:27 E0316 `v` is set twice
          main.o8:9:13: set here first
          help: keep one of them
        main.o8:10:18 E0315 `N` needs the field `name`
        main.o8:11:13 E0301 expected `String | Int`, found `Bool`
        "#,
    );
}

#[test]
fn lets_stand_first_and_are_no_fields() {
    check(
        r#"
type A { x: Int, y: Int = 0 }
let a = A { let k = 3, x = k, y = k + 1 }
let b = { let one = 1, one + 1 }
let c = A { x = 1, let k = 3, y = k }
let d = { let one = 1, let one = 2, one }
let e = A { let k: String = 3, x = 1 }
let f = { let m = n, let n = 1, m }
"#
        .trim_start(),
        r#"
        main.o8:4:20 E0329 `let k` stands after other members of its braces
          help: move it to the beginning of the braces
        main.o8:5:28 E0330 `one` is declared twice
          main.o8:5:15: declared here first
        main.o8:6:29 E0301 expected `String`, found `Int`
          help: a text around it makes it one: `"${…}"`
        main.o8:7:19 E0201 nothing is called `n`
          help: did you mean `A`?
          fix: write `A`
        "#,
    );
}
