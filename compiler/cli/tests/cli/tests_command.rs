//! `o8 test`.

use serde_json::json;

use crate::check_formats::elements;
use crate::folder::Folder;

fn with_tests() -> Folder {
    let folder = Folder::platform();
    let tests =
        "test \"sums\" {\n  assert 1 + 1 == 2\n}\n\ntest \"fails \\\"<&>\\\"\" {\n  assert 1 + 1 == 3\n}\n";
    folder.put("tests.o8", tests);
    folder
}

#[test]
fn a_failing_test_ends_with_3() {
    let folder = with_tests();
    let ran = folder.o8(&["test"]).ends(3);
    assert_eq!(ran.out, "test \"sums\" … ok\ntest \"fails \\\"<&>\\\"\" … FAILED\n");
    ran.says("left is 2, right is 3").says("1 passed, 1 failed\n");
    folder.o8(&["test", "sum"]).ends(0).prints("test \"sums\" … ok\n").says("1 passed, 0 failed\n");
    folder.o8(&["test", "nothing"]).ends(2).says("no test has `nothing` in its name");
}

#[test]
fn machines_get_every_result() {
    let folder = with_tests();
    let report = folder.o8(&["test", "--format", "json"]).ends(3).json();
    let messages = json!(["the assertion does not hold: left is 2, right is 3"]);
    assert_eq!(
        report,
        json!({
            "version": 1,
            "tests": [
                { "name": "sums", "file": "tests.o8", "line": 1, "passed": true, "messages": [] },
                { "name": "fails \"<&>\"", "file": "tests.o8", "line": 5, "passed": false, "messages": messages },
            ],
            "summary": { "passed": 1, "failed": 1 },
        })
    );
    let junit = folder.o8(&["test", "--format", "junit"]).ends(3).out;
    assert_eq!(elements(&junit), ["testsuites", "testsuite", "testcase", "testcase", "failure"]);
    assert!(junit.contains(">tests.o8:6: the assertion does not hold: left is 2, right is 3<"), "{junit}");
}

#[test]
fn no_tests_are_no_failure() {
    let folder = Folder::platform();
    folder.o8(&["test"]).ends(0).prints("").says("0 passed, 0 failed\n");
    let report = folder.o8(&["test", "--format", "json"]).ends(0).json();
    assert_eq!((&report["tests"], &report["summary"]), (&json!([]), &json!({ "passed": 0, "failed": 0 })));
    assert!(!elements(&folder.o8(&["test", "--format", "junit"]).ends(0).out).is_empty());
}

#[test]
fn a_program_with_errors_is_not_tested() {
    let folder = with_tests();
    folder.put("broken.o8", "let a = nowhere\n");
    folder
        .o8(&["test"])
        .ends(1)
        .prints("")
        .says("error[E0201]")
        .says("2 tests not run: the program has errors");
    let report = folder.o8(&["test", "--format", "json"]).ends(1).json();
    assert_eq!(report["summary"], json!({ "passed": 0, "failed": 2 }));
    assert_eq!(report["tests"][0]["messages"], json!(["not run: the program has errors"]));
    let junit = folder.o8(&["test", "--format", "junit"]).ends(1).out;
    assert_eq!(elements(&junit), ["testsuites", "testsuite", "testcase", "failure", "testcase", "failure"]);
}
