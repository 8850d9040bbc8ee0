//! Exact decimal numbers, small: so that `100m * 1.1` is 110m and not one more.

/// `digits * 10^-places`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Decimal {
    pub(super) digits: i128,
    pub(super) places: u32,
}

impl Decimal {
    /// The number as its shortest text says it; `None` where it is too large or too fine to be exact.
    pub(super) fn of(number: f64) -> Option<Self> {
        Self::parse(&format!("{number}"))
    }

    /// Digits with an optional sign and point.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (sign, text) = match text.as_bytes().first()? {
            b'-' => (-1, &text[1..]),
            b'+' => (1, &text[1..]),
            _ => (1, text),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let fraction = fraction.trim_end_matches('0');
        if (whole.is_empty() && fraction.is_empty()) || whole.len() + fraction.len() > 30 {
            return None;
        }
        let mut digits: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            if !byte.is_ascii_digit() {
                return None;
            }
            digits = digits * 10 + i128::from(byte - b'0');
        }
        Some(Self { digits: sign * digits, places: fraction.len() as u32 })
    }

    /// `10^places`.
    pub(super) fn unit(self) -> i128 {
        10i128.pow(self.places)
    }
}

/// `numerator / denominator`, rounded up to a whole number.
pub(super) fn divide_up(numerator: i128, denominator: i128) -> Option<i64> {
    if denominator == 0 {
        return None;
    }
    let (numerator, denominator) =
        if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) };
    let quotient = numerator.div_euclid(denominator);
    let more = i128::from(numerator.rem_euclid(denominator) != 0);
    i64::try_from(quotient + more).ok()
}
