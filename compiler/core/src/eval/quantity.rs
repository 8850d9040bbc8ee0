//! Quantities: how Kubernetes, Go and people write them, and what they are worth.

use std::cmp::Ordering;

use ecow::{EcoString, eco_format};

use super::decimal::Decimal;
use super::value::{Amount, Dimension};

/// The text of an amount: as written where it is a literal, canonical otherwise.
pub(super) fn text(amount: Amount<'_>) -> EcoString {
    match (amount.dimension, amount.text) {
        // Go has no days.
        (Dimension::Duration, Some(text)) if !text.contains('d') => text.clone(),
        (Dimension::Duration, _) => duration(amount.amount),
        (_, Some(text)) => text.clone(),
        (Dimension::Cpu, None) => cpu(amount.amount),
        (Dimension::Memory, None) => memory(amount.amount),
        (Dimension::Percent, None) => percent(amount.amount),
    }
}

/// Millicpu as Kubernetes writes it: `1500m`, `2`.
fn cpu(millis: i64) -> EcoString {
    if millis % 1000 == 0 { eco_format!("{}", millis / 1000) } else { eco_format!("{millis}m") }
}

/// Bytes as Kubernetes writes them, with whichever suffixes are shorter: `512Mi`, `10G`.
fn memory(bytes: i64) -> EcoString {
    let scaled = |base: i64, suffixes: [&str; 6]| {
        let (mut number, mut suffix) = (bytes, "");
        for next in suffixes {
            if number == 0 || number % base != 0 {
                break;
            }
            (number, suffix) = (number / base, next);
        }
        eco_format!("{number}{suffix}")
    };
    let binary = scaled(1024, ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]);
    let decimal = scaled(1000, ["k", "M", "G", "T", "P", "E"]);
    if decimal.len() < binary.len() { decimal } else { binary }
}

/// Milliseconds in Go's units, without those that are zero: `48h`, `1m30s`, `1.5s`, `250ms`.
pub(super) fn duration(millis: i64) -> EcoString {
    if millis == 0 {
        return "0s".into();
    }
    let sign = if millis < 0 { "-" } else { "" };
    let total = millis.unsigned_abs();
    if total < 1000 {
        return eco_format!("{sign}{total}ms");
    }
    let (hours, minutes, seconds, rest) =
        (total / 3_600_000, total / 60_000 % 60, total / 1000 % 60, total % 1000);
    let mut text = EcoString::from(sign);
    if hours > 0 {
        text.push_str(&eco_format!("{hours}h"));
    }
    if minutes > 0 {
        text.push_str(&eco_format!("{minutes}m"));
    }
    if rest > 0 {
        let fraction = format!("{rest:03}");
        text.push_str(&eco_format!("{seconds}.{}s", fraction.trim_end_matches('0')));
    } else if seconds > 0 {
        text.push_str(&eco_format!("{seconds}s"));
    }
    text
}

/// Hundredths of a percent: `25%`, `12.5%`.
fn percent(hundredths: i64) -> EcoString {
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    if rest == 0 {
        return eco_format!("{sign}{whole}%");
    }
    let fraction = format!("{rest:02}");
    eco_format!("{sign}{whole}.{}%", fraction.trim_end_matches('0'))
}

/// What a quantity is worth: a decimal number times a power of two. `None` where the text is no quantity, or one out of all reason.
fn worth(text: &str) -> Option<(Decimal, u32)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '+' | '-')).unwrap_or(text.len());
    let number = Decimal::parse(&text[..end])?;
    let (up, down, binary) = match &text[end..] {
        "" => (0, 0, 0),
        "n" => (0, 9, 0),
        "u" => (0, 6, 0),
        "m" => (0, 3, 0),
        "k" => (3, 0, 0),
        "M" => (6, 0, 0),
        "G" => (9, 0, 0),
        "T" => (12, 0, 0),
        "P" => (15, 0, 0),
        "E" => (18, 0, 0),
        "Ki" => (0, 0, 10),
        "Mi" => (0, 0, 20),
        "Gi" => (0, 0, 30),
        "Ti" => (0, 0, 40),
        "Pi" => (0, 0, 50),
        "Ei" => (0, 0, 60),
        exponent => {
            let exponent: i32 = exponent.strip_prefix(['e', 'E'])?.parse().ok()?;
            match u32::try_from(exponent) {
                Ok(up) => (up, 0, 0),
                Err(_) => (0, exponent.unsigned_abs(), 0),
            }
        }
    };
    let places = number.places.checked_add(down).filter(|places| *places <= 30)?;
    if up > 30 {
        return None;
    }
    Some((Decimal { digits: number.digits.checked_mul(10i128.checked_pow(up)?)?, places }, binary))
}

/// Which of two quantities is larger, by value: `1Gi` equals `1024Mi`.
pub(super) fn compare(left: &str, right: &str) -> Option<Ordering> {
    if left == right {
        return Some(Ordering::Equal);
    }
    let (left, left_binary) = worth(left)?;
    let (right, right_binary) = worth(right)?;
    let places = left.places.max(right.places);
    let scaled = |number: Decimal, binary: u32| {
        number
            .digits
            .checked_mul(10i128.checked_pow(places - number.places)?)?
            .checked_mul(1i128.checked_shl(binary)?)
    };
    Some(scaled(left, left_binary)?.cmp(&scaled(right, right_binary)?))
}
