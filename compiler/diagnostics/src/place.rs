//! Places in source text.
//!
//! Everything inside a top-level item is positioned relative to the item's first byte, so that an edit
//! above an item changes nothing that was computed from it. Only an edge turns places into positions
//! of a file, with [`Place::resolve`].

/// A range of bytes: `start` included, `end` excluded.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The empty range at `offset`.
    pub const fn at(offset: u32) -> Self {
        Self { start: offset, end: offset }
    }

    /// The smallest range that holds both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The range moved right by `by` bytes.
    pub fn shift(self, by: u32) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// How many bytes it covers.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A source file of the running compilation; what it stands for is known to whoever loaded the files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct FileId(pub u32);

/// A top-level item of the running compilation, the same across edits that leave its name alone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ItemId(pub u32);

/// What the span of a place is counted from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Anchor {
    /// The text that the producing function was given; its caller puts the real anchor in.
    Local,
    /// The first byte of a file.
    File(FileId),
    /// The first byte of an item.
    Item(ItemId),
}

/// A span together with what it is counted from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Place {
    /// What `span` is counted from.
    pub anchor: Anchor,
    /// The bytes meant.
    pub span: Span,
}

impl Place {
    /// A place in the text that the running function was given.
    pub const fn local(span: Span) -> Self {
        Self { anchor: Anchor::Local, span }
    }

    /// A place in a file.
    pub const fn file(file: FileId, span: Span) -> Self {
        Self { anchor: Anchor::File(file), span }
    }

    /// A place in an item.
    pub const fn item(item: ItemId, span: Span) -> Self {
        Self { anchor: Anchor::Item(item), span }
    }

    /// The same place counted from the start of its file. `locate` says where an item begins.
    pub fn resolve(self, locate: &dyn Fn(ItemId) -> (FileId, u32)) -> Self {
        match self.anchor {
            Anchor::Item(item) => {
                let (file, start) = locate(item);
                Self::file(file, self.span.shift(start))
            }
            Anchor::File(_) | Anchor::Local => self,
        }
    }
}
