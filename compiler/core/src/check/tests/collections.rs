//! Lists, maps and comprehensions.

use crate::testing::check;

#[test]
fn elements_and_values_have_one_type() {
    check(
        r#"
let a = [1, 2]
let b = ["a", 1]
let c = [1, null]
let d = { a = 1, b = "x" }
let e: [Int] = [1, "x"]
let f: {"x" | "y": Int} = { x = 1, z = 2 }
let g: Int = []
let h: {String: Int} = { for = 1, "a b" = 2 }
"#
        .trim_start(),
        r#"
        main.o8:2:15 E0347 the elements of this list differ: `String` and `Int`
          help: a list whose elements differ needs a written type
        main.o8:4:22 E0347 the values of this map differ: `Int` and `String`
          help: if a record is meant, name its type before the brace or after the name of the `let`: `Sizing { … }`
        main.o8:5:20 E0301 expected `Int`, found `String`
          help: `int(…)` reads a whole number from a text
        main.o8:6:36 E0304 expected `x` or `y`, found `z`
          help: did you mean `x`?
          fix: write `x`
        main.o8:7:14 E0301 expected `Int`, found an empty list
        "#,
    );
}

#[test]
fn comprehensions_go_through_lists_and_maps() {
    check(
        r#"
let list = [3, 4]
let map = { a = 1, b = 2 }
let a: [Int] = [for x in list if x > 3: x * 2]
let b: [String] = [for i, x in list: "${i}: ${x}"]
let c: {String: Int} = {for k, v in map if v > 1: "${k}-x" => v + 1}
let d: [String] = [for k in map: k]
let e = [for x in 3: x]
let f = {for x in list: x => x}
let g = [for x in list if x: x]
"#
        .trim_start(),
        r#"
        main.o8:7:19 E0354 expected a list or a map to go through, found `Int`
        main.o8:8:25 E0354 expected a text or an entity as the key, found `Int`
          help: a number becomes a text by interpolation: `"${n}"`
        main.o8:9:27 E0301 expected `Bool`, found `Int`
        "#,
    );
}
