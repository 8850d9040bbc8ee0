//! What a quantity of Kubernetes is worth.
//!
//! The syntax and the precision are those of `k8s.io/apimachinery/pkg/api/resource`: a decimal number with a suffix of SI, a binary
//! suffix or an exponent, rounded up to whole billionths; what has a binary suffix is no larger than what 64 bits hold. That parser
//! also takes a few texts without any digit for zero, which are no quantities here.

use std::cmp::Ordering;

/// The value of a quantity: exact, so that `1Gi` equals `1024Mi` and `1073741824000m`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Quantity {
    /// Billionths.
    nano: i128,
}

/// The most that a quantity with a binary suffix is worth.
const LARGEST_BINARY: i128 = i64::MAX as i128 * 1_000_000_000;

/// Nothing real is as large, and products of it with small numbers can still be told apart.
const LARGEST: i128 = i128::MAX / (1 << 32);

impl Quantity {
    /// The value of a text; `None` where it is no quantity.
    pub fn parse(text: &str) -> Option<Self> {
        let end =
            text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '+' | '-')).unwrap_or(text.len());
        let (number, suffix) = text.split_at(end);
        let (power_of_ten, factor) = match suffix {
            "n" => (0, 1),
            "u" => (3, 1),
            "m" => (6, 1),
            "" => (9, 1),
            "k" => (12, 1),
            "M" => (15, 1),
            "G" => (18, 1),
            "T" => (21, 1),
            "P" => (24, 1),
            "E" => (27, 1),
            "Ki" => (9, 1i128 << 10),
            "Mi" => (9, 1 << 20),
            "Gi" => (9, 1 << 30),
            "Ti" => (9, 1 << 40),
            "Pi" => (9, 1 << 50),
            "Ei" => (9, 1 << 60),
            exponent => (9 + exponent_of(exponent)?, 1),
        };
        let negative = number.starts_with('-');
        let unsigned = number.strip_prefix(['+', '-']).unwrap_or(number);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = || whole.bytes().chain(fraction.bytes());
        if whole.is_empty() && fraction.is_empty() || !digits().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number = digits()
            .try_fold(0i128, |number, byte| number.checked_mul(10)?.checked_add(i128::from(byte - b'0')))
            .unwrap_or(LARGEST);
        let nano = scaled(number, power_of_ten - fraction.len() as i32, factor);
        let nano = if factor > 1 { nano.min(LARGEST_BINARY) } else { nano };
        Some(Self { nano: if negative { -nano } else { nano } })
    }

    /// The value of a whole number.
    pub fn whole(number: i64) -> Self {
        Self { nano: i128::from(number) * 1_000_000_000 }
    }

    /// So many times the value.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self { nano: self.nano.saturating_mul(i128::from(factor)) }
    }
}

/// Which of two quantities is larger, by value; `None` where one of them is none.
pub fn compare_quantities(left: &str, right: &str) -> Option<Ordering> {
    if left == right {
        return Some(Ordering::Equal);
    }
    Some(Quantity::parse(left)?.cmp(&Quantity::parse(right)?))
}

/// `number * factor * 10^power`, rounded up, and no larger than can be worked with.
fn scaled(number: i128, power: i32, factor: i128) -> i128 {
    let number = number.saturating_mul(factor).min(LARGEST);
    if number == 0 {
        return 0;
    }
    match 10i128.checked_pow(power.unsigned_abs()) {
        Some(unit) if power >= 0 => number.saturating_mul(unit).min(LARGEST),
        Some(unit) => (number + unit - 1) / unit,
        None if power >= 0 => LARGEST,
        None => 1,
    }
}

/// `e3`, `E-2`: the exponent, kept within what makes a difference.
fn exponent_of(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['e', 'E'])?;
    let unsigned = digits.strip_prefix(['+', '-']).unwrap_or(digits);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent: i64 = digits.parse().unwrap_or(if digits.starts_with('-') { -1000 } else { 1000 });
    Some(exponent.clamp(-1000, 1000) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(left: &str, right: &str) -> Option<Ordering> {
        compare_quantities(left, right)
    }

    #[test]
    fn quantities_compare_by_value() {
        for (left, right) in [
            ("1Gi", "1024Mi"),
            ("1073741824000m", "1Gi"),
            ("0.5", "500m"),
            ("1e3", "1k"),
            ("1.5Gi", "1536Mi"),
            ("5E8", "500M"),
        ] {
            assert_eq!(order(left, right), Some(Ordering::Equal), "{left} {right}");
        }
        assert_eq!(order("1G", "1Gi"), Some(Ordering::Less));
        assert_eq!(order("1E", "1E1"), Some(Ordering::Greater));
        assert_eq!(order("-1", "1n"), Some(Ordering::Less));
    }

    #[test]
    fn less_than_a_billionth_is_rounded_up() {
        assert_eq!(order("0.1n", "1n"), Some(Ordering::Equal));
        assert_eq!(order("1e-400", "1n"), Some(Ordering::Equal));
    }

    #[test]
    fn absurd_quantities_are_large_and_no_more() {
        assert_eq!(order("1e400", "9999999999999999999999999999999999999999999999"), Some(Ordering::Equal));
        assert_eq!(order("1e400", "1Ei"), Some(Ordering::Greater));
    }

    #[test]
    fn a_binary_suffix_has_an_end() {
        assert_eq!(order("8Ei", "9Ei"), Some(Ordering::Equal));
        assert_eq!(order("8Ei", "9223372036854775807"), Some(Ordering::Equal));
        assert_eq!(order("9E", "10E"), Some(Ordering::Less));
    }

    #[test]
    fn what_kubernetes_refuses_is_no_quantity() {
        for text in ["", "512mi", "512MB", "1K", "Gi", "1.2.3", "1 Gi", "e3", "1e", "--1", "1-1", "0x10", "٣"]
        {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }
}
