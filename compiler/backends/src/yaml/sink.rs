//! Where the writer writes to: bytes alone, or bytes with what each part of them comes from.

use o8_ir::Origin;

/// What takes the bytes of a document.
pub trait Sink {
    /// The bytes so far.
    fn bytes(&mut self) -> &mut Vec<u8>;

    /// What follows, up to the next call, is of this origin.
    fn begins(&mut self, origin: Origin);
}

/// A build keeps the bytes and nothing else.
impl Sink for Vec<u8> {
    #[inline]
    fn bytes(&mut self) -> &mut Vec<u8> {
        self
    }

    #[inline]
    fn begins(&mut self, _: Origin) {}
}

/// Bytes, and where a part of a new origin begins in them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Traced {
    /// The text, as any other sink gets it.
    pub bytes: Vec<u8>,
    /// In the order of the text.
    pub marks: Vec<Mark>,
}

/// Where a part begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Offset of its first byte: a key, the dash of an item.
    pub start: usize,
    /// What it comes from.
    pub origin: Origin,
}

impl Sink for Traced {
    fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    fn begins(&mut self, origin: Origin) {
        let start = self.bytes.len();
        self.marks.push(Mark { start, origin });
    }
}
