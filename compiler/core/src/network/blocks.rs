//! Ranges of addresses, as the API server takes them.

use std::net::IpAddr;

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::network::Block;

/// What is wrong with a range, or with what is taken out of it.
pub(super) fn check(block: &Block, place: Place) -> Option<Diagnostic> {
    let Some(whole) = Range::of(&block.cidr) else {
        return Some(catalogue::network::no_range(place, &block.cidr));
    };
    block.except.iter().find_map(|text| match Range::of(text) {
        None => Some(catalogue::network::no_range(place, text)),
        Some(part) if !whole.holds(&part) => {
            Some(catalogue::network::outside_of_range(place, text, &block.cidr))
        }
        Some(_) => None,
    })
}

/// Addresses with the same first bits.
struct Range {
    is_v6: bool,
    /// The first bits, and nothing behind them.
    first: u128,
    /// How many.
    bits: u32,
}

impl Range {
    fn of(text: &str) -> Option<Self> {
        let (address, bits) = text.split_once('/')?;
        let bits: u32 = bits.parse().ok()?;
        let (is_v6, all) = match address.parse().ok()? {
            IpAddr::V4(address) => (false, u128::from(u32::from(address)) << 96),
            IpAddr::V6(address) => (true, u128::from(address)),
        };
        let most = if is_v6 { 128 } else { 32 };
        let mask = if bits == 0 { 0 } else { u128::MAX << (128 - bits.min(128)) };
        (bits <= most).then_some(Self { is_v6, first: all & mask, bits })
    }

    /// Whether another range is inside of this one, and not all of it.
    fn holds(&self, other: &Self) -> bool {
        let mask = if self.bits == 0 { 0 } else { u128::MAX << (128 - self.bits) };
        self.is_v6 == other.is_v6 && other.bits > self.bits && other.first & mask == self.first
    }
}
