//! Incidents: what has hurt people who run such platforms, in small.
//!
//! `tests/outages/SUBJECT/` holds `incident.o8`, which o8 has something to say about, and `corrected.o8`, which it has nothing to
//! say about; each is a case with its snapshot. Further pairs have a name, `incident_NAME.o8` and `corrected_NAME.o8`. Where there is
//! no incident, it cannot be written, and the corrected program shows what comes out instead. `previous.o8` beside them is the
//! program whose output was committed before.
//!
//! `tests/outages/guides/SUBJECT_NAME.o8` is a mistake of published guides, as far as it can be written here.

use std::path::{Path, PathBuf};

use o8_core::compile::compile;
use o8_diagnostics::{Severity, codes_of_subject};
use o8_tests::programs::{files_below, read_fixture};
use o8_tests::tools::root;

#[test]
fn every_incident_is_found() {
    let files = sources("");
    let mut mistakes = Vec::new();
    let mut count = 0;
    for incident in files.iter().filter(|path| stem(path).starts_with("incident")) {
        count += 1;
        let folder = incident.parent().and_then(Path::file_name).expect("a folder below another");
        mistakes.extend(unreported(incident, &folder.to_string_lossy()));
        let corrected =
            incident.with_file_name(format!("{}.o8", stem(incident).replace("incident", "corrected")));
        if !files.contains(&corrected) {
            mistakes.push(format!("{}: there is no {}", shown(incident), shown(&corrected)));
        }
    }
    assert!(count > 0, "the incidents have gone");
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn nothing_is_said_of_corrected_programs() {
    let files = sources("");
    let mut mistakes = Vec::new();
    for corrected in files.iter().filter(|path| stem(path).starts_with("corrected")) {
        mistakes.extend(reported(corrected));
        let incident =
            corrected.with_file_name(format!("{}.o8", stem(corrected).replace("corrected", "incident")));
        if !files.contains(&incident) {
            mistakes.extend(hides_its_output(corrected));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn mistakes_of_guides_are_found_or_cannot_be_written() {
    let files = sources("guides");
    assert!(!files.is_empty(), "the mistakes of guides have gone");
    let mut mistakes = Vec::new();
    for guide in &files {
        let name = stem(guide);
        let subject = name.split('_').next().unwrap_or_default().to_uppercase();
        if name.ends_with("_cannot_be_written") {
            mistakes.extend(reported(guide));
            mistakes.extend(hides_its_output(guide));
        } else {
            mistakes.extend(unreported(guide, &subject));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// The programs below a folder of the incidents, sorted.
fn sources(folder: &str) -> Vec<PathBuf> {
    let files = files_below(&root().join("tests/outages").join(folder));
    files.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "o8")).collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("found by its extension").to_string_lossy().into_owned()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).expect("below the root").display().to_string()
}

/// What is wrong where a program gives none of the codes of its subject.
fn unreported(path: &Path, subject: &str) -> Option<String> {
    let due = codes_of_subject(subject);
    let found = findings(path);
    let said = if due.is_empty() { !found.is_empty() } else { found.iter().any(|code| due.contains(code)) };
    (!said).then(|| format!("{}: it gives {found:?}, and one of {due:?} is due", shown(path)))
}

/// What is wrong where a program that is right gives something.
fn reported(path: &Path) -> Option<String> {
    let found = findings(path);
    (!found.is_empty()).then(|| format!("{}: it gives {found:?}, and nothing is due", shown(path)))
}

/// What is wrong where a program says that a mistake cannot be written, and does not show what comes out instead.
fn hides_its_output(path: &Path) -> Option<String> {
    let fixture = read_fixture(path);
    let (db, program) = fixture.load();
    let files = compile(&db, program, 1).files;
    let show = &fixture.options.show;
    let is_shown = files
        .iter()
        .any(|file| show.is_empty() || show.iter().any(|prefix| file.path.starts_with(prefix.as_str())));
    (!is_shown).then(|| format!("{}: it shows nothing of its output", shown(path)))
}

/// The codes of the errors and warnings of a program. A note is nothing to be right or wrong about.
fn findings(path: &Path) -> Vec<&'static str> {
    let (db, program) = read_fixture(path).load();
    let diagnostics = compile(&db, program, 1).diagnostics;
    diagnostics.iter().filter(|found| found.severity != Severity::Note).map(|found| found.code).collect()
}
