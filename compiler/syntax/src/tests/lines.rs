use super::check;

/// Members of a module, as the printer shows them.
fn check_members(input: &str, expected: &str) {
    check(&format!("module m {{\n{input}\n}}"), &format!("(module m {{{expected}}})"));
}

#[test]
fn a_line_goes_on_after_an_open_end() {
    check_members("  a =\n    1", "(= a 1)");
    check_members("  a = b +\n  c &&\n d", "(= a (&& (+ b c) d))");
    check_members("  a = x.f(y =>\n  y)", "(= a x.f((=> (y) y)))");
    check_members("  a = [for x in xs:\n  x]", "(= a [(for x xs) x])");
    check_members("  a =   // why\n\n    1", "(= a 1)");
}

#[test]
fn a_line_goes_on_before_a_joining_sign() {
    check_members("  a = b\n    .c\n    ?.d\n    + e\n    - f", "(= a (- (+ b.c?.d e) f))");
    check_members("  a = b\n\n    // why\n    || c", "(= a (|| b c))");
    check_members("  a = if b\n    then c\n    else d", "(= a (if b c d))");
}

#[test]
fn a_line_does_not_go_on_before_a_word_or_a_sign_that_touches() {
    check_members("  a = b\n  in prod { c = 1 }", "(= a b); (in prod {(= c 1)})");
    check("let a = [\n  b\n  -c\n  !d\n]", "(let a [b (- c) (! d)])");
}

#[test]
fn in_parentheses_a_line_end_is_a_space() {
    check(
        "let a = f(\n b\n in c\n , d\n -e\n)",
        "(let a f((in b c) (- d e)))\nE0110 26..27 `-` between two values has a space on both sides",
    );
}

#[test]
fn separators_may_be_mixed() {
    check_members("  a = 1, b = 2,\n  c = [1, 2,\n 3\n 4,\n]", "(= a 1); (= b 2); (= c [1 2 3 4])");
}

#[test]
fn windows_line_ends() {
    check("module m {\r\n  a = 1\r\n  b =\r\n    2\r\n}\r\n", "(module m {(= a 1); (= b 2)})");
}

#[test]
fn items_end_with_their_line() {
    check("let a = 1\nlet b =\n  2\nlet c = a\n  + b", "(let a 1)\n(let b 2)\n(let c (+ a b))");
    check("@a\n/// d\n@b(1)\n\nlet x = 1", "/\"d\"/ @a @b(1) (let x 1)");
    check("module a { b = 1 }  // c\n\n\n  module b { }", "(module a {(= b 1)})\n(module b {})");
}
