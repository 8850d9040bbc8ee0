//! When the windows of an environment let its applications be synced: `SyncWindows.CanSync` of Argo CD.

use std::ops::Range;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use o8_ir::platform::Window;

use super::cron::{self, Schedule};
use super::spans::Spans;
use super::zone;

/// The year that is looked at. It has a 29th of February.
pub const REFERENCE_YEAR: i16 = 2028;
/// After so many years the days of the week fall on the same dates again.
const CYCLE: i16 = 28;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// When applications can be synced: stretches in milliseconds since 1970, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// By Argo CD itself.
    pub automatic: Vec<Range<i64>>,
    /// By people.
    pub by_hand: Vec<Range<i64>>,
}

/// The year of an environment with such windows; `None` where one of them cannot be read.
pub fn calendar(windows: &[Window], year: i16) -> Option<Calendar> {
    let windows: Vec<Opening> = windows.iter().map(Opening::of).collect::<Option<_>>()?;
    let bounds = bounds(year);
    Some(Calendar {
        automatic: automatic(&windows, &bounds).iter().collect(),
        by_hand: by_hand(&windows, &bounds).iter().collect(),
    })
}

/// A window that can be read.
pub(crate) struct Opening {
    allows: bool,
    manual_sync: bool,
    schedule: Schedule,
    length: i64,
    zone: TimeZone,
}

impl Opening {
    pub(crate) fn of(window: &Window) -> Option<Self> {
        Some(Self {
            allows: window.allows,
            manual_sync: window.manual_sync,
            schedule: cron::parse(&window.cron).ok()?,
            length: millis(&window.duration)?,
            zone: zone::zone(&window.time_zone)?,
        })
    }

    /// Whether it opens in some year.
    pub(crate) fn is_ever_open(&self) -> bool {
        self.schedule.is_ever_due()
    }

    /// Whether it is never closed.
    pub(crate) fn is_always_open(&self) -> bool {
        years().all(|year| {
            let bounds = bounds(year);
            self.on_the_clock(&bounds) == Spans::of(bounds)
        })
    }

    /// When it is open by the clock on the wall, as if that were UTC. Argo CD does the same: it counts back from the
    /// time of that clock, so that a window which is open while the clock is changed ends by the new time.
    fn on_the_clock(&self, bounds: &Range<i64>) -> Spans {
        let mut one_day = Spans::default();
        for minute in self.schedule.minutes_of_day() {
            let start = i64::from(minute) * MINUTE;
            one_day.push(start..start.saturating_add(self.length));
        }
        let mut spans = Spans::default();
        let first = bounds.start.saturating_sub(self.length).div_euclid(DAY);
        let mut day = date(1970, 1, 1).saturating_add(Span::new().days(first));
        for number in first..=bounds.end.div_euclid(DAY) {
            if self.is_due_on(day) {
                let midnight = number * DAY;
                one_day.iter().for_each(|span| spans.push(midnight + span.start..midnight + span.end));
            }
            day = day.tomorrow().unwrap_or(day);
        }
        spans.within(bounds)
    }

    fn is_due_on(&self, day: Date) -> bool {
        let (month, number) = (day.month().unsigned_abs(), day.day().unsigned_abs());
        let weekday = day.weekday().to_sunday_zero_offset().unsigned_abs();
        self.schedule.is_due_on(month.into(), number.into(), weekday.into())
    }

    /// When it is open.
    fn spans(&self, bounds: &Range<i64>) -> Spans {
        let mut spans = Spans::default();
        let clock = self.on_the_clock(&(bounds.start - DAY..bounds.end + DAY));
        let mut piece = |from: i64, to: i64, offset: i64| {
            let seen = clock.within(&(from + offset..to + offset));
            seen.iter().for_each(|span| spans.push(span.start - offset..span.end - offset));
        };
        let start = Timestamp::from_millisecond(bounds.start).unwrap_or_default();
        let (mut from, mut offset) = (bounds.start, self.zone.to_offset(start));
        let changes = self.zone.following(start);
        for change in changes.take_while(|change| change.timestamp().as_millisecond() < bounds.end) {
            let at = change.timestamp().as_millisecond();
            piece(from, at, i64::from(offset.seconds()) * 1000);
            (from, offset) = (at, change.offset());
        }
        piece(from, bounds.end, i64::from(offset.seconds()) * 1000);
        spans
    }
}

/// Whether applications can never be synced; by whom?
pub(crate) fn is_never_open(windows: &[Opening], by_itself: bool) -> bool {
    let when = if by_itself { automatic } else { by_hand };
    years().all(|year| when(windows, &bounds(year)).is_empty())
}

fn years() -> Range<i16> {
    REFERENCE_YEAR..REFERENCE_YEAR + CYCLE
}

/// The stretch of a year, in UTC.
fn bounds(year: i16) -> Range<i64> {
    let midnight = |year| {
        let passed = date(year, 1, 1).duration_since(date(1970, 1, 1));
        passed.as_hours() * 60 * MINUTE
    };
    midnight(year)..midnight(year + 1)
}

fn automatic(windows: &[Opening], bounds: &Range<i64>) -> Spans {
    let denied = any(windows, bounds, |window| !window.allows);
    let may = if windows.iter().any(|window| window.allows) {
        any(windows, bounds, |window| window.allows)
    } else {
        Spans::of(bounds.clone())
    };
    may.without(&denied)
}

fn by_hand(windows: &[Opening], bounds: &Range<i64>) -> Spans {
    let denied = any(windows, bounds, |window| !window.allows);
    // Every window that stops Argo CD has to let people through.
    let closed = any(windows, bounds, |window| !window.allows && !window.manual_sync);
    let outside = windows.iter().filter(|window| window.allows).all(|window| window.manual_sync);
    let may = if outside { Spans::of(bounds.clone()) } else { any(windows, bounds, |window| window.allows) };
    may.without(&denied).or(&denied.without(&closed))
}

/// When one of some windows is open.
fn any(windows: &[Opening], bounds: &Range<i64>, is_meant: impl Fn(&Opening) -> bool) -> Spans {
    let meant = windows.iter().filter(|window| is_meant(window));
    meant.fold(Spans::default(), |all, window| all.or(&window.spans(bounds)))
}

/// A duration as Go writes it, in milliseconds: `8h30m`, `1.5s`.
fn millis(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, unit) = rest.split_at(end);
        let length = unit.find(|c: char| c.is_ascii_digit()).unwrap_or(unit.len());
        let (unit, next) = unit.split_at(length);
        let factor = match unit {
            "h" => 3_600_000.0,
            "m" => 60_000.0,
            "s" => 1000.0,
            "ms" => 1.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * factor;
        rest = next;
    }
    // Durations are whole milliseconds, and far from where a float would not hold them.
    Some(total.round() as i64)
}
