use std::fs;

use o8_diagnostics::render::{Format, Options, render};
use o8_diagnostics::{Severity, codes, explain};

use super::*;
use crate::scratch::Scratch;

fn package(scratch: &Scratch, root: &str) -> Package {
    let target = find(Some(&scratch.join(root))).expect("a package");
    load(&target).unwrap_or_else(|error| panic!("{error}"))
}

fn failure(scratch: &Scratch, root: &str) -> String {
    let target = find(Some(&scratch.join(root)));
    let error = target.and_then(|target| load(&target)).expect_err("the world fails").to_string();
    error.replace(&*scratch.path().to_string_lossy(), "ROOT")
}

fn report(package: &Package) -> String {
    render(Format::Human, &package.diagnostics, &package.files, &Options::default())
}

fn paths(package: &Package) -> Vec<&str> {
    package.sources.iter().map(|source| source.path.as_str()).collect()
}

/// What an `o8.toml` alone gets.
fn toml(text: &str) -> String {
    let scratch = Scratch::with(&[("o8.toml", text)]);
    report(&package(&scratch, ""))
}

/// Puts a program of an `explain` page into `p/`: files after `//- path`, `//- path latin1`, `//- path link TARGET`.
fn put_program(scratch: &Scratch, program: &str) {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in program.lines() {
        match (line.strip_prefix("//- "), files.last_mut()) {
            (Some(head), _) => files.push((head, String::new())),
            (None, Some((_, text))) => text.push_str(&format!("{line}\n")),
            (None, None) => panic!("a program of several files begins with `//- path`"),
        }
    }
    fs::create_dir_all(scratch.join("p")).expect("a folder");
    for (head, text) in files {
        let words: Vec<&str> = head.split(' ').collect();
        match words[..] {
            [path] => scratch.put(&format!("p/{path}"), text),
            [path, "latin1"] => {
                let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
                scratch.put(&format!("p/{path}"), bytes);
            }
            #[cfg(unix)]
            [path, "link", target] => {
                std::os::unix::fs::symlink(target, scratch.join(&format!("p/{path}"))).expect("a link");
            }
            _ => panic!("{head}"),
        }
    }
}

/// What can only be seen where versions are chosen: `o8 update` says it, and no build.
const OF_UPDATES: &[&str] = &["E0929", "E0930", "E0931"];

/// What choosing versions for the package in `p/` finds.
fn codes_of_update(scratch: &Scratch) -> Vec<&'static str> {
    use crate::packages::resolve::{Free, Problem, resolve};
    let cache = crate::packages::cache::Cache::at(scratch.join("cache"));
    let (lock, mut files, settings) = (Default::default(), Files::default(), package(scratch, "p").settings);
    match resolve(&scratch.join("p"), &settings, &lock, &Free::All, &cache, &mut files) {
        Ok(_) => Vec::new(),
        Err(Problem::Program(found)) => found.iter().map(|found| found.code).collect(),
        Err(Problem::World(error)) => panic!("{error}"),
    }
}

#[test]
fn the_pages_of_packages_keep_what_they_say() {
    // Those from 40 on are about audits, schemas and programs.
    let mine = codes().filter(|code| code[1..].starts_with("09") && &code[3..] < "40");
    for code in mine {
        let page = explain(code).expect("whole pages");
        let (wrong, right) = (Scratch::new(), Scratch::new());
        put_program(&wrong, page.wrong);
        put_program(&right, page.right);
        if OF_UPDATES.contains(&code) {
            assert_eq!(codes_of_update(&wrong), [code], "the wrong program of {code}");
            assert!(codes_of_update(&right).is_empty(), "the right program of {code}");
            continue;
        }
        let found: Vec<&str> = package(&wrong, "p").diagnostics.iter().map(|found| found.code).collect();
        assert_eq!(found, [code], "the wrong program of {code}");
        let mut right = package(&right, "p");
        // What comes from elsewhere is not locked on a page.
        right.diagnostics.retain(|found| found.code != "E0922");
        assert_eq!(report(&right), "", "the right program of {code}");
    }
}

