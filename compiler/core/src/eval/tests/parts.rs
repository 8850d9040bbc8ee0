//! The parts of evaluation that need no program.

use std::cmp::Ordering;

use crate::eval::decimal::{Decimal, divide_up};
use crate::eval::value::{Amount, Dimension};
use crate::eval::{patterns, quantity, sha256};

fn text(dimension: Dimension, amount: i64) -> String {
    quantity::text(Amount { dimension, amount, text: None }).into()
}

#[test]
fn computed_quantities_are_canonical() {
    assert_eq!(text(Dimension::Cpu, 1500), "1500m");
    assert_eq!(text(Dimension::Cpu, 2000), "2");
    assert_eq!(text(Dimension::Memory, 1 << 30), "1Gi");
    assert_eq!(text(Dimension::Memory, 512 << 20), "512Mi");
    assert_eq!(text(Dimension::Memory, 20_000_000_000), "20G");
    assert_eq!(text(Dimension::Memory, 1000), "1k");
    assert_eq!(text(Dimension::Memory, 0), "0");
    assert_eq!(text(Dimension::Percent, 2500), "25%");
    assert_eq!(text(Dimension::Percent, 1250), "12.5%");
}

#[test]
fn durations_are_in_the_units_of_go() {
    assert_eq!(text(Dimension::Duration, 48 * 3_600_000), "48h");
    assert_eq!(text(Dimension::Duration, 90_000), "1m30s");
    assert_eq!(text(Dimension::Duration, 1500), "1.5s");
    assert_eq!(text(Dimension::Duration, 250), "250ms");
    assert_eq!(text(Dimension::Duration, 0), "0s");
    let days = "2d".into();
    let written = Amount { dimension: Dimension::Duration, amount: 172_800_000, text: Some(&days) };
    assert_eq!(quantity::text(written), "48h");
    let seconds = "90s".into();
    let written = Amount { dimension: Dimension::Duration, amount: 90_000, text: Some(&seconds) };
    assert_eq!(quantity::text(written), "90s");
}

#[test]
fn quantities_compare_by_value() {
    assert_eq!(quantity::compare("1Gi", "1024Mi"), Some(Ordering::Equal));
    assert_eq!(quantity::compare("1.5", "1500m"), Some(Ordering::Equal));
    assert_eq!(quantity::compare("1e3", "1k"), Some(Ordering::Equal));
    assert_eq!(quantity::compare("1G", "1Gi"), Some(Ordering::Less));
    assert_eq!(quantity::compare("0.5Mi", "1k"), Some(Ordering::Greater));
    assert_eq!(quantity::compare("lots", "1"), None);
    assert_eq!(quantity::compare("1e99", "1"), None);
}

#[test]
fn decimals_are_exact() {
    let factor = Decimal::of(1.1).expect("a small number");
    assert_eq!(divide_up(100 * factor.digits, factor.unit()), Some(110));
    assert_eq!(divide_up(101 * factor.digits, factor.unit()), Some(112));
    assert_eq!(divide_up(-7, 2), Some(-3));
    assert_eq!(divide_up(1, 0), None);
    assert_eq!(Decimal::parse("1.2.3"), None);
    assert_eq!(Decimal::parse(""), None);
}

#[test]
fn sha256_gives_the_digests_of_the_standard() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let two_blocks = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    assert_eq!(sha256::hex(b""), empty);
    assert_eq!(sha256::hex(b"abc"), abc);
    assert_eq!(sha256::hex(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), two_blocks);
    assert_eq!(sha256::hex(&[b'a'; 64]).len(), 64);
}

#[test]
fn a_pattern_says_where_a_text_stops() {
    let label = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";
    assert_eq!(patterns::dead_end(label, "webShop"), Some(3));
    assert_eq!(patterns::dead_end(label, "-web"), Some(0));
    assert_eq!(patterns::dead_end(label, "web-"), Some(4));
    assert_eq!(patterns::dead_end(label, "wéb"), Some(1));
    assert_eq!(patterns::dead_end("web", "x"), None);
    assert_eq!(patterns::is_match(&"^a+$".into(), "aaa"), Ok(true));
    assert!(patterns::is_match(&"(".into(), "").is_err());
    assert!(patterns::is_match(&"((a{100}){100}){100}".into(), "").is_err());
}
