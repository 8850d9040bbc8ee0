use super::check;

#[test]
fn entities_and_their_settings() {
    check(
        "module web {\n  a.b.c = 1\n  d += [2], e { f = 3 }\n  unset g[\"h\"]\n}",
        "(module web {(= a.b.c 1); (+= d [2]); (open e {(= f 3)}); (unset g[\"h\"])})",
    );
    check(
        "rule x { a \"two words\" { b = 1 }\n into prod { } }",
        "(rule x {(open a[\"two words\"] {(= b 1)}); (open into[prod] {})})",
    );
    check(
        "extend module a { b = 1 }\nexisting namespace y",
        "(extend module a {(= b 1)})\n(existing namespace y)",
    );
    check("retire a in b, c@d\nmoved a -> b", "(retire a b c@d)\n(moved a b)");
}

#[test]
fn no_word_is_reserved_where_a_field_is_due() {
    check(
        "module web {\n match { a = 1 }\n if = \"x\"\n spec.type = 2\n in { b = 3 }\n in = 4\n let += 5\n where.x = 6\n patch[\"k\"] = 7\n emit { }\n param = 1\n for.each = 2\n then = 8\n else { c = 9 }\n}",
        "(module web {(open match {(= a 1)}); (= if \"x\"); (= spec.type 2); (open in {(= b 3)}); (= in 4); (+= let 5);\
         \x20(= where.x 6); (= patch[\"k\"] 7); (open emit {}); (= param 1); (= for.each 2); (= then 8); (open else {(= c 9)})})",
    );
}

#[test]
fn overrides_and_patches() {
    check(
        "module web {\n in prod, @c, a@b { x = 1 }\n patch Deployment { y = 2 }\n patch apps.Deployment \"n\" { }\n}",
        "(module web {(in prod @c a@b {(= x 1)}); (patch Deployment {(= y 2)}); (patch apps.Deployment \"n\" {})})",
    );
    check(
        "module web { in prod @us { } }",
        "(module web {(in prod@us {})})\nE0129 16..24 one target is written without spaces: `prod@us`",
    );
}

#[test]
fn components() {
    check(
        "pub component Web {\n param a: Int = 1\n let b: String = c\n where a > 1 else \"no\"\n emit if a: B { }\n emit for k, v in m if c: D {}\n emit if a then b else c\n emit e\n}",
        "pub (component Web {(param a:Int=1); (let b:String c); (where (> a 1) \"no\"); (emit (if a) (B {}));\
         \x20(emit (for k v m (if c)) (D {})); (emit (if a b c)); (emit e)})",
    );
}

#[test]
fn types_have_fields() {
    check(
        "/// A size.\n/// Two lines.\n@since(\"1\")\npub type Size {\n  /// How many.\n  @key(name) @deprecated(\"x\")\n  count: Int = 2, b: [String]\n  where count > 1 else \"no\"\n}",
        "/\"A size.\\nTwo lines.\"/ @since(\"1\") pub (type Size {/\"How many.\"/ @key(name) @deprecated(\"x\") count:Int=2; b:[String]; (where (> count 1) \"no\")})",
    );
}

#[test]
fn functions() {
    check(
        "fn f(a: Int, b: String | Secret = \"x\") -> [T] = match a { _ => b }",
        "(fn f (a:Int b:(| String Secret)=\"x\") [T] (match a (_ b)))",
    );
    check("fn f() -> T = {\n let a = 1\n a\n}", "(fn f () T {(let a 1); a})");
    check("fn f(\n a: Int,\n b: Int,\n) -> T =\n  a", "(fn f (a:Int b:Int) T a)");
}

#[test]
fn imports() {
    check("import std/web { A, B as C }", "(import std/web {A B as C})");
    check("import crd/gateway.networking.k8s.io/v1 as g", "(import crd/gateway.networking.k8s.io/v1 as g)");
    check("import std/web {\n  A\n  B\n}\nimport a", "(import std/web {A B})\n(import a)");
}

#[test]
fn tests_hold_declarations() {
    check(
        "test \"a b\" {\n let x = rendered(web, prod, Deployment)\n assert x.y == 1\n assertFails(\"E1\", \"t\") { module db { a = 1 }\n let y = 2 }\n}",
        "(test \"a b\" {(let x rendered(web prod Deployment)); (assert (== x.y 1)); assertFails(\"E1\" \"t\"){(module db {(= a 1)}); (let y 2)}})",
    );
}
