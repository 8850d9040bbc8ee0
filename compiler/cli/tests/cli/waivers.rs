//! `o8 check --today`: waivers end when the command is told what day it is, and not before.

use crate::folder::Folder;

fn waiving(until: &str) -> Folder {
    Folder::with(&[
        ("o8.toml", "name = \"acme\"\n"),
        (
            "platform.o8",
            &format!(
                r#"import std/raw {{ Objects }}
import k8s/core/v1 {{ ConfigMap }}

platform acme {{ repository = "https://github.com/acme/platform", domain = "acme.example" }}
cluster eu {{}}
environment prod {{ clusters = [eu] }}
team money {{}}

module billing {{
  team = money
  deploy = Objects {{ objects = [ConfigMap {{ metadata {{ name = "rates", namespace = "shared" }} }}] }}
}}

@waive("E0801", reason = "billing gives its copy up", owner = money, until = "{until}")
module ledger {{
  team = money
  deploy = Objects {{ objects = [ConfigMap {{ metadata {{ name = "rates", namespace = "shared" }} }}] }}
}}
"#
            ),
        ),
    ])
}

#[test]
fn a_waiver_ends_on_the_day_after_its_last() {
    let folder = waiving("2027-01-31");
    folder.o8(&["check"]).ends(0);
    folder.o8(&["check", "--today", "2027-01-31", "--deny", "warnings"]).ends(0);
    folder.o8(&["check", "--today", "2027-02-01"]).ends(0).says("W0869");
    folder.o8(&["check", "--today", "2027-02-01", "--deny", "warnings"]).ends(1);
    // What is waived is written, whatever the day is.
    folder.o8(&["build"]).ends(0);
    assert!(folder.has("generated/modules/ledger/base/configmap-rates.yaml"));
}

#[test]
fn a_day_is_written_as_days_are() {
    let folder = waiving("2027-01-31");
    for text in ["tomorrow", "2027-02-30", "20270201", "2027-2-1"] {
        folder.o8(&["check", "--today", text]).ends(2).says("expected a day such as 2027-01-31");
    }
}
