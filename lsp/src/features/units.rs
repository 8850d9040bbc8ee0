//! Quantities in other units.

use o8_core::ty::Ty;

/// What a quantity is in other units; `None` where there is nothing to say.
pub(super) fn converted(text: &str, ty: &Ty) -> Option<String> {
    let text = text.replace('_', "");
    match ty {
        Ty::Memory => {
            let bytes = memory(&text)?;
            let binary = scaled(bytes, &[("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)]);
            let decimal = scaled(bytes, &[("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)]);
            Some(format!("{bytes} bytes = {binary} = {decimal}"))
        }
        Ty::Cpu => {
            let milli = match text.strip_suffix('m') {
                Some(number) => number.parse::<f64>().ok()?,
                None => text.parse::<f64>().ok()? * 1000.0,
            };
            Some(format!("{} of a CPU = {}m", number(milli / 1000.0), number(milli)))
        }
        Ty::Duration => {
            let millis = duration(&text)?;
            let seconds = format!("{} s", number(millis / 1000.0));
            Some(match millis {
                short if short < 120_000.0 => format!("{seconds} = {} ms", number(short)),
                medium if medium < 7_200_000.0 => format!("{seconds} = {} min", number(medium / 60_000.0)),
                long => format!("{seconds} = {} h", number(long / 3_600_000.0)),
            })
        }
        Ty::Percent => {
            let share = text.strip_suffix('%')?.parse::<f64>().ok()?;
            Some(format!("{} of the whole", number(share / 100.0)))
        }
        _ => None,
    }
}

fn memory(text: &str) -> Option<u64> {
    const UNITS: [(&str, u64); 13] = [
        ("Ki", 1 << 10),
        ("Mi", 1 << 20),
        ("Gi", 1 << 30),
        ("Ti", 1 << 40),
        ("Pi", 1 << 50),
        ("k", 1_000),
        ("M", 1_000_000),
        ("G", 1_000_000_000),
        ("T", 1_000_000_000_000),
        ("P", 1_000_000_000_000_000),
        ("Ei", 1 << 60),
        ("E", 1_000_000_000_000_000_000),
        ("", 1),
    ];
    let (number, unit) = UNITS.iter().find_map(|(suffix, unit)| Some((text.strip_suffix(suffix)?, unit)))?;
    let bytes = number.parse::<f64>().ok()? * *unit as f64;
    (0.0..1e18).contains(&bytes).then_some(bytes as u64)
}

/// Milliseconds of `1h30m`.
fn duration(text: &str) -> Option<f64> {
    let (mut total, mut rest) = (0.0, text);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (value, after) = rest.split_at(digits);
        const UNITS: [(&str, f64); 5] = [("ms", 1.0), ("s", 1e3), ("m", 60e3), ("h", 3600e3), ("d", 86400e3)];
        let (unit, millis) = UNITS.iter().find(|(unit, _)| after.starts_with(unit))?;
        total += value.parse::<f64>().ok()? * millis;
        rest = &after[unit.len()..];
    }
    Some(total)
}

/// In the largest unit that leaves at least one.
fn scaled(bytes: u64, units: &[(&str, u64)]) -> String {
    match units.iter().find(|(_, unit)| bytes >= *unit) {
        Some((name, unit)) => format!("{} {name}", number(bytes as f64 / *unit as f64)),
        None => format!("{bytes} B"),
    }
}

/// With at most three digits behind the point.
fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, ty: &Ty, expected: &str) {
        assert_eq!(converted(text, ty).as_deref(), Some(expected));
    }

    #[test]
    fn quantities_in_other_units() {
        check("256Mi", &Ty::Memory, "268435456 bytes = 256 Mi = 268.435 MB");
        check("1.5Gi", &Ty::Memory, "1610612736 bytes = 1.5 Gi = 1.611 GB");
        check("250m", &Ty::Cpu, "0.25 of a CPU = 250m");
        check("2", &Ty::Cpu, "2 of a CPU = 2000m");
        check("1h30m", &Ty::Duration, "5400 s = 90 min");
        check("30s", &Ty::Duration, "30 s = 30000 ms");
        check("25%", &Ty::Percent, "0.25 of the whole");
        assert_eq!(converted("x", &Ty::Duration), None);
    }
}
