//! Fields with a closed set of values. For a list, the set is that of its elements.
//!
//! Source: the Kubernetes API reference and the validation of the API server. Sets that grow by plugins,
//! such as the types of secrets, are left open.

#[rustfmt::skip]
pub(crate) static VALUES: &[(&str, &str, &str, &[&str])] = &[
];
