//! Where a value of an object comes from.

use o8_diagnostics::Place;

/// An index into the [`Origins`] of the module that the value belongs to. Small enough to sit at every leaf.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Origin(pub u32);

impl Origin {
    /// The origin of what no source text says, such as a derived `apiVersion`.
    pub const NONE: Self = Self(u32::MAX);
}

/// What kind of text gave a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum OriginKind {
    /// The default of a type's or component's field.
    Default,
    /// A line of a component.
    Component,
    /// The body of the module, or what the body names.
    Body,
    /// An `extend` of the module.
    Extend,
    /// An override of the module: `in …`.
    Override,
    /// A `patch`.
    Patch,
}

/// Where a value comes from: the text that wrote the field, and the text that decided the value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Source {
    /// What kind of text decided the value.
    pub kind: OriginKind,
    /// The text that wrote the field of the object: a component's line.
    pub written: Place,
    /// The text that decided the value: a default, a body, an override. Equal to `written` for a constant of the component.
    pub decided: Place,
}

/// The sources of one module's values, addressed by [`Origin`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origins(pub Vec<Source>);

impl Origins {
    /// The source behind `origin`, if any text is behind it.
    pub fn get(&self, origin: Origin) -> Option<&Source> {
        self.0.get(origin.0 as usize)
    }
}
