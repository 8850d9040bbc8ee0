//! Numbers with and without units: which dimension a literal has is for the expected type to say.
//!
//! `500m` is half a CPU where a `Cpu` is wanted and 500 minutes where a `Duration` is.

use ecow::EcoString;
use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;

use crate::ty::{Literal, Ty};
use crate::types;

use super::{Checker, Typed, at};

/// What a number's text can mean. A meaning that the text rules out is `None`.
#[derive(Default, Debug, PartialEq)]
struct Readings {
    int: Option<Read>,
    float: Option<Read>,
    percent: Option<Read>,
    duration: Option<Read>,
    cpu: Option<Read>,
    memory: Option<Read>,
    /// Whether Kubernetes takes it as a quantity.
    quantity: bool,
    /// Whether it is a number with nothing behind it.
    plain: bool,
    /// Whether it has several amounts, each with a unit that there is.
    several: bool,
}

/// A meaning, or why the number cannot be held.
#[derive(Debug, PartialEq, Clone)]
enum Read {
    Value(Literal),
    /// Below or above what the dimension can say.
    Outside(&'static str),
    /// A duration whose units do not go from large to small, each once; and as it would be, where that is clear.
    OutOfOrder(Option<EcoString>),
}

const MILLISECOND: i128 = 1;
const DURATIONS: [(&str, i128); 5] =
    [("ms", MILLISECOND), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];
const BYTES: [(&str, i128); 12] = [
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("Pi", 1 << 50),
    ("Ei", 1 << 60),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000),
];

impl Checker<'_> {
    pub(super) fn number(&mut self, text: &EcoString, span: Span, hint: Option<&Ty>) -> Typed {
        let readings = read(text);
        if matches!(hint, Some(Ty::Error)) {
            return Typed::poison(span);
        }
        let read = hint.and_then(|hint| self.expected_reading(&readings, text, hint));
        let read = match read.or_else(|| only_reading(&readings)) {
            Some(read) => read,
            None => {
                self.report_unread(&readings, text, span, hint);
                return Typed::poison(span);
            }
        };
        match read {
            Read::Value(literal) => {
                let wide = super::widened(Ty::Literal(literal.clone()));
                self.literal(literal, wide, span, hint)
            }
            Read::Outside(why) => {
                self.report(say::number_out_of_range(at(span), text, why));
                Typed::poison(span)
            }
            Read::OutOfOrder(ordered) => {
                self.report(say::units_out_of_order(at(span), text, ordered.as_deref()));
                Typed::poison(span)
            }
        }
    }

    /// What the text means where `hint` is expected.
    fn expected_reading(&self, readings: &Readings, text: &EcoString, hint: &Ty) -> Option<Read> {
        let hint = self.core(hint);
        let wanted: Vec<Ty> =
            types::alternatives(&hint).iter().map(|ty| super::widened(self.base(ty))).collect();
        let wants = |ty: Ty| wanted.contains(&ty);
        let both = readings.duration.is_some() && readings.cpu.is_some();
        if both && wants(Ty::Cpu) && wants(Ty::Duration) {
            return None;
        }
        // A whole number is an `Int` first, wherever one is welcome.
        let order = [
            (Ty::Int, &readings.int),
            (Ty::Float, &readings.float),
            (Ty::Percent, &readings.percent),
            (Ty::Cpu, &readings.cpu),
            (Ty::Duration, &readings.duration),
            (Ty::Memory, &readings.memory),
        ];
        for (ty, read) in order {
            if read.is_some() && wants(ty) {
                return read.clone();
            }
        }
        (readings.quantity && wants(Ty::Quantity)).then(|| Read::Value(Literal::Quantity(text.clone())))
    }

    /// Says why a number has no meaning here.
    fn report_unread(&mut self, readings: &Readings, text: &str, span: Span, hint: Option<&Ty>) {
        let place = at(span);
        let hint = hint.map(|hint| self.core(hint));
        let found = match &hint {
            Some(Ty::Memory) if readings.cpu.is_some() => say::memory_in_milli(place, text),
            Some(hint)
                if readings.cpu.is_some()
                    && !matches!(hint, Ty::Cpu | Ty::Duration | Ty::Json | Ty::Union(_)) =>
            {
                say::mismatch(place, &types::display(hint), &format!("the quantity `{text}`"), true)
            }
            _ if readings.cpu.is_some() && readings.duration.is_some() => say::ambiguous_unit(place, text),
            _ if readings.several => say::several_units(place, text),
            _ => say::malformed_number(place, text),
        };
        self.report(found);
    }
}

