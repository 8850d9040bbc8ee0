use super::{check, check_value};

#[test]
fn operators_bind_as_documented() {
    check_value("a ?? b || c && d == e + f * -g", "(?? a (|| b (&& c (== d (+ e (* f (- g)))))))");
    check_value("a - b - c", "(- (- a b) c)");
    check_value("(a + b) * 2", "(* ((+ a b)) 2)");
    check_value("!a.b && x in xs", "(&& (! a.b) (in x xs))");
    check_value("-3 + -1_000", "(+ -3 -1000)");
    check_value("- x", "(- x)\nE0110 0..1 a sign touches its operand");
}

#[test]
fn comparisons_do_not_chain() {
    check_value("a < b < c", "(&& (< a b) (< _? c))\nE0122 6..7 comparisons do not chain");
    check_value("(a < b) == c", "(== ((< a b)) c)");
}

#[test]
fn minus_between_values_has_spaces() {
    check_value("a -b", "(- a b)\nE0110 2..3 `-` between two values has a space on both sides");
    check_value("1-2", "(- 1 2)\nE0110 1..2 `-` between two values has a space on both sides");
    check_value("f(x)- 1", "(- f(x) 1)\nE0110 4..5 `-` between two values has a space on both sides");
    check_value("if a then -1 else -b", "(if a -1 (- b))");
    check_value("f(-1, -b)", "f(-1 (- b))");
}

#[test]
fn fields_indexes_and_calls() {
    check_value("a.b?.c[\"d\"].e(1, f = g).if", "a.b?.c[\"d\"].e(1 f=g).if");
    check_value("xs.filter(x => x.port > 80)", "xs.filter((=> (x) (> x.port 80)))");
    check_value("xs.zip((x, y) => x + y)", "xs.zip((=> (x y) (+ x y)))");
    check_value("f(\n  1,\n  2\n)", "f(1 2)");
    check_value("m.get(\"k\") ?? a with { b = 1 }", "(?? m.get(\"k\") (with a {(= b 1)}))");
}

#[test]
fn records_and_maps() {
    check_value("Size { a = 1, b { c = 2 } }", "(Size {(= a 1); (open b {(= c 2)})})");
    check_value("web.Size {}", "(web.Size {})");
    check_value("{ \"a/b\" = 1, c.d[\"e\"] += [2] }", "{(= [\"a/b\"] 1); (+= c.d[\"e\"] [2])}");
    check_value("{ let a = 1\n a + 1 }", "{(let a 1); (+ a 1)}");
}

#[test]
fn comprehensions() {
    check_value("[for x in xs if x > 1: x * 2]", "[(for x xs (if (> x 1))) (* x 2)]");
    check_value("[for k, v in m: f(k, v)]", "[(for k v m) f(k v)]");
    check_value("{for k, v in m if c: k => v.x}", "{(for k v m (if c)) k v.x}");
    check_value("{for x in xs: \"a${x}\" => x}", "{(for x xs) \"a${x}\" x}");
}

#[test]
fn choices() {
    check_value("if a then b else if c then d else e", "(if a b (if c d e))");
    check_value("if a then\n  b\nelse\n  c", "(if a b c)");
    check_value("if a\n  then b\n  else c", "(if a b c)");
    check_value(
        "match size {\n \"a\" | \"b\" => 1\n null => 2, _ => { c = 3 }\n String s => s\n [Int] xs => 4\n}",
        "(match size ((| \"a\" \"b\") 1) (null 2) (_ {(= c 3)}) (String s s) ([Int] xs 4))",
    );
    check_value("match (Size { a = 1 }) { _ => 1 }", "(match ((Size {(= a 1)})) (_ 1))");
}

#[test]
fn headers_take_no_bare_records() {
    check_value(
        "match Size { a = 1 } { _ => 1 }",
        "(match _? (_ 1))\nE0127 6..20 a record stands in parentheses here",
    );
    check_value(
        "match if a then b else c { _ => 1 }",
        "(match (if a b (c {(=> (_) 1)})) )\nE0127 6..35 an `if` stands in parentheses here",
    );
}

#[test]
fn types() {
    check("type A = String?", "(type A String?)");
    check("type A = {String: [a.B | C]?} | \"x\" | -1", "(type A (| {String:[(| a.B C)]?} \"x\" -1))");
    check("type A = (Int, String) -> Bool?", "(type A (-> (Int String) Bool?))");
    check(
        "type A = Int where it >= 1 && it <= 9 else \"no\"",
        "(type A Int (where (&& (>= it 1) (<= it 9)) \"no\"))",
    );
    check("type A =\n  \"x\"\n  | \"y\"", "(type A (| \"x\" \"y\"))");
    check("type A = String[]", "(type A [String])\nE0131 9..17 a list of `String` is written `[String]`");
    check("type A = String | null", "(type A (| String _?))\nE0131 18..22 `null` is no type");
}
