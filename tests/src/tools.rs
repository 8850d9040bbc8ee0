//! The real tools that judge the output, where a machine has them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Says that a test was skipped, and why; the line is there whether or not output is captured.
pub fn skipped(test: &str, needs: &str) {
    use std::io::Write as _;
    // Written past the capture of the test harness: a skip must never look like a pass.
    let _ = writeln!(std::io::stderr(), "{test} ... skipped: needs {needs}");
}

/// Whether a program answers.
pub fn has(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The strict validator that lies beside the repository, where it does and its Python runs.
pub fn validator() -> Option<PathBuf> {
    let path = root().join("../shared/schemas/validate.py");
    (path.is_file() && has("python3", &["-c", "import yaml"])).then_some(path)
}
