//! Operators and comparisons.

use crate::testing::check;

#[test]
fn comparisons_need_one_type() {
    check(
        r#"
type Size = "small" | "large"
fn f(size: Size, port: Int, name: String, flag: Bool) -> Bool = {
  let a = size == "small"
  let b = size == "smal"
  let c = port == "80"
  let d = flag == name
  let e = port == null
  let g = port > 1.5
  let h = flag > flag
  let i = name > "a"
  true
}
"#
        .trim_start(),
        r#"
        main.o8:4:19 E0304 expected `small` or `large`, found `smal`
          help: did you mean `small`?
          fix: write `small`
        main.o8:5:16 E0346 `Int` never equals `String`
        main.o8:6:16 E0346 `Bool` never equals `String`
        main.o8:7:16 E0346 `Int` is never null
          help: a value that may be null has a type that ends in `?`
        main.o8:8:16 E0345 `>` does not take `Int` and `Float`
        main.o8:9:16 E0345 `>` does not take `Bool` and `Bool`
        "#,
    );
}

#[test]
fn in_looks_into_lists_and_maps() {
    check(
        r#"
let list = [3, 4]
let map = { a = 1 }
let a = 3 in list
let b = "a" in map
let c = "a" in list
let d = "a" in "abc"
let e = 3 in [1, 2]
"#
        .trim_start(),
        r#"
        main.o8:5:9 E0346 `String` never equals `Int`
        main.o8:6:16 E0354 expected a list or a map after `in`, found `String`
          help: whether a text is in another says `a.contains(b)`
        "#,
    );
}

#[test]
fn joining_has_its_own_forms() {
    check(
        r#"
let a = "a" + "b"
let b = [1] + [2]
let c = { a = 1 } + { b = 2 }
let d = -"a"
let e = !3
let f = true && 3
"#
        .trim_start(),
        r#"
        main.o8:1:13 E0345 `+` does not take `String` and `String`
          help: texts are joined by interpolation: `"${a}${b}"`
        main.o8:2:13 E0345 `+` does not take `[Int]` and `[Int]`
          help: lists are joined by `[a, b].flatten()`
        main.o8:3:19 E0345 `+` does not take `{String: Int}` and `{String: Int}`
          help: maps are joined by `a.merge(b)`
        main.o8:4:10 E0345 `-` does not take `String`
        main.o8:5:10 E0301 expected `Bool`, found `Int`
        main.o8:6:17 E0301 expected `Bool`, found `Int`
        "#,
    );
}
