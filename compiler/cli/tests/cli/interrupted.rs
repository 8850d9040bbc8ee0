//! Builds that are cut off: by a kill, a full disk, a limit.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::folder::Folder;
use crate::run;

/// The small platform with so many modules that writing them takes a while.
fn large() -> Folder {
    let folder = Folder::platform();
    let module = folder.read("modules/web.o8");
    for n in 0..12 {
        folder.put(&format!("modules/web{n}.o8"), module.replace("module web ", &format!("module web{n} ")));
    }
    folder
}

fn set_version(folder: &Folder, version: &str) {
    for path in folder.list("modules") {
        let path = format!("modules/{path}");
        let text = folder.read(&path);
        let start = text.find("acme/web:").expect("it has an image") + "acme/web:".len();
        let end = start + text[start..].find('"').expect("it ends");
        folder.put(&path, format!("{}{version}{}", &text[..start], &text[end..]));
    }
}

type Contents = BTreeMap<String, Vec<u8>>;

/// The output without the folder of our own files.
fn output(folder: &Folder) -> Contents {
    folder.contents("generated").into_iter().filter(|(path, _)| !path.starts_with(".o8/")).collect()
}

#[test]
fn a_kill_leaves_each_file_old_or_new() {
    let folder = large();
    let mut versions: Vec<Contents> = Vec::new();
    for version in ["2.0.0", "1.0.0"] {
        set_version(&folder, version);
        folder.o8(&["build", "-q"]).ends(0);
        versions.push(output(&folder));
    }
    let [new, mut old] = [versions.remove(0), versions.remove(0)];
    let (mut new, mut cut_off) = (new, 0);
    for (round, micros) in [0, 100, 300, 600, 1000, 1500, 2000, 3000, 5000].into_iter().enumerate() {
        set_version(&folder, if round % 2 == 0 { "2.0.0" } else { "1.0.0" });
        let mut command = folder.command(&["build", "-q"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs");
        // The first kill comes while it compiles, the others once it writes.
        if round > 0 {
            let start = Instant::now();
            while !folder.has("generated/.o8/stage")
                && child.try_wait().expect("a child can be asked").is_none()
            {
                assert!(start.elapsed() < Duration::from_secs(60), "it hangs");
                thread::sleep(Duration::from_micros(50));
            }
        }
        thread::sleep(Duration::from_micros(micros));
        let _ = child.kill();
        let ended = child.wait().expect("a killed child ends");
        cut_off += usize::from(ended.code().is_none());
        for (path, bytes) in output(&folder) {
            let known = [old.get(&path), new.get(&path)].into_iter().flatten().any(|known| *known == bytes);
            assert!(known, "{path} is neither old nor new after {micros} µs");
        }
        folder.o8(&["build", "-q"]).ends(0);
        assert_eq!(output(&folder), new);
        assert_eq!(folder.list("generated/.o8"), [".gitignore", "inputs.json", "manifest.json"]);
        folder.o8(&["build", "--check"]).ends(0);
        std::mem::swap(&mut old, &mut new);
    }
    assert!(cut_off > 0, "no kill came in time");
}

#[cfg(unix)]
#[test]
fn a_limit_on_the_size_of_files_is_reported() {
    let folder = Folder::built();
    let before = folder.contents("");
    folder.change("modules/web.o8", "web:1.0.0", "web:1.1.0");
    // Without a trap the signal would end the process; files of more than two blocks cannot be written.
    let script = format!("trap '' XFSZ; ulimit -f 1; exec {} build", env!("CARGO_BIN_EXE_o8"));
    let ran = run::ended(Command::new("sh").args(["-c", &script]).current_dir(folder.path())).ends(2);
    ran.says("error: nothing was written: cannot write `generated/.o8/stage/").says(": file too large\n");
    folder.change("modules/web.o8", "web:1.1.0", "web:1.0.0");
    assert_eq!(folder.contents(""), before);
}

/// A package on a disk of its own that is full.
const ON_A_FULL_DISK: &str = r#"
set -u
mount -t tmpfs -o size=256k tmpfs "$1" || exit 99
cp -r "$2/." "$1" && cd "$1" || exit 99
printf 'let   a = 1\n' > a.o8
cat /dev/zero > filler 2> /dev/null
"$3" build; echo "build $?"
"$3" fmt; echo "fmt $?"
cat a.o8
ls -A
rm filler
"$3" fmt -q && cat a.o8
"$3" build -q && "$3" build --check -q; echo "then $?"
sed -i s/web:1.0.0/web:1.1.0/ modules/web.o8
cp -r generated before
cat /dev/zero > filler 2> /dev/null
"$3" build; echo "build $?"
diff -r generated before; echo "diff $?"
rm filler
"$3" build -q; echo "then $?"
"#;

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    let (folder, mount) = (Folder::platform(), Folder::new());
    let mut command = Command::new("unshare");
    command.args(["-rm", "sh", "-c", ON_A_FULL_DISK, "sh"]);
    command.args([mount.path(), folder.path()]).arg(env!("CARGO_BIN_EXE_o8"));
    let can =
        Command::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "tmpfs"]).arg(mount.path()).output();
    if !can.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: needs unshare and the right to mount a tmpfs");
        return;
    }
    let ran = run::ended(&mut command).ends(0);
    insta::assert_snapshot!(ran.out, @r"
    build 2
    fmt 2
    let   a = 1
    a.o8
    filler
    generated
    modules
    o8.toml
    platform.o8
    let a = 1
    then 0
    build 2
    diff 0
    then 0
    ");
    ran.says("error: nothing was written: cannot ").says(": no space left on device\n");
}
