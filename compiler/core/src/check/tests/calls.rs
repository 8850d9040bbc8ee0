//! Functions, methods and lambdas.

use crate::testing::check;

#[test]
fn arguments_are_matched_to_parameters() {
    check(
        r#"
fn scale(number: Int, factor: Int = 2) -> Int = number * factor
let a = scale(3) + scale(3, 4) + scale(number = 3, factor = 4) + scale(3, factor = 4)
let b = scale()
let c = scale("3")
let d = scale(3, 4, 5)
let e = scale(3, facter = 4)
let f = scale(3, number = 4)
let g = scale(factor = 4, 3)
let h = scal(3)
let i = a(3)
let j = scale
"#
        .trim_start(),
        r#"
        main.o8:3:9 E0338 `scale` needs the argument `number`
          main.o8:1:4: declared here
        main.o8:4:15 E0301 expected `Int`, found `String`
          help: `int(…)` reads a whole number from a text
        main.o8:5:21 E0339 `scale` takes 2 arguments, found 3
          main.o8:1:4: declared here
        main.o8:6:18 E0337 `scale` has no parameter `facter`
          main.o8:1:4: declared here
          help: did you mean `factor`?
          fix: rename to `factor`
        main.o8:7:18 E0340 the argument `number` is given twice
        main.o8:8:27 E0340 an argument without a name stands after one with a name
        main.o8:9:9 E0201 nothing is called `scal`
          help: did you mean `scale`?
          fix: write `scale`
        main.o8:10:9 E0336 expected a function, found `Int`
        main.o8:11:9 E0335 expected a value, found the function `scale`
          help: call it: `scale(…)`
        "#,
    );
}

#[test]
fn methods_belong_to_types() {
    check(
        r#"
let list = [3, 4]
let a: [Int] = list.map(x => x + 1).filter(x => x > 3).sortBy(x => -x)
let b: [String] = list.map(x => "${x}")
let c = list.filtr(x => true)
let d = list.filter(x => x)
let e = list.join(",")
let f = list.size
let g: Int? = list.first()
let h = "abc".startsWith(3)
let i: Int = list.sum() + list.max() + [[1], [2]].flatten().size()
let j: {String: Int} = { a = 1 }.merge({ b = 2 })
let k = list.map((x, y) => x)
let l = "abc".lowerAscii().length()
let m = list.map(x => x.foo)
"#
        .trim_start(),
        r#"
        main.o8:4:14 E0341 `[Int]` has no method `filtr`
          help: did you mean `filter`?
          fix: rename to `filter`
        main.o8:5:26 E0301 expected `Bool`, found `Int`
        main.o8:6:14 E0342 `join` needs a list of texts, found `[Int]`
        main.o8:7:14 E0351 `[Int]` has no field `size`
          help: it is a method: `.size()`
          fix: call it
        main.o8:9:26 E0301 expected `String`, found `Int`
          help: a text around it makes it one: `"${…}"`
        main.o8:12:18 E0344 expected a lambda of 1 name, found 2
        main.o8:13:28 E0341 `String` has no method `length`
        main.o8:14:25 E0351 `Int` has no field `foo`
        "#,
    );
}

#[test]
fn functions_are_arguments_of_functions() {
    check(
        r#"
fn twice(x: Int, change: (Int) -> Int) -> Int = change(change(x))
fn next(x: Int) -> Int = x + 1
fn text(x: Int) -> String = "${x}"
let a = twice(1, x => x + 1) + twice(1, next)
let b = twice(1, text)
let c = twice(1, x => "a")
let d = x => x
let e = [1, 2].map(next)
let f = twice(1, change = 3)
"#
        .trim_start(),
        r#"
        main.o8:5:18 E0301 expected `(Int) -> Int`, found `(Int) -> String`
        main.o8:6:23 E0301 expected `Int`, found `String`
          help: `int(…)` reads a whole number from a text
        main.o8:7:9 E0344 a lambda stands where no function is due
          help: declare a function with `fn`
        main.o8:9:27 E0301 expected `(Int) -> Int`, found `Int`
        "#,
    );
}

#[test]
fn built_in_functions_have_parameters_too() {
    check(
        r#"
let a: Int = mod(7, 3) + abs(-3) + int("3") + int(1.5)
let b: Float = float("1.5") + abs(-1.5)
let c: [Int] = range(3)
let d: String = sha256("x") + "a"
let e = sha256(3)
let f = mod(7)
let g: Int = semver("1.2.3").major
let h: Bool = semver("1.2.3") < semver("1.3.0") && semver("1.2.3").matches("^1") && cidr("10.0.0.0/8").contains("10.0.0.1")
let i = semver("1.2.3").majr
let j = semver("1.2.3")
let k = string([1])
"#.trim_start(),
        r#"
        main.o8:4:29 E0345 `+` does not take `String` and `String`
          help: texts are joined by interpolation: `"${a}${b}"`
        main.o8:5:16 E0301 expected `String`, found `Int`
          help: a text around it makes it one: `"${…}"`
        main.o8:6:9 E0338 `mod` needs the argument `b`
        main.o8:9:25 E0341 `semver(…)` has no method `majr`
          help: did you mean `major`?
          fix: rename to `major`
        main.o8:10:9 E0343 what `semver` gives can be asked and not kept
          help: write `.major`, `.minor`, `.patch`, `.compare(…)` or `.matches(…)` after it
        main.o8:11:16 E0342 `string` needs a number, a quantity, a boolean or an entity, found `[Int]`
        "#,
    );
}
