//! Versions and address ranges.

use std::net::IpAddr;

use o8_diagnostics::catalogue::values as catalogue;
use semver::{Version, VersionReq};

use crate::eval::machine::Machine;
use crate::eval::value::Value;
use crate::hir::Builtin;

use super::Call;

impl<'a> Machine<'a, '_> {
    pub(super) fn semver(&mut self, builtin: Builtin, value: Value<'a>, call: Call<'a>) -> Value<'a> {
        let Some(version) = self.version(value, call) else { return Value::Hole };
        let part = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        match builtin {
            Builtin::SemverMajor => part(version.major),
            Builtin::SemverMinor => part(version.minor),
            Builtin::SemverPatch => part(version.patch),
            Builtin::SemverCompare => {
                let other = self.argument(call, 0);
                match self.version(other, call) {
                    // What comes after `+` has no say in which version is newer.
                    Some(other) => Value::Int(version.cmp_precedence(&other) as i64),
                    None => Value::Hole,
                }
            }
            Builtin::SemverMatches => match self.argument(call, 0) {
                Value::String(text) => match VersionReq::parse(text) {
                    Ok(requirement) => Value::Bool(requirement.matches(&version)),
                    Err(_) => self.fail(|| catalogue::no_version(call.argument_place(0), text, true)),
                },
                _ => Value::Hole,
            },
            _ => Value::Hole,
        }
    }

    fn version(&mut self, value: Value<'a>, call: Call<'a>) -> Option<Version> {
        let Value::String(text) = value else { return None };
        match Version::parse(text.strip_prefix('v').unwrap_or(text)) {
            Ok(version) => Some(version),
            Err(_) => {
                self.fail(|| catalogue::no_version(call.place(), text, false));
                None
            }
        }
    }

    pub(super) fn cidr(&mut self, builtin: Builtin, value: Value<'a>, call: Call<'a>) -> Value<'a> {
        let Value::String(text) = value else { return Value::Hole };
        let Some(range) = Range::parse(text) else {
            return self.fail(|| catalogue::no_range(call.place(), text));
        };
        match builtin {
            Builtin::CidrPrefix => Value::Int(i64::from(range.prefix)),
            Builtin::CidrContains => match self.argument(call, 0) {
                Value::String(text) => match Range::parse(text) {
                    Some(inner) => Value::Bool(range.contains(inner)),
                    None => self.fail(|| catalogue::no_range(call.argument_place(0), text)),
                },
                _ => Value::Hole,
            },
            _ => Value::Hole,
        }
    }
}

/// A range of addresses; one address is a range of its own.
#[derive(Clone, Copy)]
struct Range {
    address: IpAddr,
    prefix: u32,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let width = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(width);
        (prefix <= width).then_some(Self { address, prefix })
    }

    /// The first bits of the address, as many as the prefix says.
    fn network(self, prefix: u32) -> u128 {
        let (bits, width) = match self.address {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        bits.checked_shr(width - prefix).unwrap_or(0)
    }

    fn contains(self, inner: Self) -> bool {
        self.address.is_ipv4() == inner.address.is_ipv4()
            && self.prefix <= inner.prefix
            && self.network(self.prefix) == inner.network(self.prefix)
    }
}
