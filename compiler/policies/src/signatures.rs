//! Who has to have signed images, and where that holds: what only those find out who see images, not their names.

use ecow::{EcoString, eco_format};

use crate::{Binding, Pattern};

/// What is asked of the signatures of images in an environment.
#[derive(Clone, PartialEq, Debug)]
pub struct Signatures {
    /// The name of the objects that an engine gets: a DNS label.
    pub name: EcoString,
    /// What it is for; empty where nothing is said.
    pub description: EcoString,
    /// Where it holds, what happens otherwise, and which modules are left alone.
    pub binding: Binding,
    /// What the references begin with of the images that are looked at, as [`crate::reference`] writes them out. Without any, all are.
    pub registries: Vec<EcoString>,
    /// Who signs: one of them is enough. There is at least one.
    pub signers: Vec<Signer>,
}

/// Somebody who signs images.
#[derive(Clone, PartialEq, Debug)]
pub enum Signer {
    /// By a certificate of Sigstore: who vouches for whom.
    Keyless {
        /// Who vouches.
        issuer: Identity,
        /// For whom.
        subject: Identity,
    },
    /// By a key of their own.
    Key {
        /// The key.
        key: SigningKey,
        /// Whether the public transparency log has to know the signature.
        logged: bool,
    },
}

/// A name in a certificate.
#[derive(Clone, PartialEq, Debug)]
pub enum Identity {
    /// This one.
    Exactly(EcoString),
    /// One that matches from beginning to end: the pattern is anchored.
    Like(Pattern),
}

/// A key that signatures are held against.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SigningKey {
    /// The public key in PEM.
    Public(EcoString),
    /// One that a key management service keeps.
    Service(EcoString),
}

impl Identity {
    /// A name that matches a pattern as a whole: engines look for it anywhere in the name, and `https://github.com/acme/` stands in
    /// many a name that others can choose. `Err` says why this is no pattern to all of them.
    pub fn like(pattern: &str) -> Result<Self, String> {
        // As it is written: only so is the mistake shown that somebody has made.
        Pattern::new(pattern)?;
        let is_anchored =
            pattern.starts_with('^') && pattern.ends_with('$') && !pattern.contains(['|', '\\']);
        let whole = if is_anchored { pattern.into() } else { eco_format!("^(?:{pattern})$") };
        Ok(Self::Like(Pattern::new(whole)?))
    }

    /// Whether a name is meant.
    pub fn admits(&self, name: &str) -> bool {
        match self {
            Self::Exactly(exactly) => exactly == name,
            Self::Like(pattern) => pattern.matches(name),
        }
    }

    /// Whether every name is meant here that `other` means, as far as that can be told.
    fn covers(&self, other: &Self) -> bool {
        match other {
            Self::Exactly(name) => self.admits(name),
            Self::Like(_) => self == other,
        }
    }
}

impl Signer {
    /// Whether whatever `other` has signed passes here, too, as far as that can be told.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Keyless { issuer, subject }, Self::Keyless { issuer: by, subject: of }) => {
                issuer.covers(by) && subject.covers(of)
            }
            (Self::Key { key, logged }, Self::Key { key: other, logged: other_logged }) => {
                key == other && (*other_logged || !logged)
            }
            _ => false,
        }
    }

    /// Somebody of whom nobody has thought and who can sign, too. Only of those who have certificates for workflows of GitHub and GitLab
    /// or for mail addresses, whose names others can choose: whoever has an account there can have one that looks alike.
    pub fn stranger(&self) -> Option<EcoString> {
        let Self::Keyless { subject: subject @ Identity::Like(pattern), .. } = self else { return None };
        let mut names: Vec<EcoString> = vec![
            "https://github.com/stranger/things/.github/workflows/build.yml@refs/heads/main".into(),
            "https://gitlab.com/stranger/things//.gitlab-ci.yml@refs/heads/main".into(),
            "stranger@example.com".into(),
        ];
        // Beside `acme` there may be `acme-stranger`.
        for host in ["github.com/", "gitlab.com/"] {
            let plain = pattern.text().replace('\\', "");
            let Some((_, rest)) = plain.split_once(host) else { continue };
            let owner: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
            if !owner.is_empty() {
                let folder =
                    if host.starts_with("github") { ".github/workflows/build" } else { "/.gitlab-ci" };
                names.push(eco_format!("https://{host}{owner}-stranger/things/{folder}.yml@refs/heads/main"));
            }
        }
        names.into_iter().find(|name| subject.admits(name))
    }
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exactly(name) => f.write_str(name),
            Self::Like(pattern) => f.write_str(pattern.text()),
        }
    }
}

impl std::fmt::Display for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Keyless { subject, .. } => subject.fmt(f),
            Self::Key { key: SigningKey::Service(key), .. } => f.write_str(key),
            Self::Key { .. } => f.write_str("a key"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://token.actions.githubusercontent.com";

    fn keyless(subject: &str) -> Signer {
        let subject = Identity::like(subject).expect("a pattern");
        Signer::Keyless { issuer: Identity::Exactly(ISSUER.into()), subject }
    }

    #[test]
    fn a_name_matches_as_a_whole() {
        let acme = Identity::like(r"https://github\.com/acme/.*").expect("a pattern");
        assert!(acme.admits("https://github.com/acme/api/.github/workflows/a.yml@refs/heads/main"));
        assert!(!acme.admits("https://evil.example/?https://github.com/acme/api"));
        assert_eq!(acme.to_string(), r"^(?:https://github\.com/acme/.*)$");
        let either = Identity::like("^a$|b").expect("a pattern");
        assert!(either.admits("b") && !either.admits("ab"));
        assert_eq!(Identity::like("^[a-z]+$").expect("a pattern").to_string(), "^[a-z]+$");
        assert!(!Identity::like(r"^a\$").expect("a pattern").admits("xa$y"));
    }

    #[test]
    fn strangers_are_found() {
        let found = |pattern: &str| keyless(pattern).stranger().is_some();
        for wide in
            [".*", "https://.*", "https://github.com/.*", "https://github.com/acme.*", r".+@example\.com"]
        {
            assert!(found(wide), "{wide}");
        }
        for narrow in
            [r"https://github\.com/acme/.*", r"https://gitlab\.com/acme/.*", r".+@acme\.example", "acme-.*"]
        {
            assert!(!found(narrow), "{narrow}");
        }
    }

    #[test]
    fn who_signs_for_whom() {
        let all = keyless(r"https://github\.com/acme/.*");
        let subject = Identity::Exactly("https://github.com/acme/api".into());
        let one = Signer::Keyless { issuer: Identity::Exactly(ISSUER.into()), subject };
        assert!(all.covers(&one) && !one.covers(&all) && all.covers(&all));
        let key = |logged| Signer::Key { key: SigningKey::Public("key".into()), logged };
        assert!(key(false).covers(&key(true)) && !key(true).covers(&key(false)));
        assert!(!key(false).covers(&all) && !all.covers(&key(true)));
    }
}