/// The meaning where none is expected: a plain number is what it looks like, a unit has to belong to one dimension.
fn only_reading(readings: &Readings) -> Option<Read> {
    if readings.plain {
        return readings.int.clone().or_else(|| readings.float.clone());
    }
    let units = [&readings.percent, &readings.duration, &readings.cpu, &readings.memory];
    let mut possible = units.into_iter().flatten();
    let first = possible.next()?;
    possible.next().is_none().then(|| first.clone())
}

/// Whether the text is a number without a unit.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'_'))
}

fn read(text: &str) -> Readings {
    let mut readings = Readings::default();
    let Some(parts) = split(text) else { return readings };
    if let [(amount, unit)] = parts.as_slice() {
        one_part(&mut readings, text, *amount, unit);
    }
    readings.several = parts.len() > 1 && parts.iter().all(|(_, unit)| is_unit(unit));
    readings.duration = duration(text, &parts);
    readings
}

/// The meanings of an amount with at most one unit.
fn one_part(readings: &mut Readings, text: &str, amount: Amount, unit: &str) {
    let written = || EcoString::from(text);
    match unit {
        "" => {
            readings.plain = true;
            readings.quantity = true;
            if amount.scale == 0 {
                readings.int = Some(match i64::try_from(amount.digits) {
                    Ok(value) => Read::Value(Literal::Int(value)),
                    Err(_) => Read::Outside("a whole number has 64 bits"),
                });
            }
            readings.float = text.parse::<f64>().ok().map(|value| Read::Value(Literal::Float(value)));
            readings.cpu = Some(match amount.exact(1_000) {
                Some(value) => Read::Value(Literal::Cpu(value, written())),
                None => Read::Outside("a CPU has 1,000 parts, and no smaller ones"),
            });
        }
        "%" => {
            readings.percent = Some(match amount.exact(100) {
                Some(value) => Read::Value(Literal::Percent(value, written())),
                None => Read::Outside("a percentage has at most two digits after the point"),
            });
        }
        "n" | "u" => readings.quantity = true,
        "m" => {
            readings.quantity = true;
            readings.cpu = Some(match amount.exact(1) {
                Some(value) => Read::Value(Literal::Cpu(value, written())),
                None => Read::Outside("a CPU has 1,000 parts, and no smaller ones"),
            });
        }
        unit => {
            if let Some((_, bytes)) = BYTES.iter().find(|(name, _)| *name == unit) {
                readings.quantity = true;
                readings.memory = Some(match amount.rounded_up(*bytes) {
                    Some(value) => Read::Value(Literal::Memory(value, written())),
                    None => Read::Outside("the number of bytes has 64 bits"),
                });
            }
        }
    }
}

fn duration(text: &str, parts: &[(Amount, &str)]) -> Option<Read> {
    if parts.iter().all(|(_, unit)| rank(unit).is_some()) && !parts.is_sorted_by(|a, b| rank(a.1) > rank(b.1))
    {
        return Some(Read::OutOfOrder(in_order(text, parts)));
    }
    let mut total: i128 = 0;
    for (amount, unit) in parts {
        let (_, milliseconds) = DURATIONS.iter().find(|(name, _)| name == unit)?;
        let Some(value) = amount.exact(*milliseconds) else {
            return Some(Read::Outside("a duration is a whole number of milliseconds"));
        };
        total += i128::from(value);
    }
    if text.starts_with('-') {
        // The sign belongs to the whole: `-1h30m`.
        let first = parts.first().and_then(|(amount, unit)| {
            let (_, milliseconds) = DURATIONS.iter().find(|(name, _)| name == unit)?;
            amount.exact(*milliseconds)
        })?;
        total = 2 * i128::from(first) - total;
    }
    Some(match i64::try_from(total) {
        Ok(value) => Read::Value(Literal::Duration(value, text.into())),
        Err(_) => Read::Outside("a duration is counted in milliseconds of 64 bits"),
    })
}

/// How large a unit of durations is beside the others.
fn rank(unit: &str) -> Option<usize> {
    DURATIONS.iter().position(|(name, _)| *name == unit)
}

fn is_unit(unit: &str) -> bool {
    matches!(unit, "%" | "n" | "u") || rank(unit).is_some() || BYTES.iter().any(|(name, _)| *name == unit)
}

