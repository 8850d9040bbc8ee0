//! Public keys as people write them: PEM (RFC 7468, section 13).

use ecow::{EcoString, eco_format};

const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

/// A public key with the line breaks that PEM has; `Err` says what is wrong with it.
pub(super) fn public_key(pem: &str) -> Result<EcoString, &'static str> {
    let lines: Vec<&str> = pem.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let [BEGIN, body @ .., END] = lines.as_slice() else {
        return Err("it begins with `-----BEGIN PUBLIC KEY-----`, and ends with `-----END PUBLIC KEY-----`");
    };
    let bytes = decoded(&body.concat()).ok_or("what is between its first line and its last is no Base64")?;
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

/// Base64 with the standard alphabet and its padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let plain = text.trim_end_matches('=');
    if text.len() - plain.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(plain.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in plain.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    #[test]
    fn base64_is_read() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYg==", "foob")]
        {
            assert_eq!(decoded(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        for wrong in ["Zg", "Zg=", "Zm9v====", "Zm-v", "Z==="] {
            assert_eq!(decoded(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_public_key_is_a_whole_one() {
        let of = |body: &str| public_key(&format!("{BEGIN}\n{body}\n{END}"));
        assert_eq!(of(&format!("  {KEY}\r\n")), Ok(eco_format!("{BEGIN}\n{KEY}\n{END}\n")));
        assert!(of(&KEY[4..]).is_err() && of(&KEY[..KEY.len() - 4]).is_err() && of("").is_err());
        assert!(public_key(KEY).is_err());
    }
}
