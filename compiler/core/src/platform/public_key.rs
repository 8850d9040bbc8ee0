//! Public keys as people write them: PEM (RFC 7468, section 13).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use ecow::{EcoString, eco_format};

const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

/// A public key with the line breaks that PEM has; `Err` says what is wrong with it.
pub(super) fn public_key(pem: &str) -> Result<EcoString, &'static str> {
    let lines: Vec<&str> = pem.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let [BEGIN, body @ .., END] = lines.as_slice() else {
        return Err("it begins with `-----BEGIN PUBLIC KEY-----`, and ends with `-----END PUBLIC KEY-----`");
    };
    let bytes = BASE64.decode(body.concat());
    let bytes = bytes.map_err(|_| "what is between its first line and its last is no Base64")?;
    // A SubjectPublicKeyInfo is a sequence of all that follows.
    if !is_sequence(&bytes) {
        return Err("what is between its first line and its last is no public key, or a part of one");
    }
    Ok(eco_format!("{}\n", lines.join("\n")))
}

/// Whether bytes are one sequence of ASN.1 in DER, no shorter and no longer.
fn is_sequence(bytes: &[u8]) -> bool {
    match bytes {
        [0x30, length, rest @ ..] if *length < 0x80 => rest.len() == usize::from(*length),
        [0x30, 0x81, length, rest @ ..] => rest.len() == usize::from(*length),
        [0x30, 0x82, high, low, rest @ ..] => rest.len() == usize::from(u16::from_be_bytes([*high, *low])),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    #[test]
    fn a_public_key_is_a_whole_one() {
        let of = |body: &str| public_key(&format!("{BEGIN}\n{body}\n{END}"));
        assert_eq!(of(&format!("  {KEY}\r\n")), Ok(eco_format!("{BEGIN}\n{KEY}\n{END}\n")));
        assert!(of(&KEY[4..]).is_err() && of(&KEY[..KEY.len() - 4]).is_err() && of("").is_err());
        assert!(public_key(KEY).is_err());
    }
}
