//! Components.

use crate::testing::check;

#[test]
fn what_a_component_holds() {
    check(
        r#"
import k8s/core/v1 { ConfigMap }
component A {
  param name: DnsLabel = module.name
  param count: Int? = null
  param list: [String] = []
  let label = "${base}-x"
  let base = name
  where count == null || count > 0 else "needs a count above zero"
  where count else 3
  emit ConfigMap { metadata.name = label }
  emit if count != null: ConfigMap { metadata.name = "${name}-${count + 1}" }
  emit for x in list if x != "": ConfigMap { metadata { name = x, labels = module.labels } }
  emit name
  emit if count == null then ConfigMap { metadata.name = "x" } else null
  emit B { x = 1 }
  field: Int
  patch ConfigMap {}
}
component B { param x: Int }
component C {
  let a = b
  let b = c
  let c = a
}
"#
        .trim_start(),
        r#"
        main.o8:9:9 E0301 expected `Bool`, found `Int?`
        main.o8:9:20 E0301 expected `String`, found `Int`
          help: a text around it makes it one: `"${…}"`
        main.o8:13:8 E0358 expected an object of a kind or a component, found `DnsLabel`
          help: for several objects write `emit for x in xs: x`
        main.o8:14:8 E0303 this may be null and cannot be emitted
          help: the condition stands before the object: `emit if c: OBJECT`
        main.o8:16:3 E0327 a setting with `=` does not belong in a component
          help: it stands in a record or an entity
        main.o8:16:8 E0120 expected `=`, found `:`
          fix: write `=`
        main.o8:17:3 E0327 `patch` does not belong in a component
          help: it stands in the body of a `module`, an `addon` or an `extend`, or in an override
        main.o8:21:7 E0357 this value needs itself: `a` → `b` → `c` → `a`
        "#,
    );
}

#[test]
fn a_derived_name_is_no_field() {
    check(
        r#"
component A {
  param count: Int = 1
  let twice = count * 2
}
fn f(a: A) -> Int = a.count + a.twice
"#
        .trim_start(),
        r#"
        main.o8:5:33 E0314 `A` has no field `twice`
          help: it has `count`
        "#,
    );
}
