//! Names of files: `KIND-NAME.yaml` in lower case.

use std::collections::HashMap;

use o8_ir::Object;

/// The names of the files of one folder, in the order of `files`: what stands before the kind, and the object.
///
/// Where objects would meet, all of that name carry the group, `KIND.GROUP-NAME.yaml`; where that does not tell them
/// apart either, all but the first carry a number.
pub(crate) fn file_names(files: &[(&str, &Object)]) -> Vec<String> {
    let mut stems: Vec<String> = files.iter().map(|(prefix, object)| stem(prefix, object, false)).collect();
    let counts = count(&stems);
    if counts.len() < stems.len() {
        let meets: Vec<bool> = stems.iter().map(|stem| counts[stem.as_str()] > 1).collect();
        for ((stem_of_file, (prefix, object)), meets) in stems.iter_mut().zip(files).zip(meets) {
            if meets {
                *stem_of_file = stem(prefix, object, true);
            }
        }
        number(&mut stems);
    }
    for stem in &mut stems {
        stem.push_str(".yaml");
    }
    stems
}

fn count(stems: &[String]) -> HashMap<&str, usize> {
    let mut counts = HashMap::with_capacity(stems.len());
    for stem in stems {
        *counts.entry(stem.as_str()).or_insert(0) += 1;
    }
    counts
}

/// Adds a number to each stem that was there before.
fn number(stems: &mut [String]) {
    for at in 1..stems.len() {
        let mut next = 2;
        let plain = stems[at].clone();
        while stems[..at].contains(&stems[at]) {
            stems[at] = format!("{plain}-{next}");
            next += 1;
        }
    }
}

fn stem(prefix: &str, object: &Object, with_group: bool) -> String {
    let mut stem = String::with_capacity(48);
    stem.push_str(prefix);
    push(&mut stem, object.kind());
    if with_group && !object.group().is_empty() {
        stem.push('.');
        push(&mut stem, object.group());
    }
    stem.push('-');
    push(&mut stem, object.name());
    stem
}

fn push(stem: &mut String, text: &str) {
    for c in text.chars() {
        stem.push(match c {
            'a'..='z' | '0'..='9' | '.' | '-' => c,
            'A'..='Z' => c.to_ascii_lowercase(),
            _ => '_',
        });
    }
}
