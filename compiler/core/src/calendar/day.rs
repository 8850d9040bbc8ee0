//! Days as programs and commands write them.

/// A day of the calendar.
pub type Day = jiff::civil::Date;

/// The day that `2027-01-31` is; `None` for whatever is written otherwise, or is in no calendar.
pub fn day(text: &str) -> Option<Day> {
    let is_written_so = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    text.parse().ok().filter(|_| is_written_so)
}
