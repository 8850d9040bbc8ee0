//! What the less specific levels chose where a type leaves it open.
//!
//! `deploy` is any component and a storage may be one of three records: which one it is, and so which fields an
//! override may open, is what the body's literal says.

use crate::hir::FieldIndex;
use crate::ty::Ty;

/// The static types of the values that were set at places whose declared type leaves several open.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Known {
    /// The type of the value set here.
    pub ty: Option<Ty>,
    /// What was set in the fields of this place.
    pub fields: Vec<(FieldIndex, Known)>,
}

impl Known {
    /// What is known of a field.
    pub fn field(&self, index: FieldIndex) -> Option<&Known> {
        self.fields.iter().find(|(found, _)| *found == index).map(|(_, known)| known)
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.ty.is_none() && self.fields.is_empty()
    }

    /// What is known once `over`, of a more specific level, holds as well.
    pub fn overlaid(&self, over: &Known) -> Known {
        if over.ty.is_some() {
            return over.clone();
        }
        let mut result = self.clone();
        for (index, known) in &over.fields {
            match result.fields.iter_mut().find(|(found, _)| found == index) {
                Some((_, below)) => *below = below.overlaid(known),
                None => result.fields.push((*index, known.clone())),
            }
        }
        result
    }
}
