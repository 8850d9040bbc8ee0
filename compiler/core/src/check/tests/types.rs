//! Types with conditions.

use crate::testing::check;

#[test]
fn a_refinement_is_a_condition_on_it() {
    check(
        r#"
type Door = Int where it >= 1 && it <= 65535 else "must be a port, not ${it}"
type Name = String where it.size() > "a" else 3
type Pair { a: Int, b: Int = a * 2, where b > a else "b is not above a", where c else "x" }
let a: Door = 80
let b: Door = "80"
let c: Int = a + 1
let d: [Door] = [1, 2]
let e: Door? = null
"#
        .trim_start(),
        r#"
        main.o8:2:36 E0345 `>` does not take `Int` and `String`
        main.o8:2:47 E0301 expected `String`, found `Int`
          help: a text around it makes it one: `"${…}"`
        main.o8:3:80 E0301 expected `Bool`, found `Int`
        main.o8:5:15 E0301 expected `Door`, found `String`
          help: `int(…)` reads a whole number from a text
        "#,
    );
}