/// A duration with each of its units once, from large to small; `None` where amounts of one unit are no whole numbers.
fn in_order(text: &str, parts: &[(Amount, &str)]) -> Option<EcoString> {
    let mut ordered = EcoString::from(if text.starts_with('-') { "-" } else { "" });
    for (unit, _) in DURATIONS.iter().rev() {
        let mut amounts = parts.iter().filter(|(_, of)| of == unit).map(|(amount, _)| amount);
        let Some(first) = amounts.next() else { continue };
        let sum = amounts.try_fold(*first, |sum, amount| {
            let whole = sum.scale == 0 && amount.scale == 0;
            whole.then(|| Amount { digits: sum.digits.abs() + amount.digits.abs(), scale: 0 })
        })?;
        let digits = format!("{:0>width$}", sum.digits.abs(), width = sum.scale as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - sum.scale as usize);
        let point = if fraction.is_empty() { "" } else { "." };
        ordered.push_str(&format!("{whole}{point}{fraction}{unit}"));
    }
    Some(ordered)
}

/// A decimal number: `digits` divided by ten to the power of `scale`.
#[derive(Clone, Copy)]
struct Amount {
    digits: i128,
    scale: u32,
}

impl Amount {
    /// The amount times `unit`, where that is whole and fits.
    fn exact(self, unit: i128) -> Option<i64> {
        let value = self.digits.checked_mul(unit)?;
        let divisor = 10_i128.checked_pow(self.scale)?;
        (value % divisor == 0).then(|| i64::try_from(value / divisor).ok())?
    }

    /// The amount times `unit`, rounded up.
    fn rounded_up(self, unit: i128) -> Option<i64> {
        let value = self.digits.checked_mul(unit)?;
        let divisor = 10_i128.checked_pow(self.scale)?;
        let up = i128::from(value % divisor > 0);
        i64::try_from(value / divisor + up).ok()
    }
}

/// Amounts and their units: `1h30m` is two of them. `None` where the text is none of that or has too many digits.
fn split(text: &str) -> Option<Vec<(Amount, &str)>> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix('-').unwrap_or(text);
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        // Twenty digits times a unit of up to 2^60 stay below 2^127.
        if whole.is_empty() || whole.len() + fraction.len() > 20 {
            return None;
        }
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let digits = if negative && parts.is_empty() { -digits } else { digits };
        parts.push((Amount { digits, scale: u32::try_from(fraction.len()).ok()? }, unit));
        rest = after;
    }
    (!parts.is_empty()).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(read: Option<Read>) -> Option<Literal> {
        match read {
            Some(Read::Value(literal)) => Some(literal),
            _ => None,
        }
    }

    #[test]
    fn a_suffix_may_have_two_meanings() {
        let readings = read("500m");
        assert_eq!(literal(readings.cpu), Some(Literal::Cpu(500, "500m".into())));
        assert_eq!(literal(readings.duration), Some(Literal::Duration(30_000_000, "500m".into())));
        assert_eq!(readings.memory, None);
    }

    #[test]
    fn a_duration_adds_its_parts() {
        assert_eq!(literal(read("1h30m").duration), Some(Literal::Duration(5_400_000, "1h30m".into())));
        assert_eq!(literal(read("-1h30m").duration), Some(Literal::Duration(-5_400_000, "-1h30m".into())));
        assert_eq!(literal(read("2d").duration), Some(Literal::Duration(172_800_000, "2d".into())));
    }

    #[test]
    fn the_units_of_a_duration_go_from_large_to_small() {
        let ordered = |text: &str| match read(text).duration {
            Some(Read::OutOfOrder(ordered)) => ordered,
            read => panic!("{text}: {read:?}"),
        };
        assert_eq!(ordered("30m1h").as_deref(), Some("1h30m"));
        assert_eq!(ordered("-1s0.5h").as_deref(), Some("-0.5h1s"));
        assert_eq!(ordered("1h20m20m").as_deref(), Some("1h40m"));
        assert_eq!(ordered("1.5h1h"), None);
    }

    #[test]
    fn memory_rounds_up_to_a_byte() {
        assert_eq!(literal(read("0.1Gi").memory), Some(Literal::Memory(107_374_183, "0.1Gi".into())));
        assert_eq!(literal(read("10G").memory), Some(Literal::Memory(10_000_000_000, "10G".into())));
    }

    #[test]
    fn a_plain_number_is_a_cpu_too() {
        assert_eq!(literal(read("1.5").cpu), Some(Literal::Cpu(1_500, "1.5".into())));
        assert!(matches!(read("0.0005").cpu, Some(Read::Outside(_))));
    }

    #[test]
    fn what_is_too_large_is_outside() {
        assert!(matches!(read("9223372036854775808").int, Some(Read::Outside(_))));
        assert!(matches!(read("16Ei").memory, Some(Read::Outside(_))));
        assert_eq!(read("1Zi"), Readings::default());
    }
}
