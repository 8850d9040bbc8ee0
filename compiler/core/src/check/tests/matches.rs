//! `if` and `match`.

use crate::testing::check;

#[test]
fn a_match_covers_every_value() {
    check(
        r#"
type Size = "small" | "large"
fn a(s: Size) -> Int = match s { "small" => 1, "large" => 2 }
fn b(s: Size) -> Int = match s { "small" => 1 }
fn c(n: Int?) -> Int = match n { Int i => i }
fn d(f: Bool) -> Int = match f { true => 1 }
fn e(n: Int) -> Int = match n { 0 => 1, 1 => 2 }
fn f(v: String | Int) -> Int = match v { String s => s.size() }
fn g(v: String | Int) -> Int = match v { String s => s.size(), Int i => i + 1 }
fn h(n: Int) -> String = match n { 0 | 1 => "few", _ => "many" }
"#
        .trim_start(),
        r#"
        main.o8:3:30 E0348 this `match` leaves out `"large"`
          help: add arms for them, or `_ => …` for the rest
        main.o8:4:30 E0348 this `match` leaves out `null`
          help: add arms for them, or `_ => …` for the rest
        main.o8:5:30 E0348 this `match` leaves out `false`
          help: add arms for them, or `_ => …` for the rest
        main.o8:6:29 E0348 this `match` leaves out any other `Int`
          help: add arms for them, or `_ => …` for the rest
        main.o8:7:38 E0348 this `match` leaves out any other `Int`
          help: add arms for them, or `_ => …` for the rest
        "#,
    );
}

#[test]
fn an_arm_that_is_never_taken_is_dead() {
    check(
        r#"
type Size = "small" | "large"
fn a(s: Size) -> Int = match s { "small" => 1, "large" => 2, _ => 3 }
fn b(n: Int) -> Int = match n { 0 => 1, 0 => 2, _ => 3 }
fn c(n: Int) -> Int = match n { _ => 1, 0 => 2 }
fn d(s: Size) -> Int = match s { "huge" => 1, _ => 2 }
fn e(n: Int) -> Int = match n { null => 1, _ => 2 }
fn f(v: String | Int) -> Int = match v { Bool b => 1, _ => 2 }
"#
        .trim_start(),
        r#"
        main.o8:2:62 W0304 this arm is never taken
          help: remove it
        main.o8:3:41 W0304 this arm is never taken
          help: remove it
        main.o8:4:41 W0304 this arm is never taken
          help: remove it
        main.o8:5:34 E0349 `"huge"` never matches `"small" | "large"`
        main.o8:6:33 E0349 `null` never matches `Int`
        main.o8:7:42 E0349 `Bool` never matches `String | Int`
        "#,
    );
}

#[test]
fn branches_have_one_type() {
    check(
        r#"
fn a(f: Bool) -> Int = if f then 1 else "a"
let b = if true then 1 else "a"
let c = if true then 1 else null
let d: Int? = if true then 1 else null
let e = match 3 { 0 => "a", _ => 1 }
let f = if 3 then 1 else 2
"#
        .trim_start(),
        r#"
        main.o8:1:41 E0301 expected `Int`, found `String`
          help: `int(…)` reads a whole number from a text
        main.o8:2:29 E0347 the branches of this `if` differ: `Int` and `String`
          main.o8:2:22: `Int`
          help: both branches have one type; where the value is named in a `let`, its type can be written: `let x: T = …`
        main.o8:5:34 E0347 the branches of this `match` differ: `String` and `Int`
          main.o8:5:24: `String`
          help: both branches have one type; where the value is named in a `let`, its type can be written: `let x: T = …`
        main.o8:6:12 E0301 expected `Bool`, found `Int`
        "#,
    );
}
