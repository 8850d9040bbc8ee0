//! Values that may be null.

use crate::testing::check;

#[test]
fn conditions_narrow_names_and_paths() {
    check(
        r#"
type A { x: Int?, next: A? }
fn a(n: Int?) -> Int = if n != null then n + 1 else 0
fn b(n: Int?) -> Int = if n == null then 0 else n + 1
fn c(n: Int?) -> Bool = n != null && n > 3
fn d(n: Int?) -> Bool = n == null || n > 3
fn e(n: Int?) -> Int = if !(n == null) then n else 0
fn f(a: A) -> Int = if a.x != null then a.x + 1 else 0
fn g(a: A) -> Int = if a.next?.x != null then a.next.x + 1 else 0
fn h(n: Int?) -> Int = match n { null => 0, _ => n + 1 }
fn i(n: Int?) -> Int = n ?? 0
fn j(n: Int?) -> Bool = n == 5 && n > 3
fn k(list: [Int?]) -> [Int] = [for n in list if n != null: n]
"#
        .trim_start(),
        "",
    );
}

#[test]
fn what_may_be_null_is_asked_first() {
    check(
        r#"
type A { x: Int? }
fn a(n: Int?) -> Int = n
fn b(n: Int?) -> Int = n + 1
fn c(n: Int?) -> Bool = n > 1
fn d(n: String?) -> Int = n.size()
fn e(n: A?) -> Int? = n.x
fn f(n: Int?) -> String = "${n}"
fn g(n: [Int]?) -> [Int] = [for x in n: x]
fn h(n: Int?) -> Int = if n != null || true then n else 0
fn i(n: {String: Int}?) -> Int = n["a"]
fn j(n: A?) -> A? = n with { x = 1 }
fn k(n: Int) -> Int = n ?? 0
"#
        .trim_start(),
        r#"
        main.o8:2:24 E0303 expected `Int`, found `Int?`, which may be null
          help: say what holds without it: `x ?? default`, or ask first: `if x != null then …`
        main.o8:3:24 E0303 this may be null and cannot be calculated with
          help: say what holds without it: `x ?? default`, or ask first: `if x != null then …`
        main.o8:4:25 E0303 this may be null and cannot be compared
          help: say what holds without it: `x ?? default`, or ask first: `if x != null then …`
        main.o8:5:29 E0303 `size` is called on a value that may be null
          help: write `?.size(…)`, which is null where the value is, or ask first: `if x != null then …`
        main.o8:6:25 E0303 `x` is taken of a value that may be null
          help: write `?.x`, which is null where the value is, or ask first: `if x != null then …`
        main.o8:7:30 E0303 this may be null and cannot be interpolated
          help: say what holds without it: `x ?? default`, or ask first: `if x != null then …`
        main.o8:8:38 E0303 this may be null and cannot be gone through
          help: say what holds without it: `x ?? default`, or ask first: `if x != null then …`
        main.o8:9:50 E0303 expected `Int`, found `Int?`, which may be null
          help: say what holds without it: `x ?? default`, or ask first: `if x != null then …`
        main.o8:10:34 E0303 this may be null and cannot be indexed
          help: say what holds without it: `x ?? default`, or ask first: `if x != null then …`
        main.o8:11:21 E0303 this may be null and cannot be changed
          help: say what holds without it: `x ?? default`, or ask first: `if x != null then …`
        main.o8:12:25 W0305 what stands before `??` is never null: it is `Int`
          help: remove `??` and what follows
        "#,
    );
}

#[test]
fn an_optional_step_gives_null() {
    check(
        r#"
type A { x: Int?, y: Int = 0, m: {String: Int} = {} }
fn a(n: A?) -> Int? = n?.x
fn b(n: A?) -> Int = n?.y ?? 1
fn c(n: String?) -> Int = n?.size() ?? 0
fn d(n: {String: Int}?) -> Int = n?.a ?? n?.get("b") ?? 0
fn e(n: Duration?) -> Int? = n?.seconds
fn f(n: A?) -> Int? = n?.m?.a
"#
        .trim_start(),
        "",
    );
}
