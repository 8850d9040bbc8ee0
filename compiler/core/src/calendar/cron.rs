//! Five fields of cron, as `github.com/robfig/cron/v3` reads them in Kubernetes and in Argo CD.
//!
//! `0 9 * * 1-5` is nine o'clock from Monday to Friday. Where both the day of the month and the day of the week are
//! given, either is enough.

use std::ops::Range;

/// When something is due. Each number is a set: of its bits, those of the values that the field has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Schedule {
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Whether a day of the month alone or a day of the week alone is enough.
    either_day: bool,
}

/// What a field may hold.
struct Field {
    least: u32,
    most: u32,
    /// Names of values, from the least.
    names: &'static [&'static str],
}

const FIELDS: [Field; 5] = [
    Field { least: 0, most: 59, names: &[] },
    Field { least: 0, most: 23, names: &[] },
    Field { least: 1, most: 31, names: &[] },
    Field {
        least: 1,
        most: 12,
        names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    },
    Field { least: 0, most: 6, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

/// How many days each month has in a leap year.
const LONGEST: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// Reads five fields. An error says which bytes of the text cannot be read.
pub(crate) fn parse(text: &str) -> Result<Schedule, Range<usize>> {
    let fields = pieces(text, 0, ' ').filter(|(field, _)| !field.is_empty());
    let fields: Vec<(&str, usize)> = fields.collect();
    // Fields begin and end the text.
    if text.starts_with(' ') || text.ends_with(' ') {
        let at = if text.starts_with(' ') { 0 } else { text.trim_end_matches(' ').len() };
        return Err(at..at + 1);
    }
    let mut sets = [(0, false); 5];
    for ((set, field), known) in sets.iter_mut().zip(&fields).zip(&FIELDS) {
        *set = read_field(field.0, field.1, known)?;
    }
    match fields.get(FIELDS.len()) {
        Some((_, start)) => return Err(*start..text.len()),
        None if fields.len() < FIELDS.len() => return Err(text.len()..text.len()),
        None => {}
    }
    let [(minutes, _), (hours, _), (days, any_day), (months, _), (weekdays, any_weekday)] = sets;
    Ok(Schedule { minutes, hours, days, months, weekdays, either_day: !any_day && !any_weekday })
}

/// The set of a field, and whether it has a `*` in it.
fn read_field(text: &str, start: usize, field: &Field) -> Result<(u64, bool), Range<usize>> {
    let mut all = (0, false);
    for (part, at) in pieces(text, start, ',') {
        let (set, is_any) = read_part(part, field).ok_or(at..at + part.len())?;
        all = (all.0 | set, all.1 | is_any);
    }
    Ok(all)
}

/// `*`, a value or a range, each with a step behind `/` or without one.
fn read_part(part: &str, field: &Field) -> Option<(u64, bool)> {
    let (range, step) = match part.split_once('/') {
        Some((range, step)) => (range, Some(number(step).filter(|step| *step > 0)?)),
        None => (part, None),
    };
    let is_any = matches!(range, "*" | "?");
    let (from, to) = match range.split_once('-') {
        _ if is_any => (field.least, field.most),
        Some((from, to)) => (field.value(from)?, field.value(to)?),
        None => {
            let value = field.value(range)?;
            // `5/20` is `5-59/20`.
            (value, if step.is_some() { field.most } else { value })
        }
    };
    let step = step.unwrap_or(1);
    let values = (from..=to).step_by(usize::try_from(step).unwrap_or(usize::MAX));
    let set = values.fold(0, |set, value| set | 1 << value);
    // With a step, `*` is no longer every day.
    (from <= to).then_some((set, is_any && step == 1))
}

impl Field {
    fn value(&self, text: &str) -> Option<u32> {
        let named = (self.least..).zip(self.names).find(|(_, name)| name.eq_ignore_ascii_case(text));
        let value = match named {
            Some((value, _)) => value,
            None => u32::try_from(number(text)?).ok()?,
        };
        (self.least..=self.most).contains(&value).then_some(value)
    }
}

fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // Go reads a signed number.
    let number = text.parse().ok().filter(|number| i64::try_from(*number).is_ok());
    number.filter(|_| digits)
}

/// The pieces of a text between separators, and where each begins; the text begins at `start`.
fn pieces(text: &str, start: usize, separator: char) -> impl Iterator<Item = (&str, usize)> {
    let mut next = start;
    text.split(separator).map(move |piece| {
        let at = next;
        next += piece.len() + separator.len_utf8();
        (piece, at)
    })
}

impl Schedule {
    /// Whether there is a day on which it is due, in any year.
    pub(crate) fn is_ever_due(&self) -> bool {
        let days = |month: usize| (1..=LONGEST[month]).fold(0, |set, day| set | 1_u64 << day);
        let in_some_month = (0..LONGEST.len())
            .any(|month| has(self.months, month as u32 + 1) && self.days & days(month) != 0);
        self.either_day || in_some_month
    }

    /// Whether it is due on a day: month and day from 1, the day of the week from Sunday, 0.
    pub(crate) fn is_due_on(&self, month: u32, day: u32, weekday: u32) -> bool {
        let (day, weekday) = (has(self.days, day), has(self.weekdays, weekday));
        has(self.months, month) && if self.either_day { day || weekday } else { day && weekday }
    }

    /// The minutes of a day, from midnight, at which it is due.
    pub(crate) fn minutes_of_day(&self) -> impl Iterator<Item = u32> {
        let hours = (0..24).filter(|hour| has(self.hours, *hour));
        hours.flat_map(|hour| {
            (0..60).filter(|minute| has(self.minutes, *minute)).map(move |minute| hour * 60 + minute)
        })
    }
}

fn has(set: u64, value: u32) -> bool {
    set >> value & 1 == 1
}