#[test]
fn settings_are_read() {
    let scratch = Scratch::with(&[(
        "o8.toml",
        "name = \"acme\"\nversion = \"1.2.3\"\nedition = \"2026\"\no8 = \">=0.1\"\noutput = \"./out//x/\"\n\
         layout = \"rendered\"\n\n[lints]\nW0901 = \"allow\"\n",
    )]);
    let package = package(&scratch, "");
    assert_eq!(report(&package), "");
    let Settings { name, version, output, layout, .. } = package.settings;
    assert_eq!(
        (name.as_str(), output.as_str(), layout),
        ("acme", "out/x", o8_ir::platform::Layout::Rendered)
    );
    assert_eq!(version, Some(semver::Version::new(1, 2, 3)));
}

#[test]
fn mistakes_in_settings_are_shown_at_their_place() {
    insta::assert_snapshot!(toml("name = \"acme\"\nlayuot = 1\nversoin = 2\ncolour = \"red\"\nlayout = \"kustomise\"\nversion = \"1\"\n"), @r#"
    error[E0902]: `o8.toml` has no key `layuot`
       ╭─[ o8.toml:2:1 ]
       │
     2 │ layuot = 1
       │ ───┬──
       │    ╰──── here
    ───╯
      help: what it could say is `edition`, `o8`, `output`, `dependencies` or `lints`

    error[E0902]: `o8.toml` has no key `versoin`
       ╭─[ o8.toml:3:1 ]
       │
     3 │ versoin = 2
       │ ───┬───
       │    ╰───── here
    ───╯
      help: what it could say is `edition`, `o8`, `output`, `dependencies` or `lints`

    error[E0902]: `o8.toml` has no key `colour`
       ╭─[ o8.toml:4:1 ]
       │
     4 │ colour = "red"
       │ ───┬──
       │    ╰──── here
    ───╯
      help: what it could say is `edition`, `o8`, `output`, `dependencies` or `lints`

    error[E0907]: `layout` expects `kustomize` or `rendered`, found `kustomise`
       ╭─[ o8.toml:5:10 ]
       │
     5 │ layout = "kustomise"
       │          ─────┬─────
       │               ╰─────── here
    ───╯
      fix: write `kustomize` (`o8 fix` applies it)

    error[E0905]: `version` expects a value like `1.4.2`, found `1`
       ╭─[ o8.toml:6:11 ]
       │
     6 │ version = "1"
       │           ─┬─
       │            ╰─── unexpected end of input while parsing major version number
    ───╯

    5 errors
    "#);
}

#[test]
fn broken_toml_is_one_mistake() {
    insta::assert_snapshot!(toml("name = \"acme\nversion = \"1.0.0\"\n"), @r#"
    error[E0901]: `o8.toml` is not valid TOML: invalid basic string, expected `"`
       ╭─[ o8.toml:1:13 ]
       │
     1 │ name = "acme
       │             │
       │             ╰─ here
    ───╯

    1 error
    "#);
}

#[test]
fn levels_of_warnings_apply() {
    let nested = |lints: &str| {
        let toml = format!("name = \"acme\"\n[lints]\n{lints}\n");
        let scratch = Scratch::with(&[("o8.toml", &toml), ("sub/o8.toml", "")]);
        package(&scratch, "").diagnostics.iter().map(|found| (found.code, found.severity)).collect::<Vec<_>>()
    };
    assert_eq!(nested(""), [("W0901", Severity::Warning)]);
    assert_eq!(nested("W0901 = \"deny\""), [("W0901", Severity::Error)]);
    assert_eq!(nested("W0901 = \"allow\""), []);
}

#[test]
fn files_are_found_in_order_and_others_left_out() {
    let scratch = Scratch::with(&[
        ("o8.toml", "name = \"acme\""),
        ("z.o8", ""),
        ("b/a.o8", ""),
        ("b.o8", ""),
        ("target/of/team.o8", ""),
        ("notes.md", ""),
        (".hidden/a.o8", ""),
        (".o8", ""),
        ("generated/.o8/manifest.json", "{}"),
        ("generated/a.yaml", ""),
        ("cache/target/CACHEDIR.TAG", ""),
        ("cache/target/a.o8", ""),
        ("node_modules/x/a.o8", ""),
        ("sub/o8.toml", "name = \"sub\""),
        ("sub/a.o8", ""),
    ]);
    assert_eq!(paths(&package(&scratch, "")), ["b.o8", "b/a.o8", "target/of/team.o8", "z.o8"]);
    assert_eq!(
        paths(&package(&scratch, "b")),
        ["b.o8", "b/a.o8", "target/of/team.o8", "z.o8"],
        "from inside"
    );
    assert_eq!(paths(&package(&scratch, "b/../b/a.o8")).len(), 4, "a file of a package means the package");
    assert_eq!(paths(&package(&scratch, "sub")), ["a.o8"]);
}

#[test]
fn a_single_file_is_a_package_with_the_defaults() {
    let scratch = Scratch::with(&[("a.o8", "let a = 1\n"), ("other/x.yaml", "")]);
    for given in ["a.o8", ""] {
        let package = package(&scratch, given);
        assert_eq!(paths(&package), ["a.o8"]);
        assert_eq!(package.settings, Settings::default());
        assert_eq!(package.output(None), Ok(package.root.join("generated")));
    }
    scratch.put("b.o8", "");
    assert_eq!(paths(&package(&scratch, "b.o8")), ["b.o8"]);
    let one_that_says = "one that says `name = \"…\"` makes its programs a package";
    assert_eq!(failure(&scratch, ""), format!("no `o8.toml` in `ROOT/` or above it: {one_that_says}"));
    assert!(failure(&scratch, "other/x.yaml").starts_with("`ROOT/other/x.yaml` is not an o8 program"));
    assert_eq!(failure(&scratch, "nowhere"), "cannot open `ROOT/nowhere`: no such file or directory");
}

#[test]
fn dependencies_are_loaded_by_name() {
    let scratch = Scratch::with(&[
        (
            "p/o8.toml",
            "name = \"acme\"\n[dependencies]\nblocks = { path = \"../blocks\" }\nweb = { path = \"../web/\" }\n",
        ),
        ("p/a.o8", ""),
        ("blocks/o8.toml", "name = \"blocks\"\n[dependencies]\nweb = { path = \"../web\" }\n"),
        ("blocks/b.o8", ""),
        ("web/o8.toml", "name = \"web\""),
        ("web/c.o8", ""),
    ]);
    let package = package(&scratch, "p");
    assert_eq!(report(&package), "");
    let found: Vec<(&str, &str)> =
        package.sources.iter().map(|source| (source.package.as_str(), source.path.as_str())).collect();
    assert_eq!(found, [("", "a.o8"), ("blocks", "b.o8"), ("web", "c.o8")]);
}

#[test]
fn mistakes_in_dependencies_are_shown_in_their_file() {
    let scratch = Scratch::with(&[
        ("p/o8.toml", "name = \"acme\"\n[dependencies]\nblocks = { path = \"../blocks\" }\n"),
        (
            "blocks/o8.toml",
            "name = \"blocks\"\nlayot = \"rendered\"\n[dependencies]\nweb = { path = \"web\" }\n",
        ),
        ("blocks/bad.o8", ""),
    ]);
    fs::write(scratch.join("blocks/bad.o8"), b"// \xe4\n").expect("written");
    insta::assert_snapshot!(report(&package(&scratch, "p")), @r#"
    error[E0916]: the file is not UTF-8: byte 0xe4 at offset 3
       ╭─[ ../blocks/bad.o8:1:4 ]
       │
     1 │ // �
       │    ┬
       │    ╰── the text before this is fine
    ───╯
      help: save the file as UTF-8

    error[E0902]: `o8.toml` has no key `layot`
       ╭─[ ../blocks/o8.toml:2:1 ]
       │
     2 │ layot = "rendered"
       │ ──┬──
       │   ╰──── did you mean `layout`?
    ───╯
      fix: rename to `layout` (`o8 fix` applies it)

    error[E0913]: there is no package at `web`, which `web` is to come from
       ╭─[ ../blocks/o8.toml:4:16 ]
       │
     4 │ web = { path = "web" }
       │                ──┬──
       │                  ╰──── no `o8.toml` in this folder
    ───╯
      help: the path is relative to this `o8.toml`

    3 errors
    "#);
}

#[test]
fn bytes_that_are_no_text_are_shown_where_they_are() {
    let scratch = Scratch::with(&[("o8.toml", "name = \"acme\"")]);
    scratch.put("a.o8", b"// gr\xc3\xbc\xdfe\nlet a = 1\n");
    insta::assert_snapshot!(report(&package(&scratch, "")), @r#"
    error[E0916]: the file is not UTF-8: byte 0xdf at offset 7
       ╭─[ a.o8:1:7 ]
       │
     1 │ // grü�e
       │       ┬
       │       ╰── the text before this is fine
    ───╯
      help: save the file as UTF-8

    1 error
    "#);
    scratch.put("o8.toml", b"name = \"\xff\"");
    assert!(report(&package(&scratch, "")).contains("byte 0xff at offset 8"));
}

#[test]
fn what_is_no_readable_file_is_named() {
    let scratch = Scratch::with(&[("a/o8.toml", "name = \"a\""), ("a/x.o8/y", ""), ("b/o8.toml/x", "")]);
    assert_eq!(failure(&scratch, "a"), "`ROOT/a/x.o8` is a folder, where a file is expected");
    assert_eq!(failure(&scratch, "b"), "`ROOT/b/o8.toml` is a folder, where a file is expected");
}

#[test]
fn a_file_of_50_megabytes_is_refused() {
    let scratch = Scratch::with(&[("o8.toml", "name = \"a\""), ("big.o8", "")]);
    let big = fs::File::create(scratch.join("big.o8")).expect("a file");
    big.set_len(50 * 1024 * 1024).expect("sparse");
    assert_eq!(
        failure(&scratch, ""),
        "`ROOT/big.o8` is too large: 50 MB, and a source file has at most 16 MB"
    );
}

#[cfg(unix)]
#[test]
fn links_neither_loop_nor_lead_out() {
    use std::os::unix::fs::symlink;
    let scratch = Scratch::with(&[
        ("p/o8.toml", "name = \"a\""),
        ("p/a.o8", ""),
        ("elsewhere/b.o8", ""),
        ("elsewhere/single.o8", "// a file may be linked"),
    ]);
    symlink("../elsewhere", scratch.join("p/out")).expect("a link");
    symlink(".", scratch.join("p/again")).expect("a link");
    symlink("../elsewhere/single.o8", scratch.join("p/single.o8")).expect("a link");
    symlink("loop.md", scratch.join("p/loop.md")).expect("a link");
    let found = package(&scratch, "p");
    assert_eq!(paths(&found), ["a.o8", "single.o8"]);
    assert_eq!(found.diagnostics.iter().map(|found| found.code).collect::<Vec<_>>(), ["W0902", "W0902"]);
    symlink("loop.o8", scratch.join("p/loop.o8")).expect("a link");
    assert!(
        failure(&scratch, "p").starts_with("cannot read `ROOT/p/loop.o8`: "),
        "{}",
        failure(&scratch, "p")
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_is_not_waited_for() {
    let scratch = Scratch::with(&[("o8.toml", "name = \"a\"")]);
    let made = std::process::Command::new("mkfifo").arg(scratch.join("a.o8")).status();
    if made.is_ok_and(|status| status.success()) {
        assert_eq!(failure(&scratch, ""), "`ROOT/a.o8` is not a regular file");
    }
}

#[test]
fn output_may_go_elsewhere_but_not_over_sources() {
    let scratch = Scratch::with(&[("p/o8.toml", "name = \"a\""), ("p/modules/a.o8", "")]);
    let package = package(&scratch, "p");
    let out = |path: &str| package.output(Some(&scratch.join(path))).map_err(|error| error.to_string());
    assert_eq!(out("elsewhere/new"), Ok(scratch.join("elsewhere/new")));
    assert_eq!(out("p/other"), Ok(scratch.join("p/other")));
    assert!(out("p").is_err_and(|error| error.contains("holds the package itself")));
    assert!(out("").is_err_and(|error| error.contains("holds the package itself")));
    assert!(out("p/modules").is_err_and(|error| error.contains("holds source files")));
}
