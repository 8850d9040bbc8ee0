use insta::assert_snapshot;

use super::*;
use crate::sources::tests::{Texts, texts};
use crate::{FileId, Fix, Place, Span};

fn at(file: u32, start: u32, end: u32) -> Place {
    Place::file(FileId(file), Span::new(start, end))
}

/// The place of the `n`-th `needle` of a text.
fn find(sources: &Texts, file: u32, needle: &str) -> Place {
    let start = sources.0[file as usize].1.find(needle).expect("the needle is in the text") as u32;
    at(file, start, start + needle.len() as u32)
}

fn human(diagnostics: &[Diagnostic], sources: &Texts) -> String {
    render(Format::Human, diagnostics, sources, &Options::default())
}

/// Two files and three diagnostics, given out of order.
fn example() -> (Vec<Diagnostic>, Texts) {
    let sources = texts(&[
        ("modules/shop.o8", "module shop {\n  team = comerce\n  deploy.replicas = \"3\"\n}\n"),
        ("teams.o8", "// é😀\r\nteam commerce {}\r\n"),
    ]);
    let diagnostics = vec![
        Diagnostic::warning("W9907", find(&sources, 1, "commerce"), "team `commerce` has no owners"),
        Diagnostic::error("E9902", find(&sources, 0, "\"3\""), "expected `Int`, found `String`")
            .label("found `String`")
            .help("write the number without quotes")
            .fix(Fix::safe("write `3`", find(&sources, 0, "\"3\""), "3")),
        Diagnostic::error("E9901", find(&sources, 0, "comerce"), "there is no team `comerce`")
            .label("not found")
            .related(find(&sources, 1, "commerce"), "`commerce` is declared here")
            .fix(Fix::offered("rename to `commerce`", find(&sources, 0, "comerce"), "commerce")),
    ];
    (diagnostics, sources)
}

