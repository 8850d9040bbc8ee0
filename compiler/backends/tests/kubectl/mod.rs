//! The real tools as judges: `kubectl` reads YAML as Kubernetes does, `kubectl kustomize` builds. Neither needs
//! a cluster. Where kubectl is missing, the tests that need it say so and pass.
#![allow(dead_code, reason = "each test binary uses its part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// An empty folder for a test, or `None`, said on standard error, where there is no kubectl.
pub(crate) fn scratch(test: &str) -> Option<PathBuf> {
    let available = Command::new("kubectl")
        .args(["version", "--client"])
        .output()
        .is_ok_and(|output| output.status.success());
    if !available {
        #[expect(clippy::print_stderr, reason = "a skipped test has to say so")]
        {
            eprintln!("skipped: needs kubectl ({test})");
        }
        return None;
    }
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).expect("the target folder can be written");
    Some(dir)
}

/// The objects of a file as Kubernetes' own reader sees them, each with an annotation `a=b` added.
pub(crate) fn read(file: &Path) -> Vec<Value> {
    let output = Command::new("kubectl")
        .args(["annotate", "--local", "-o", "json", "a=b", "-f"])
        .arg(file)
        .output()
        .expect("kubectl runs");
    assert!(
        output.status.success(),
        "kubectl refuses {}: {}",
        file.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::Deserializer::from_slice(&output.stdout)
        .into_iter::<Value>()
        .collect::<Result<_, _>>()
        .expect("kubectl prints JSON")
}

/// What `kustomize build` makes of a folder, or its error.
pub(crate) fn kustomize(dir: &Path) -> Result<Vec<u8>, String> {
    let output = Command::new("kubectl").arg("kustomize").arg(dir).output().expect("kubectl runs");
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(String::from_utf8_lossy(&output.stderr)
            .chars()
            .rev()
            .take(1_000)
            .collect::<Vec<_>>()
            .iter()
            .rev()
            .collect())
    }
}
