//! Pieces of sentences that several diagnostics share.

/// The name among `candidates` that `wrong` was most likely meant to be, if one is near enough.
///
/// Near is an edit distance (insertions, deletions, replacements and swaps of neighbours, each one) of at most a
/// third of the longer name, one at least; of equally near names the first is taken. A name that differs in
/// case or in `-` and `_` alone is always near.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let fold = |name: &str| name.to_lowercase().replace(['-', '_'], "");
    let (folded, length) = (fold(wrong), wrong.chars().count());
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = candidate.chars().count();
        let limit = (length.max(other) / 3).max(1);
        let distance = if fold(candidate) == folded {
            0
        } else if length.abs_diff(other) > limit {
            // Most names: a thousand mistakes among ten thousand names would take seconds.
            continue;
        } else {
            distance(wrong, candidate)
        };
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

/// Optimal string alignment distance, in characters.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().take(64).collect();
    let right: Vec<char> = right.chars().take(64).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let replace = last[j - 1] + usize::from(left[i - 1] != right[j - 1]);
            let mut cost = replace.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                cost = cost.min(before[j - 2] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[right.len()]
}

/// `` `a`, `b` or `c` ``, of at most `most` names; the rest is counted.
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let names: Vec<String> = names.into_iter().map(quoted).collect();
    let shown = &names[..names.len().min(most)];
    let rest = names.len() - shown.len();
    match shown {
        [] => String::new(),
        _ if rest > 0 => format!("{} or {rest} more", shown.join(", ")),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// The name in backticks.
pub fn quoted(name: &str) -> String {
    format!("`{name}`")
}

/// `1 object`, `2 objects`: a count with its noun.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
