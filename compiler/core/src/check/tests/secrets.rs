//! Secrets.

use crate::testing::check;

#[test]
fn a_secret_never_becomes_text() {
    check(
        r#"
secret db { keys = ["user", "password"] }
type Holder { s: Secret }
let a = db["user"]
let b = db["usr"]
let c = "${a}"
let d = a == db["password"]
let e: Json = { a = a }
fn f(h: Holder) -> String = h.toJson()
fn g(v: String | Secret) -> String = "${v}"
fn h(v: String | Secret) -> Bool = match v { String s => true, Secret s => false }
let i = [a, a].unique()
let j = a in [a]
let k: Secret? = if true then a else null
let l = k == null
"#
        .trim_start(),
        r#"
        main.o8:4:12 E0312 the secret `db` has no key `usr`
          main.o8:1:8: declared here
          help: did you mean `user`?
          fix: write `user`
        main.o8:5:12 E0310 a secret cannot be interpolated
          help: a secret can be passed on, matched by its type, and put where the key of a secret is selected
        main.o8:6:9 E0311 secrets cannot be compared
          help: ask for null with `== null`, or for the type with `match`
        main.o8:7:21 E0310 a secret does not become free data
          help: a secret can be passed on, matched by its type, and put where the key of a secret is selected
        main.o8:8:29 E0310 a secret cannot be written as text
          help: a secret can be passed on, matched by its type, and put where the key of a secret is selected
        main.o8:9:41 E0310 a secret cannot be interpolated
          help: a secret can be passed on, matched by its type, and put where the key of a secret is selected
        main.o8:11:9 E0311 secrets cannot be compared
          help: ask for null with `== null`, or for the type with `match`
        main.o8:12:9 E0311 secrets cannot be compared
          help: ask for null with `== null`, or for the type with `match`
        "#,
    );
}

#[test]
fn a_secret_stands_where_a_key_is_selected() {
    check(
        r#"
import k8s/core/v1 { ConfigMapKeySelector, EnvVar, SecretKeySelector }
secret db { keys = ["user"] }
let a: SecretKeySelector = db["user"]
let b: EnvVar = { name = "A", valueFrom.secretKeyRef = db["user"] }
let c: ConfigMapKeySelector = db["user"]
let d: EnvVar = { name = "A", value = db["user"] }
"#
        .trim_start(),
        r#"
        main.o8:5:31 E0301 expected `ConfigMapKeySelector`, found `Secret`
        main.o8:6:39 E0301 expected `String`, found `Secret`
        "#,
    );
}
