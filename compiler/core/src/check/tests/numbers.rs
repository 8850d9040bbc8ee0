//! Numbers, units and dimensions.

use crate::testing::check;

#[test]
fn the_expected_type_decides_what_a_literal_is() {
    check(
        r#"
let a: Cpu = 1
let b: Cpu = 500m
let c: Duration = 500m
let d: Quantity = 500m
let e: Float = 3
let f: Int | String | Percent = 25%
let g: {String: Memory} = { a = 1Gi, b = 512Mi }
let h = [1h30m, 2d, 90s]
"#
        .trim_start(),
        "",
    );
}

#[test]
fn a_unit_has_to_fit() {
    check(
        r#"
let a: Cpu = 512Mi
let b: Memory = 128
let c: Duration = 30
let d: Percent = 25
let e: Memory = 128m
let f: String = 500m
let g: Int = 1.5
"#
        .trim_start(),
        r#"
        main.o8:1:14 E0301 expected `Cpu`, found `Memory`
        main.o8:2:17 E0301 expected `Memory`, found `Int`
          help: a memory has a unit: `128Mi`, `128Gi`
        main.o8:3:19 E0301 expected `Duration`, found `Int`
          help: a duration has a unit: `30s`, `30m`, `30h`
        main.o8:4:18 E0301 expected `Percent`, found `Int`
          help: a percentage ends in a sign: `25%`
        main.o8:5:17 E0306 `128m` of memory is 128 thousandths of a byte
          help: did you mean `128Mi`?
          fix: write `128Mi`
        main.o8:6:17 E0301 expected `String`, found the quantity `500m`
        main.o8:7:14 E0301 expected `Int`, found `Float`
          help: `int(…)` makes one, without what is behind the point
        "#,
    );
}

#[test]
fn an_ambiguous_unit_needs_a_type() {
    check(
        r#"
let a = 500m
let b: Cpu | Duration = 500m
let c = 5 * 500m
let d: Json = 500m
let e = 2 * 90s
"#
        .trim_start(),
        r#"
        main.o8:1:9 E0305 `500m` can be 500 thousandths of a CPU or 500 minutes
          help: give it a type: `let x: Cpu = …` or `let x: Duration = …`
        main.o8:2:25 E0305 `500m` can be 500 thousandths of a CPU or 500 minutes
          help: give it a type: `let x: Cpu = …` or `let x: Duration = …`
        main.o8:3:13 E0305 `500m` can be 500 thousandths of a CPU or 500 minutes
          help: give it a type: `let x: Cpu = …` or `let x: Duration = …`
        main.o8:4:15 E0305 `500m` can be 500 thousandths of a CPU or 500 minutes
          help: give it a type: `let x: Cpu = …` or `let x: Duration = …`
        "#,
    );
}

#[test]
fn dimensions_never_mix() {
    check(
        r#"
let cpu: Cpu = 100m
let memory = 1Gi
let time = 30s
let a = cpu + memory
let b = cpu + 1
let c = 1 + 1.5
let d = memory > 3
"#
        .trim_start(),
        r#"
        main.o8:4:13 E0345 `+` does not take `Cpu` and `Memory`
        main.o8:6:11 E0345 `+` does not take `Int` and `Float`
          help: `float(…)` and `int(…)` make one of the other
        main.o8:7:16 E0345 `>` does not take `Memory` and `Int`
          help: a memory has a unit: `3Mi`, `3Gi`
        "#,
    );
}

#[test]
fn arithmetic_keeps_dimensions() {
    check(
        r#"
let cpu: Cpu = 100m
let ratio: Float = 500m / cpu
let more: Cpu = cpu * 2 + 50m
let half: Cpu = cpu / 2
let part: Cpu = cpu * 25%
let scaled: Cpu = cpu * 1.5
let enough: Bool = cpu > 50m
let seconds: Int = 1h30m.seconds + 25%.int() + cpu.millis + 1Gi.bytes
let whole: Int = (1h / 7m).ceil()
"#
        .trim_start(),
        "",
    );
}
