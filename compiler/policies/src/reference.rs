//! References to images, with what is usually left out of them.

/// The registry that holds for a reference without one.
pub const DEFAULT_REGISTRY: &str = "docker.io";

/// The repository that a name without a path is in, on [`DEFAULT_REGISTRY`].
pub const DEFAULT_LIBRARY: &str = "library";

/// What matches a reference that has a registry, as a regular expression: an engine that has these alone is told by it.
pub const HAS_REGISTRY: &str = "^(localhost|[^/]*[.:][^/]*)/";

/// A reference with its registry and its library written out: `nginx:1` is `docker.io/library/nginx:1`. The rule is that of
/// `github.com/distribution/reference`: what stands before the first slash is a registry where it has a dot or a colon, or is `localhost`.
pub fn familiar(reference: &str) -> String {
    match reference.split_once('/') {
        None => format!("{DEFAULT_REGISTRY}/{DEFAULT_LIBRARY}/{reference}"),
        Some((first, _)) if first.contains(['.', ':']) || first == "localhost" => reference.to_owned(),
        Some(_) => format!("{DEFAULT_REGISTRY}/{reference}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{HAS_REGISTRY, familiar};
    use crate::Pattern;

    #[test]
    fn what_is_left_out_is_written() {
        for (short, long) in [
            ("nginx", "docker.io/library/nginx"),
            ("nginx:1.27", "docker.io/library/nginx:1.27"),
            ("acme/api", "docker.io/acme/api"),
            ("docker.io/acme/api", "docker.io/acme/api"),
            ("localhost/api", "localhost/api"),
            ("localhost:5000/api", "localhost:5000/api"),
            ("registry.example.org/api@sha256:00", "registry.example.org/api@sha256:00"),
        ] {
            assert_eq!(familiar(short), long);
            let pattern = Pattern::new(HAS_REGISTRY).expect("a regular expression");
            assert_eq!(pattern.matches(short), short == long);
            assert!(pattern.matches(long));
        }
    }
}
