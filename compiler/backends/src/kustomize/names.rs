//! Names of files: `KIND-NAME.yaml` in lower case.

use o8_ir::Object;

/// The most characters before the ending. The name of an object may have 253, and file systems take no more than 255 for
/// that of a file: what is left is for numbers and for whoever writes files under another name first.
const LONGEST: usize = 200;

/// The names of the files of one folder, in the order of `files`: what stands before the kind, and the object.
///
/// Where objects would meet, all of that name carry the group, `KIND.GROUP-NAME.yaml`; where that does not tell them
/// apart either, all but the first carry a number.
pub(crate) fn file_names(files: &[(&str, &Object)]) -> Vec<String> {
    let mut stems: Vec<String> = files.iter().map(|(prefix, object)| stem(prefix, object, false)).collect();
    let meets = meeting(&stems);
    if meets.contains(&true) {
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

/// Which of the stems are there more than once.
fn meeting(stems: &[String]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..stems.len()).collect();
    order.sort_unstable_by_key(|&index| &stems[index]);
    let mut meets = vec![false; stems.len()];
    for pair in order.windows(2) {
        if stems[pair[0]] == stems[pair[1]] {
            meets[pair[0]] = true;
            meets[pair[1]] = true;
        }
    }
    meets
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
    stem.truncate(LONGEST);
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
