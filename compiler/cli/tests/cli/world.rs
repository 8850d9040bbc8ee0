//! Bad input, and a world that fails: a clear message, the right exit code, nothing lost, no hang.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use crate::folder::Folder;
use crate::run::{self, Ran};

fn with_output(line: &str) -> Folder {
    let folder = Folder::platform();
    folder.put("o8.toml", format!("name = \"acme\"\n{line}\n"));
    folder
}

/// Commands that read a package, whatever they do with it.
const READERS: [&[&str]; 5] = [&["check"], &["build"], &["render", "web"], &["test"], &["fix"]];

#[test]
fn bytes_that_are_no_text() {
    let folder = Folder::platform();
    folder.put("bad.o8", b"let a = \"\xff\"\n");
    for arguments in READERS {
        folder.o8(arguments).ends(1).says("error[E0916]: the file is not UTF-8: byte 0xff at offset 9");
    }
    assert!(!folder.has("generated"));
    folder.remove("bad.o8");
    folder.put("o8.toml", b"name = \"\xff\"\n");
    folder.o8(&["build"]).ends(1).says("error[E0916]").says("o8.toml:1:9");
}

#[test]
fn a_folder_where_a_file_goes() {
    let folder = Folder::platform();
    fs::create_dir(folder.join("x.o8")).expect("a folder");
    for arguments in READERS.iter().copied().chain([&["fmt"][..]]) {
        folder.o8(arguments).ends(2).says("error: `x.o8` is a folder, where a file is expected\n");
    }
    let folder = Folder::new();
    fs::create_dir(folder.join("o8.toml")).expect("a folder");
    folder.o8(&["build"]).ends(2).says("error: `o8.toml` is a folder, where a file is expected\n");
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_round() {
    let folder = Folder::platform();
    folder.link("loop.o8", "loop.o8");
    folder.o8(&["build"]).ends(2).says("error: cannot read `loop.o8`: too many levels of symbolic links\n");
    folder.remove("loop.o8");
    folder.link("nowhere.o8", "gone.o8");
    folder.o8(&["fmt"]).ends(2).says("error: cannot read `gone.o8`: no such file or directory\n");
    folder.remove("gone.o8");
    folder.link(".", "around");
    folder.link("../..", "modules/up");
    folder.o8(&["build"]).ends(0).says("warning[W0902]: `around` is a symbolic link").says("`modules/up`");
    folder.o8(&["build", "--deny", "warnings"]).ends(1);
}

#[cfg(unix)]
#[test]
fn texts_that_are_no_part_of_the_package() {
    let folder = Folder::built();
    let outside = Folder::with(&[("secret.txt", "outside")]);
    folder.put("texts/inside.txt", "inside");
    folder.link("texts/inside.txt", "linked.txt");
    folder.link(outside.path().to_str().expect("UTF-8"), "away");
    folder.link("away/secret.txt", "secret.txt");
    folder.put("text.o8", "let text = readFile(\"linked.txt\")\n");
    folder.o8(&["check"]).ends(0);
    // What is behind a link differs from machine to machine, and the output is not there before the first build.
    for path in ["secret.txt", "away/secret.txt", "generated/bootstrap/root.yaml"] {
        folder.put("text.o8", format!("let text = readFile(\"{path}\")\n"));
        folder.o8(&["check"]).ends(1).says(&format!("there is no text file `{path}` in the package"));
    }
}

/// Runs `o8` as somebody who may not do everything; `None` where that cannot be had.
#[cfg(unix)]
fn unprivileged(folder: &Folder, arguments: &[&str]) -> Option<Ran> {
    use std::os::unix::process::CommandExt;
    let mut command = folder.command(arguments);
    folder.put("probe", "");
    lock(&folder.join("probe"), 0o000);
    if fs::read(folder.join("probe")).is_ok() {
        const NOBODY: u32 = 65534;
        command.uid(NOBODY).gid(NOBODY);
    }
    folder.remove("probe");
    let can_start = command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !can_start {
        eprintln!("skipped: needs a user who may not read and write everything");
    }
    can_start.then(|| run::ended(&mut command))
}

#[cfg(unix)]
fn lock(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_read() {
    let folder = Folder::built();
    let before = folder.contents("generated");
    lock(&folder.join("modules/web.o8"), 0o000);
    for arguments in READERS {
        let Some(ran) = unprivileged(&folder, arguments) else { return };
        ran.ends(2).says("error: cannot read `modules/web.o8`: permission denied\n");
    }
    assert_eq!(folder.contents("generated"), before);
}

#[cfg(unix)]
#[test]
fn folders_that_may_not_be_written() {
    let folder = Folder::built();
    folder.change("modules/web.o8", "web:1.0.0", "web:1.1.0");
    folder.put("modules/ugly.o8", "let   a=1\n");
    let before = folder.contents("");
    lock(&folder.join("generated/.o8"), 0o555);
    lock(&folder.join("modules"), 0o555);
    let Some(ran) = unprivileged(&folder, &["build"]) else { return };
    ran.ends(2).says("error: cannot create `generated/.o8/stage`: permission denied\n");
    if let Some(ran) = unprivileged(&folder, &["fmt"]) {
        ran.ends(2).says("error: cannot write `modules/ugly.o8`: permission denied\n");
    }
    lock(&folder.join("generated/.o8"), 0o755);
    lock(&folder.join("modules"), 0o755);
    assert_eq!(folder.contents(""), before);
}

#[test]
fn files_that_are_no_programs_for_their_size() {
    let folder = Folder::platform();
    let file = fs::File::create(folder.join("big.o8")).expect("a file");
    file.set_len(50 * 1024 * 1024).expect("a file can have holes");
    for arguments in READERS.iter().copied().chain([&["fmt", "big.o8"][..]]) {
        folder
            .o8(arguments)
            .ends(2)
            .says("error: `big.o8` is too large: 50 MB, and a source file has at most 16 MB\n");
    }
    folder.put("big.o8", "a".repeat(1024 * 1024));
    let ran = folder.o8(&["check", "--format", "json"]).ends(1);
    assert!(ran.out.len() < 4096, "{} bytes", ran.out.len());
}

#[cfg(unix)]
#[test]
fn pipes_are_not_waited_for() {
    let folder = Folder::built();
    let pipe = |path: &str| {
        let made = std::process::Command::new("mkfifo").arg(folder.join(path)).status();
        made.is_ok_and(|status| status.success())
    };
    folder.remove("generated/bootstrap/root.yaml");
    if !pipe("generated/bootstrap/root.yaml") {
        eprintln!("skipped: needs mkfifo");
        return;
    }
    folder.o8(&["build"]).ends(2).says("not written by o8").says("\n  bootstrap/root.yaml\n");
    folder.o8(&["build", "--check"]).ends(3).says("bootstrap/root.yaml: not written by o8\n");
    assert!(pipe("pipe.o8"));
    folder.o8(&["build"]).ends(2).says("error: `pipe.o8` is not a regular file\n");
}

#[test]
fn nesting_without_end() {
    let folder = Folder::platform();
    let all =
        ["[", "(", "{ a = ", "-", "1 + ", "f(", "a.", "if true then ", "x => ", "\"${", "not ", "[for a in "];
    for part in all {
        folder.put("deep.o8", format!("let a = {}\n", part.repeat(100_000)));
        let ran = folder.o8(&["check"]).ends(1).says("error[E0116]");
        assert!(ran.err.len() < 8192, "{part}: {} bytes", ran.err.len());
        folder
            .o8(&["fmt", "--check", "deep.o8"])
            .ends(1)
            .says("deep.o8: what has syntax errors stays as it is");
    }
    folder.put("deep.o8", format!("let a = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000)));
    folder
        .o8(&["check"])
        .ends(1)
        .says("error[E0116]: brackets nest more than 256 levels deep")
        .says("1 error\n");
    folder.put("deep.o8", format!("type T {{ a: {} }}\n", "[".repeat(100_000)));
    folder.o8(&["check"]).ends(1).says("error[E0116]");
}

#[test]
fn values_without_end() {
    let folder = Folder::platform();
    let eight = |name: &str| format!("\"{}\"", format!("${{{name}}}").repeat(8));
    let doubled: String = ('a'..'h')
        .map(|name| (name, char::from(name as u8 + 1)))
        .map(|(name, next)| format!("let {next} = {}\n", eight(&name.to_string())))
        .collect();
    let cases = [
        (
            "let many = [for x in range(0, 1000000): x * 2].size()\n".to_owned(),
            "error[E0422]: more than 100000 elements",
        ),
        (
            "let few = range(5000)\nlet many = [for x in few: [for y in few: x * y].size()].size()\n"
                .to_owned(),
            "error[E0421]: evaluating this takes too many steps",
        ),
        (
            format!("let a = \"0123456789\"\n{doubled}let many = h.size()\n"),
            "error[E0423]: a text of more than 4 MiB",
        ),
    ];
    for (program, message) in cases {
        folder.put("many.o8", format!("{program}\ntest \"many\" {{\n  assert many > 0\n}}\n"));
        folder.o8(&["test"]).ends(1).prints("").says(message).says("1 error\n");
    }
}

#[test]
fn output_among_sources() {
    for (output, message) in [
        ("modules", "error[E0910]: the output folder `modules` holds source files"),
        ("modules/out", "error[E0911]: the output folder `modules/out` is inside `modules`"),
        (".", "error[E0910]: the output folder `.` holds source files"),
        ("../out", "error[E0909]: the output folder `../out` is not inside the package"),
    ] {
        let folder = with_output(&format!("output = \"{output}\""));
        let before = folder.contents("");
        folder.o8(&["build"]).ends(1).says(message);
        assert_eq!(folder.contents(""), before);
    }
    let folder = Folder::platform();
    let before = folder.contents("");
    for (out, message) in [
        (".", "error: the output folder `.` holds the package itself\n"),
        ("..", "error: the output folder `..` holds the package itself\n"),
        ("modules", "error: the output folder `modules` holds source files: `modules/web.o8` is in it\n"),
        (
            "modules/out",
            "error: the output folder `modules/out` is inside `modules`, a folder of source files",
        ),
    ] {
        folder.o8(&["build", "--out", out]).ends(2).says(message);
        assert_eq!(folder.contents(""), before);
    }
}

#[test]
fn a_file_where_the_output_goes() {
    let folder = with_output("output = \"yaml\"");
    folder.put("yaml", "mine");
    let message =
        "error: `yaml` is a file, where the output folder goes: move it away, or choose another folder\n";
    for arguments in [&["build"][..], &["build", "--force"], &["build", "--out", "yaml"]] {
        folder.o8(arguments).ends(2).says(message);
    }
    assert_eq!(folder.read("yaml"), "mine");
    folder.o8(&["build", "--out", "/dev/null/out"]).ends(2).says("error: cannot create the output folder");
}

#[test]
fn a_package_inside_a_package() {
    let folder = Folder::built();
    for (path, text) in Folder::platform().contents("") {
        folder.put(&format!("inner/{path}"), text);
    }
    let outer = folder.o8(&["build"]).ends(0).says("warning[W0901]: `inner` is a package of its own");
    assert!(outer.err.contains(": 0 files written"), "{}", outer.err);
    folder
        .o8(&["build", "inner"])
        .ends(0)
        .says(": 18 files written, 0 removed, 0 unchanged in `inner/generated`");
    folder.put("o8.toml", "name = \"acme\"\n[lints]\nW0901 = \"allow\"\n");
    folder.o8(&["build", "--deny", "warnings"]).ends(0);
}

#[test]
fn packages_with_nothing_in_them() {
    let folder = Folder::with(&[("o8.toml", "name = \"acme\"\n")]);
    folder.o8(&["check", "--deny", "warnings"]).ends(0).says("0 modules, 0 objects: nothing to report\n");
    folder.o8(&["build"]).ends(0).says("nothing to write: the package declares no platform\n");
    folder.o8(&["build", "--check"]).ends(0);
    folder.o8(&["fmt"]).ends(0).says("0 of 0 files formatted\n");
    folder.o8(&["fix"]).ends(0);
    folder.o8(&["test"]).ends(0);
    folder.o8(&["render", "web"]).ends(2).says("error: no module is called `web`\n");
    assert_eq!(folder.list(""), ["o8.toml"]);
}

#[test]
fn a_package_without_a_platform() {
    let folder = Folder::platform();
    folder.change("platform.o8", "platform acme {", "let acme = {");
    folder.o8(&["build"]).ends(1).says("error[E0805]: no platform is declared").says("1 error\n");
    assert!(!folder.has("generated"));
}

#[test]
fn no_package_at_all() {
    let folder = Folder::new();
    let nowhere = "error: no `o8.toml` in the current folder or above it: `o8 init` makes a package\n";
    for arguments in READERS.iter().copied().chain([&["fmt"][..]]) {
        folder.o8(arguments).ends(2).prints("").says(nowhere);
    }
    folder
        .o8(&["build", "nowhere"])
        .ends(2)
        .says("error: cannot open `nowhere`: no such file or directory\n");
    folder.put("notes.txt", "");
    folder.o8(&["build", "notes.txt"]).ends(2).says("error: `notes.txt` is not an o8 program");
    folder.put("a.o8", "let a = 1\n");
    folder.o8(&["check"]).ends(0);
    folder.put("b.o8", "let b = nowhere\n");
    folder.o8(&["check"]).ends(2).says("one that says `name = \"…\"` makes its programs a package\n");
    folder.o8(&["check", "a.o8"]).ends(0);
    folder.o8(&["check", "b.o8"]).ends(1);
}

#[test]
fn settings_with_mistakes() {
    for (text, code) in [
        ("", "E0904"),
        ("name = \"Acme\"\n", "E0908"),
        ("name = = 3", "E0901"),
        ("name = \"acme\"\nnam = 1\n", "E0902"),
        ("name = \"acme\"\no8 = \">=99\"\n", "E0906"),
        ("name = \"acme\"\n[dependencies]\nblocks = { path = \"nowhere\" }\n", "E0913"),
        ("name = \"acme\"\n[dependencies]\nself = { path = \".\" }\n", "E0915"),
    ] {
        let folder = Folder::platform();
        folder.put("o8.toml", text);
        let ran = folder.o8(&["build"]).ends(1).says(&format!("error[{code}]"));
        assert!(ran.err.ends_with("1 error\n") && !folder.has("generated"), "{}", ran.err);
    }
}
