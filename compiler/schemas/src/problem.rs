//! What is wrong with a file that types were to be read from.

use std::fmt;

/// A reason, and where in the text it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What sort of problem it is.
    pub sort: Sort,
    /// What is wrong.
    pub message: String,
    /// The byte of the text that it begins at.
    pub offset: usize,
    /// How many bytes it has; none is the whole line.
    pub length: usize,
}

/// What sort of problem it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// The text is no YAML or JSON.
    Unreadable,
    /// There is nothing in it that types could be made of.
    NoSchema,
    /// A definition lacks what makes it one.
    Incomplete,
    /// A `$ref` leads nowhere, or out of the file.
    Reference,
}

impl Problem {
    /// The same of a part of the text.
    pub(crate) fn at(sort: Sort, (offset, length): (usize, usize), message: impl Into<String>) -> Self {
        Self { length, ..Self::new(sort, offset, message) }
    }

    pub(crate) fn new(sort: Sort, offset: usize, message: impl Into<String>) -> Self {
        Self { sort, message: message.into(), offset, length: 0 }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
