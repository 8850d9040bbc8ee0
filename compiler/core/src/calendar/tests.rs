//! How cron is read.

use super::cron::{Schedule, parse};

/// What of a text cannot be read: `|` is its end.
fn wrong(text: &str) -> &str {
    match parse(text) {
        Ok(schedule) => panic!("`{text}` is {schedule:?}"),
        Err(range) if range.is_empty() => "|",
        Err(range) => &text[range],
    }
}

fn read(text: &str) -> Schedule {
    parse(text).unwrap_or_else(|range| panic!("`{text}` fails at {range:?}"))
}

#[test]
fn says_what_cannot_be_read() {
    assert_eq!(wrong("0 24 * * 5"), "24");
    assert_eq!(wrong("0 9 * * 7"), "7");
    assert_eq!(wrong("0 9 * * 5-1"), "5-1");
    assert_eq!(wrong("0 9 * NOV-FEB *"), "NOV-FEB");
    assert_eq!(wrong("1,2,60 * * * *"), "60");
    assert_eq!(wrong("*/0 * * * *"), "*/0");
    assert_eq!(wrong("*-5 * * * *"), "*-5");
    assert_eq!(wrong("1,,2 * * * *"), "|");
    assert_eq!(wrong("* * 0 * *"), "0");
    assert_eq!(wrong("@daily"), "@daily");
    assert_eq!(wrong("0 9 * *"), "|");
    assert_eq!(wrong("0 9 * * * 2027"), "2027");
    assert_eq!(wrong(" 0 9 * * *"), " ");
    assert_eq!(wrong("0 9 * * * "), " ");
    assert_eq!(wrong(""), "|");
    assert_eq!(wrong("+1 * * * *"), "+1");
    assert_eq!(wrong("*/99999999999999999999 * * * *"), "*/99999999999999999999");
    assert_eq!(wrong("ü * * * *"), "ü");
}

#[test]
fn reads_what_cron_reads() {
    assert_eq!(read("0 9 * * mon-FRI"), read("00  09 ? 1-12 1-5"));
    assert_eq!(read("5/20 * * * *"), read("5,25,45 * * * *"));
    assert_eq!(read("*/61 * * * *"), read("0 * * * *"));
}
