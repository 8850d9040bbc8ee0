//! How cron is read, and what calendars windows have.

use jiff::Timestamp;
use o8_diagnostics::{Anchor, Place, Span};
use o8_ir::platform::Window;

use super::cron::{Schedule, parse};
use super::{REFERENCE_YEAR, calendar};

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
    let minutes: Vec<u32> = read("*/30 9,17 * * *").minutes_of_day().collect();
    assert_eq!(minutes, [540, 570, 1020, 1050]);
}

#[test]
fn either_day_is_enough_unless_one_is_any() {
    // The 13th of a month, or a Friday.
    let either = read("0 0 13 * 5");
    assert!(either.is_due_on(1, 13, 2) && either.is_due_on(1, 14, 5) && !either.is_due_on(1, 14, 2));
    let both = read("0 0 13 * *");
    assert!(both.is_due_on(1, 13, 2) && !both.is_due_on(1, 14, 5));
    // A step takes the meaning of `*` away.
    let stepped = read("0 0 */2 * 5");
    assert!(stepped.is_due_on(1, 2, 5) && stepped.is_due_on(1, 3, 1) && !stepped.is_due_on(1, 2, 1));
    let every = read("0 0 */1 * 5");
    assert!(every.is_due_on(1, 2, 5) && !every.is_due_on(1, 3, 1));
}

#[test]
fn knows_days_that_never_come() {
    assert!(!read("0 0 30 2 *").is_ever_due());
    assert!(!read("0 0 31 2,4,6,9,11 ?").is_ever_due());
    assert!(read("0 0 29 2 *").is_ever_due());
    assert!(read("0 0 30 2 1").is_ever_due());
    assert!(read("0 0 31 2-4 *").is_ever_due());
}

/// A window of a schedule, a duration as Go writes it, and a zone.
fn window(allows: bool, cron: &str, duration: &str, time_zone: &str) -> Window {
    let place = Place { anchor: Anchor::Local, span: Span::default() };
    Window {
        allows,
        cron: cron.into(),
        duration: duration.into(),
        time_zone: time_zone.into(),
        manual_sync: false,
        description: None,
        place,
        cron_place: place,
    }
}

/// The first stretches of a year from a day on, in UTC.
fn opens(windows: &[Window], from: &str, count: usize) -> Vec<String> {
    let from = from.parse::<Timestamp>().expect("an instant").as_millisecond();
    let show = |millis| Timestamp::from_millisecond(millis).expect("an instant").to_string();
    let calendar = calendar(windows, REFERENCE_YEAR).expect("windows that can be read");
    let next = calendar.automatic.into_iter().filter(|span| span.start >= from).take(count);
    next.map(|span| format!("{} {}", show(span.start), show(span.end))).collect()
}

#[test]
fn a_window_keeps_its_hour_when_the_clocks_change() {
    let office = window(true, "0 9 * * *", "8h", "Europe/Berlin");
    let days = opens(&[office], "2028-03-25T00:00:00Z", 2);
    assert_eq!(
        days,
        ["2028-03-25T08:00:00Z 2028-03-25T16:00:00Z", "2028-03-26T07:00:00Z 2028-03-26T15:00:00Z"]
    );
}

#[test]
fn a_window_that_is_open_when_the_clocks_change_ends_by_the_new_time() {
    let night = window(true, "0 1 * * *", "3h", "Europe/Berlin");
    let days = opens(&[night], "2028-03-26T00:00:00Z", 1);
    assert_eq!(days, ["2028-03-26T00:00:00Z 2028-03-26T02:00:00Z"]);
}

#[test]
fn what_denies_takes_away_from_what_allows() {
    let office = window(true, "0 9 * * *", "8h", "UTC");
    let lunch = window(false, "0 12 * * *", "1h30m", "UTC");
    let day = opens(&[office, lunch], "2028-05-02T00:00:00Z", 2);
    assert_eq!(
        day,
        ["2028-05-02T09:00:00Z 2028-05-02T12:00:00Z", "2028-05-02T13:30:00Z 2028-05-02T17:00:00Z"]
    );
}

#[test]
fn the_year_begins_in_a_window_of_the_year_before() {
    let freeze = window(false, "0 0 20 12 *", "480h", "UTC");
    let spans = opens(&[freeze], "2028-01-01T00:00:00Z", 2);
    assert_eq!(spans, ["2028-01-09T00:00:00Z 2028-12-20T00:00:00Z"]);
}
