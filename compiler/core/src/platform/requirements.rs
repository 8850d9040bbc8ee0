//! Whether two requirements leave a version that meets both.

use semver::{Comparator, Op, VersionReq};

/// Major, minor and patch.
type Release = (u64, u64, u64);

/// Whether some version meets both. Pre-releases are counted with the release that they lead to, so that the answer is `true`
/// in a case of doubt.
pub(super) fn have_common(one: &VersionReq, other: &VersionReq) -> bool {
    let all = one.comparators.iter().chain(&other.comparators).map(span);
    let first = all.clone().map(|(first, _)| first).max().unwrap_or((0, 0, 0));
    // A span without an end ends nowhere.
    let end = all.filter_map(|(_, end)| end).min();
    end.is_none_or(|end| first < end)
}

/// The releases that a comparator lets through: the first, and the first after them.
fn span(comparator: &Comparator) -> (Release, Option<Release>) {
    let Comparator { op, major, minor, patch, pre } = comparator;
    let major = *major;
    let first = (major, minor.unwrap_or(0), patch.unwrap_or(0));
    let next_patch = |(major, minor, patch): Release| (major, minor, patch.saturating_add(1));
    // What is written is a release, or all that begin with it.
    let after = match (minor, patch) {
        (None, _) => (major.saturating_add(1), 0, 0),
        (Some(minor), None) => (major, minor.saturating_add(1), 0),
        (Some(_), Some(_)) => next_patch(first),
    };
    let least = (0, 0, 0);
    match op {
        Op::Greater if pre.is_empty() => (after, None),
        Op::Greater | Op::GreaterEq => (first, None),
        Op::Less if pre.is_empty() => (least, Some(first)),
        Op::Less => (least, Some(next_patch(first))),
        Op::LessEq => (least, Some(after)),
        Op::Tilde => (
            first,
            Some(
                (major, minor.map_or(0, |minor| minor.saturating_add(1)), 0).max(after_major(*minor, major)),
            ),
        ),
        Op::Caret => (first, Some(after_caret(major, *minor, *patch))),
        Op::Exact | Op::Wildcard => (first, Some(after)),
        _ => (least, None),
    }
}

/// Where no minor is written, `~` ends with the major.
fn after_major(minor: Option<u64>, major: u64) -> Release {
    if minor.is_none() { (major.saturating_add(1), 0, 0) } else { (0, 0, 0) }
}

/// The first part that is not zero may not change.
fn after_caret(major: u64, minor: Option<u64>, patch: Option<u64>) -> Release {
    match (major, minor, patch) {
        (0, Some(0), Some(patch)) => (0, 0, patch.saturating_add(1)),
        (0, Some(minor), _) => (0, minor.saturating_add(1), 0),
        (major, ..) => (major.saturating_add(1), 0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        let read = |text: &str| text.parse::<VersionReq>().expect("a requirement");
        assert_eq!(have_common(&read(one), &read(other)), expected, "{one} and {other}");
        assert_eq!(have_common(&read(other), &read(one)), expected, "{other} and {one}");
    }

    #[test]
    fn requirements_meet_or_do_not() {
        check("^15", "^16", false);
        check("^15", "*", true);
        check("^15.2", ">=15, <15.2", false);
        check("~15.2", "15.2.9", true);
        check("~15.2", "^15.3", false);
        check("~15", "^15.3", true);
        check("=15.2.1", "=15.2.1", true);
        check("=15.2", ">15.2", false);
        check("=15.2", ">15.2.3", true);
        check("<=15.2", "^15.2", true);
        check("<15.2", "^15.2", false);
        check("^0.3", "^0.4", false);
        check("^0.0.3", "^0.0.4", false);
        check("^0", "^0.4", true);
        check("1.x", "2.*", false);
        check(">=16.0.0-rc.1", "<16.0.0", false);
        check(">16.0.0-rc.1", "<16.0.0-rc.2", true);
    }

    /// Against what the library says of many versions.
    #[test]
    fn what_has_nothing_in_common_is_met_by_no_version() {
        let texts = [
            "*",
            "^0",
            "^0.1",
            "^0.0.1",
            "^1",
            "^1.1",
            "~1",
            "~1.1",
            "~0.1.1",
            "=1",
            "=1.1",
            "=1.1.1",
            ">1",
            ">1.1",
            ">=1.1.1",
            "<1",
            "<1.1",
            "<=1",
            "<=1.1",
            "<=1.1.1",
            ">=0.1, <1.1",
            "1.*",
            "0.1.*",
        ];
        let requirements: Vec<VersionReq> = texts.iter().map(|text| text.parse().expect("one")).collect();
        let numbers = || 0..4;
        let versions = || {
            numbers().flat_map(|a| {
                numbers().flat_map(move |b| numbers().map(move |c| semver::Version::new(a, b, c)))
            })
        };
        for one in &requirements {
            for other in &requirements {
                let met = versions().any(|version| one.matches(&version) && other.matches(&version));
                assert_eq!(have_common(one, other), met, "{one} and {other}");
            }
        }
    }
}
