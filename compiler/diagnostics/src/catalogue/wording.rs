//! Pieces of sentences that several diagnostics share.

use crate::Diagnostic;

/// The name among `candidates` that `wrong` was most likely meant to be, if one is near enough.
///
/// Near is an edit distance (insertions, deletions, replacements and swaps of neighbours, each one) of at most a
/// third of the longer name, one at least; of equally near names the first is taken. A name that differs in
/// case or in `-` and `_` alone is always near.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let left: Vec<char> = wrong.chars().take(MOST_COMPARED).collect();
    let (length, own) = (wrong.chars().count(), characters(wrong));
    let mut best: Option<(usize, &str)> = None;
    let mut rows = Rows::default();
    for candidate in candidates {
        let other = candidate.chars().count();
        let limit = (length.max(other) / 3).max(1);
        // A thousand mistakes among ten thousand names are ten million comparisons: most end here.
        let limit = best.map_or(limit, |(least, _)| limit.min(least.saturating_sub(1)));
        let others = characters(candidate);
        let distance = if others == own && folded(candidate).eq(folded(wrong)) {
            0
        } else if length.abs_diff(other) > limit
            || (own & !others).count_ones().max((others & !own).count_ones()) as usize > limit
        {
            continue;
        } else {
            rows.distance(&left, candidate, limit)
        };
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
        if distance == 0 {
            break;
        }
    }
    best.map(|(_, name)| name)
}

/// How many characters of a name are compared.
const MOST_COMPARED: usize = 64;

/// A name without what people write differently.
fn folded(name: &str) -> impl Iterator<Item = char> {
    name.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase)
}

/// Which characters a name has, in whatever case, as bits: each that another name lacks is an edit at least.
fn characters(name: &str) -> u64 {
    let bit = |c: char| 1u64 << (u32::from(c.to_ascii_lowercase()) % 64);
    name.chars().filter(|c| !matches!(c, '-' | '_')).fold(0, |bits, c| bits | bit(c))
}

/// The rows of a table of distances: the one before the last, the last and the next.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    next: Vec<usize>,
    right: Vec<char>,
}

impl Rows {
    /// Optimal string alignment distance, in characters; more than `limit` where it is more.
    fn distance(&mut self, left: &[char], right: &str, limit: usize) -> usize {
        self.right.clear();
        self.right.extend(right.chars().take(MOST_COMPARED));
        let right = &self.right;
        self.last.clear();
        self.last.extend(0..=right.len());
        self.before.clear();
        for i in 1..=left.len() {
            self.next.clear();
            self.next.push(i);
            let mut least = i;
            for j in 1..=right.len() {
                let replace = self.last[j - 1] + usize::from(left[i - 1] != right[j - 1]);
                let mut cost = replace.min(self.last[j] + 1).min(self.next[j - 1] + 1);
                if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                    cost = cost.min(self.before[j - 2] + 1);
                }
                least = least.min(cost);
                self.next.push(cost);
            }
            // No later row gets lower than one above it, a swap aside, which counts from the row before.
            if least > limit + 1 {
                return least;
            }
            std::mem::swap(&mut self.before, &mut self.last);
            std::mem::swap(&mut self.last, &mut self.next);
        }
        self.last[right.len()]
    }
}

/// `` `a`, `b` or `c` ``, of at most `most` names; the rest is counted.
pub fn one_of<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    joined(names, most, "or")
}

/// The same with "and".
pub(super) fn all_of<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    joined(names, most, "and")
}

fn joined<'a>(names: impl IntoIterator<Item = &'a str>, most: usize, word: &str) -> String {
    let names: Vec<String> = names.into_iter().map(quoted).collect();
    let shown = &names[..names.len().min(most)];
    let rest = names.len() - shown.len();
    match shown {
        [] => String::new(),
        _ if rest > 0 => format!("{} {word} {rest} more", shown.join(", ")),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// Asks whether a near name was meant; where none is near, says what helps otherwise.
pub(super) fn near_or(found: Diagnostic, near: Option<&str>, otherwise: impl Into<String>) -> Diagnostic {
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(otherwise),
    }
}

/// Says what the pods or Services are like that come nearest to a selector, by the label that tells them apart: what is asked for,
/// and what they have there. Without any, says what helps otherwise.
pub(super) fn nearest_of(
    found: Diagnostic,
    what: &str,
    nearest: Option<(&str, &str, Option<&str>)>,
    otherwise: &str,
) -> Diagnostic {
    match nearest {
        Some((key, value, Some(there))) => {
            found.help(format!("it asks for `{key}: {value}`, and the nearest {what} have `{key}: {there}`"))
        }
        Some((key, value, None)) => {
            found.help(format!("it asks for `{key}: {value}`, and the nearest {what} have no `{key}`"))
        }
        None => found.help(otherwise),
    }
}

/// All of the names of a path where they are few, and else the first and the last with a count of those between: nobody
/// reads a circle of thousands.
pub(super) fn few<T: AsRef<str>>(names: &[T]) -> Vec<String> {
    const FIRST: usize = 6;
    const LAST: usize = 3;
    let shown = |names: &[T]| names.iter().map(|name| name.as_ref().to_owned()).collect::<Vec<_>>();
    if names.len() <= FIRST + LAST + 1 {
        return shown(names);
    }
    let between = names.len() - FIRST - LAST;
    [shown(&names[..FIRST]), vec![format!("… {between} more …")], shown(&names[names.len() - LAST..])]
        .concat()
}

/// The name in backticks.
pub fn quoted(name: &str) -> String {
    format!("`{name}`")
}

/// `1 object`, `2 objects`: a count with its noun.
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wrong: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(nearest(wrong, candidates.iter().copied()), expected, "{wrong}");
    }

    #[test]
    fn the_nearest_name_is_found() {
        check("relicas", &["region", "replicas", "relics"], Some("replicas"));
        check("Deploymnet", &["Deployments", "Deployment"], Some("Deployment"));
        check("web_service", &["WebService", "web"], Some("WebService"));
        check("ab", &["ba", "abc"], Some("ba"));
        check("x", &["y"], Some("y"));
        check("frobnicator", &["generator", "x", ""], None);
        check("größe", &["grösse", "grosse"], Some("grösse"));
    }

    #[test]
    fn of_equally_near_names_the_first_is_taken() {
        check("port", &["sort", "fort"], Some("sort"));
        check("port", &["fort", "sort", "Port"], Some("Port"));
    }

    #[test]
    fn a_long_path_is_shortened_in_its_middle() {
        let names = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(few(&names(10)), names(10));
        assert_eq!(few(&names(5001)).join(" "), "0 1 2 3 4 5 … 4992 more … 4998 4999 5000");
    }
}