#[test]
fn people_see_excerpts_in_order() {
    let (diagnostics, sources) = example();
    assert_snapshot!(human(&diagnostics, &sources), @r#"
    error[E9901]: there is no team `comerce`
       ╭─[ modules/shop.o8:2:10 ]
       │
     2 │   team = comerce
       │          ───┬───
       │             ╰───── not found
       │
       ├─[ teams.o8:2:6 ]
       │
     2 │ team commerce {}
       │      ────┬───
       │          ╰───── `commerce` is declared here
    ───╯
      suggestion: rename to `commerce`

    error[E9902]: expected `Int`, found `String`
       ╭─[ modules/shop.o8:3:21 ]
       │
     3 │   deploy.replicas = "3"
       │                     ─┬─
       │                      ╰─── found `String`
    ───╯
      help: write the number without quotes
      fix: write `3` (`o8 fix` applies it)

    warning[W9907]: team `commerce` has no owners
       ╭─[ teams.o8:2:6 ]
       │
     2 │ team commerce {}
       │      ────┬───
       │          ╰───── here
    ───╯

    2 errors, 1 warning
    "#);
}

#[test]
fn colours_come_only_when_asked_for() {
    let (diagnostics, sources) = example();
    assert!(!human(&diagnostics, &sources).contains('\u{1b}'));
    let options = Options { colour: true, ..Options::default() };
    assert!(render(Format::Human, &diagnostics, &sources, &options).contains("\u{1b}[1;31merror[E9901]"));
}

#[test]
fn json_holds_everything() {
    let (diagnostics, sources) = example();
    let counts = Counts { files: 2, modules: 1, objects: 0, written: 0 };
    let options = Options { counts, ..Options::default() };
    assert_snapshot!(render(Format::Json, &diagnostics[1..2], &sources, &options), @r#"
    {
      "version": 1,
      "diagnostics": [
        {
          "code": "E9902",
          "severity": "error",
          "message": "expected `Int`, found `String`",
          "primary": {
            "file": "modules/shop.o8",
            "start": {
              "line": 3,
              "column": 21,
              "offset": 51
            },
            "end": {
              "line": 3,
              "column": 24,
              "offset": 54
            },
            "label": "found `String`"
          },
          "related": [],
          "help": "write the number without quotes",
          "fixes": [
            {
              "title": "write `3`",
              "safe": true,
              "edits": [
                {
                  "file": "modules/shop.o8",
                  "start": 51,
                  "end": 54,
                  "text": "3"
                }
              ]
            }
          ]
        }
      ],
      "summary": {
        "errors": 1,
        "warnings": 0,
        "files": 2,
        "modules": 1,
        "objects": 0,
        "written": 0
      }
    }
    "#);
}

#[test]
fn sarif_names_rules_places_and_fixes() {
    let (diagnostics, sources) = example();
    let report = render(Format::Sarif, &diagnostics[2..], &sources, &Options::default());
    let report = report.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    assert_snapshot!(report, @r#"
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "o8",
              "version": "VERSION",
              "informationUri": "https://github.com/o8-lang/o8",
              "rules": [
                {
                  "id": "E9901"
                }
              ]
            }
          },
          "columnKind": "unicodeCodePoints",
          "results": [
            {
              "ruleId": "E9901",
              "ruleIndex": 0,
              "level": "error",
              "message": {
                "text": "there is no team `comerce`"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "modules/shop.o8",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 2,
                      "startColumn": 10,
                      "endLine": 2,
                      "endColumn": 17
                    }
                  },
                  "message": {
                    "text": "not found"
                  }
                }
              ],
              "partialFingerprints": {
                "o8/v1": "70c0339dd720530ea25e45883d1c911c"
              },
              "relatedLocations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "teams.o8",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 2,
                      "startColumn": 6,
                      "endLine": 2,
                      "endColumn": 14
                    }
                  },
                  "message": {
                    "text": "`commerce` is declared here"
                  }
                }
              ],
              "fixes": [
                {
                  "description": {
                    "text": "rename to `commerce`"
                  },
                  "artifactChanges": [
                    {
                      "artifactLocation": {
                        "uri": "modules/shop.o8",
                        "uriBaseId": "%SRCROOT%"
                      },
                      "replacements": [
                        {
                          "deletedRegion": {
                            "startLine": 2,
                            "startColumn": 10,
                            "endLine": 2,
                            "endColumn": 17
                          },
                          "insertedContent": {
                            "text": "commerce"
                          }
                        }
                      ]
                    }
                  ]
                }
              ]
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn github_gets_one_escaped_line_each() {
    let sources = texts(&[("a,b:c.o8", "one\ntwo\n")]);
    let diagnostics = [
        Diagnostic::error("E0001", at(0, 4, 7), "100% wrong, he said: no").help("try again"),
        Diagnostic::warning("W0001", at(0, 0, 7), "all of it"),
        Diagnostic::note("N0001", Place::local(Span::at(0)), "nowhere"),
    ];
    assert_snapshot!(render(Format::Github, &diagnostics, &sources, &Options::default()), @r#"
    ::notice title=N0001::nowhere
    ::warning file=a%2Cb%3Ac.o8,line=1,endLine=2,title=W0001::all of it
    ::error file=a%2Cb%3Ac.o8,line=2,col=1,endColumn=4,title=E0001::100%25 wrong, he said: no%0Ahelp: try again
    "#);
}

#[test]
fn hosts_of_repositories_read_paths_from_their_root() {
    let sources = texts(&[("a.o8", "one\n")]);
    let options = Options { prefix: "platform/".to_owned(), ..Options::default() };
    let found =
        |format| render(format, &[Diagnostic::error("E0001", at(0, 0, 3), "wrong")], &sources, &options);
    assert!(found(Format::Github).starts_with("::error file=platform/a.o8,"), "{}", found(Format::Github));
    assert!(found(Format::Gitlab).contains("\"path\": \"platform/a.o8\""), "{}", found(Format::Gitlab));
    assert!(!found(Format::Human).contains("platform/"), "{}", found(Format::Human));
}

#[test]
fn gitlab_fingerprints_survive_edits_elsewhere() {
    let fingerprints = |text: &str| {
        let sources = texts(&[("a.o8", text)]);
        let found = text.match_indices("bad").map(|(start, _)| {
            Diagnostic::error("E0001", at(0, start as u32, start as u32 + 3), "this is bad")
        });
        let diagnostics: Vec<Diagnostic> = found.collect();
        let report = render(Format::Gitlab, &diagnostics, &sources, &Options::default());
        let list: serde_json::Value = serde_json::from_str(&report).expect("the report is JSON");
        let prints = list.as_array().expect("a list").iter().map(|one| one["fingerprint"].to_string());
        prints.collect::<Vec<_>>()
    };
    let before = fingerprints("x = bad\ny = bad\n  y = bad\n");
    let after = fingerprints("// more\n\nx = bad\ny = bad\n  y = bad\n");
    assert_eq!(before, after);
    let mut distinct = before.clone();
    distinct.dedup();
    assert_eq!(distinct, before, "equal lines are told apart");
}

#[test]
fn gitlab_reports_are_lists() {
    let (diagnostics, sources) = example();
    assert_snapshot!(render(Format::Gitlab, &diagnostics[..1], &sources, &Options::default()), @r#"
    [
      {
        "description": "team `commerce` has no owners",
        "check_name": "W9907",
        "fingerprint": "b97fa43c6f6fa8a13f0b3528caf19214",
        "severity": "minor",
        "location": {
          "path": "teams.o8",
          "lines": {
            "begin": 2,
            "end": 2
          }
        }
      }
    ]
    "#);
}

#[test]
fn junit_fails_for_errors_alone() {
    let (diagnostics, sources) = example();
    assert_snapshot!(render(Format::Junit, &diagnostics[..2], &sources, &Options::default()), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="o8" tests="2" failures="1" errors="0">
      <testsuite name="o8" tests="2" failures="1" errors="0">
        <testcase name="E9902: expected `Int`, found `String`" classname="modules/shop.o8" file="modules/shop.o8" line="3">
          <failure message="expected `Int`, found `String`">modules/shop.o8:3:21: expected `Int`, found `String` (found `String`)
    help: write the number without quotes</failure>
        </testcase>
        <testcase name="W9907: team `commerce` has no owners" classname="teams.o8" file="teams.o8" line="2">
          <system-out>teams.o8:2:6: team `commerce` has no owners</system-out>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn junit_escapes_what_xml_cannot_hold() {
    let case = junit::Case {
        name: "a<b> & \"c\"\u{1}".to_owned(),
        group: "g".to_owned(),
        place: None,
        outcome: junit::Outcome::Failed { message: "x\ny".to_owned(), detail: "]]>\0".to_owned() },
    };
    assert_snapshot!(junit::report("o8 test", &[case]), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="o8 test" tests="1" failures="1" errors="0">
      <testsuite name="o8 test" tests="1" failures="1" errors="0">
        <testcase name="a&lt;b&gt; &amp; &quot;c&quot;�" classname="g">
          <failure message="x&#10;y">]]&gt;�</failure>
        </testcase>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn every_format_is_valid_with_nothing_to_report() {
    let sources = texts(&[]);
    let empty = |format| render(format, &[], &sources, &Options::default());
    assert_eq!(empty(Format::Human), "");
    assert_eq!(empty(Format::Github), "");
    assert_eq!(empty(Format::Gitlab), "[]\n");
    let json: serde_json::Value = serde_json::from_str(&empty(Format::Json)).expect("JSON");
    assert_eq!((&json["version"], &json["summary"]["errors"]), (&1.into(), &0.into()));
    let sarif: serde_json::Value = serde_json::from_str(&empty(Format::Sarif)).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"], serde_json::json!([]));
    assert_snapshot!(empty(Format::Junit), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="o8" tests="1" failures="0" errors="0">
      <testsuite name="o8" tests="1" failures="0" errors="0">
        <testcase name="nothing to report" classname="o8"/>
      </testsuite>
    </testsuites>
    "#);
}

#[test]
fn long_lines_are_cropped_around_what_is_meant() {
    let text =
        format!("short\n{} = wrong{}, also_wrong{}\n", "é".repeat(2000), "😀".repeat(2000), "x".repeat(1000));
    let sources = texts(&[("long.o8", &text)]);
    let diagnostic = Diagnostic::error("E0001", find(&sources, 0, "wrong😀"), "this is wrong")
        .related(find(&sources, 0, "also_wrong"), "and so is this");
    let shown = human(&[diagnostic], &sources);
    assert!(shown.lines().all(|line| line.chars().count() < 400), "{shown}");
    assert_snapshot!(shown, @r#"
    error[E0001]: this is wrong
       ╭─[ long.o8:2:2004 ]
       │
     2 │ …ééééééééééééééééééééééééééééééééééééé = wrong😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀… …😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀, also_wrongxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…
       │                                          ───┬───                                                                                                                                                                 ─────┬────
       │                                             ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────── here
       │                                                                                                                                                                                                                       │
       │                                                                                                                                                                                                                       ╰────── and so is this
    ───╯

    1 error
    "#);
}

#[test]
fn a_mark_longer_than_a_screen_is_cropped_itself() {
    let sources = texts(&[("long.o8", &"y".repeat(5000))]);
    let shown = human(&[Diagnostic::error("E0001", at(0, 0, 5000), "all of it").label("this")], &sources);
    assert_snapshot!(shown, @r#"
    error[E0001]: all of it
       ╭─[ long.o8:1:1 ]
       │
     1 │ yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy…
       │ ────────────────────────────────────────────────────────────┬───────────────────────────────────────────────────────────
       │                                                             ╰───────────────────────────────────────────────────────────── this
    ───╯

    1 error
    "#);
}

#[test]
fn tabs_and_control_characters_are_made_visible() {
    let sources = texts(&[("\u{1b}.o8", "\ta\t= \u{1b}[31m\u{202e}\u{2028}x\u{85}\n")]);
    let diagnostic =
        Diagnostic::error("E0001", find(&sources, 0, "x"), "escape \u{1b}[0m\u{1}0\u{1}:1").label("\u{7}");
    assert_snapshot!(human(&[diagnostic], &sources), @r#"
    error[E0001]: escape ␛[0m␁0␁:1
       ╭─[ ␛.o8:1:13 ]
       │
     1 │     a   = ␛[31m��x�
       │                  ┬
       │                  ╰── ␇
    ───╯

    1 error
    "#);
}

#[test]
fn several_lines_are_bracketed() {
    let sources = texts(&[("a.o8", "team a {\r\n\r\n  b = 1\r\n}\r\nteam c {}\r\n")]);
    let diagnostic = Diagnostic::error("E0001", at(0, 0, 21), "the whole team").label("declared here");
    assert_snapshot!(human(&[diagnostic], &sources), @r#"
    error[E0001]: the whole team
       ╭─[ a.o8:1:1 ]
       │
     1 │ ╭─▶ team a {
       ┆ ┆
     3 │ ├─▶   b = 1
       │ │
       │ ╰──────────── declared here
    ───╯

    1 error
    "#);
}

#[test]
fn ends_of_lines_and_files_can_be_pointed_at() {
    let sources = texts(&[("a.o8", "a =\nb\n"), ("empty.o8", "")]);
    let diagnostics = [
        Diagnostic::error("E0001", at(0, 3, 3), "expected an expression").label("here it ends"),
        Diagnostic::error("E0001", at(0, 6, 6), "expected `}`"),
        Diagnostic::error("E0001", at(1, 0, 0), "nothing in here"),
        Diagnostic::error("E0001", Place::local(Span::at(7)), "nowhere"),
    ];
    assert_snapshot!(human(&diagnostics, &sources), @r#"
    error[E0001]: nowhere

    error[E0001]: expected an expression
       ╭─[ a.o8:1:4 ]
       │
     1 │ a =
       │    │
       │    ╰─ here it ends
    ───╯

    error[E0001]: expected `}`
       ╭─[ a.o8:3:1 ]
       │
     3 │
       │ ┬
       │ ╰── here
    ───╯

    error[E0001]: nothing in here
       ╭─[ empty.o8:1:1 ]
       │
     1 │
       │ ┬
       │ ╰── here
    ───╯

    4 errors
    "#);
}

#[test]
fn no_span_makes_a_renderer_panic() {
    let text = "é😀 = \"x\"\r\n\r\n\tλ\u{2028}b\u{85}c\n\u{0}😀";
    let sources = texts(&[("a.o8", text), ("b.o8", ""), ("c.o8", "😀é\n😀")]);
    let mut spans = vec![(0, u32::MAX), (u32::MAX, u32::MAX), (9, 2)];
    let length = text.len() as u32 + 2;
    spans.extend((0..length).flat_map(|start| (start..length).map(move |end| (start, end))));
    for (start, end) in spans {
        let diagnostic = Diagnostic::error("E0001", at(0, start, end), "é")
            .label("label")
            .related(at(2, end % 12, end % 12 + 3), "other")
            .related(at(1, start, end), "empty")
            .related(at(0, end / 2, end), "same")
            .fix(Fix::safe("do", at(2, start, end), ""));
        for (_, format) in Format::ALL {
            render(format, std::slice::from_ref(&diagnostic), &sources, &Options::default());
        }
    }
}

#[test]
fn the_heaviest_are_shown_where_there_are_too_many() {
    let sources = texts(&[("a.o8", "abc")]);
    let mut diagnostics: Vec<Diagnostic> =
        (0..3).map(|n| Diagnostic::warning("W0001", at(0, 0, 1), format!("warning {n}"))).collect();
    diagnostics.push(Diagnostic::error("E0001", at(0, 2, 3), "the error"));
    let options = Options { limit: 2, ..Options::default() };
    let shown = render(Format::Human, &diagnostics, &sources, &options);
    assert!(
        shown.contains("the error") && shown.contains("warning 0") && !shown.contains("warning 1"),
        "{shown}"
    );
    assert!(shown.ends_with("and 2 more, which `--format json` lists\n1 error, 3 warnings\n"), "{shown}");
}
