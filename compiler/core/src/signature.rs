//! Signatures: what a declaration is to the rest of the program.
//!
//! A signature changes when the declaration's own text does, or what its types name; nothing of a body is in it
//! but the type of a `let` that writes none and what the `deploy` of an entity is.

mod declarations;
mod delivery;
mod deploy;

use o8_diagnostics::{Anchor, Diagnostic};
use o8_syntax::ast::{ItemKind, TypeBody, TypeDecl};

use crate::db::{Program, home, item};
use crate::ids::DefId;
use crate::ty::{
    AliasSignature, EntitySignature, FunctionSignature, LetSignature, RecordSignature, Signature,
};

/// A signature and what was wrong with what it is made of. Places are anchored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureResult {
    /// What the declaration is.
    pub signature: Signature,
    /// What was found.
    pub diagnostics: Vec<Diagnostic>,
}

/// The signature of a declaration.
///
/// Types that go round in a circle are known before (see [`crate::cycles`]); should a query come back to itself all the
/// same, the declaration has no signature, which is silent.
#[salsa::tracked(cycle_result = none)]
pub fn signature(db: &dyn salsa::Database, program: Program, def: DefId) -> SignatureResult {
    let mut diagnostics = Vec::new();
    let home = home(db, program, def);
    let signature = match (home, item(db, program, def)) {
        (Some(home), Some(item)) => {
            declarations::signature_of(db, program, def, home, item, &mut diagnostics)
        }
        _ => Signature::None,
    };
    let anchor = Anchor::Item(def.item());
    let diagnostics = diagnostics.into_iter().map(|found: Diagnostic| found.anchored(anchor)).collect();
    SignatureResult { signature, diagnostics }
}

fn none(_db: &dyn salsa::Database, _id: salsa::Id, _program: Program, _def: DefId) -> SignatureResult {
    SignatureResult { signature: Signature::None, diagnostics: Vec::new() }
}

/// How a declaration is written, as far as others have to know before they ask for its signature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// `type A = T`
    Alias,
    /// `type A = T where …`
    Refined,
    /// A `let` without a type.
    Inferred,
    /// Anything else: it says itself what it is.
    Other,
}

/// How a declaration is written. Changes next to never.
#[salsa::tracked(returns(copy))]
pub fn form(db: &dyn salsa::Database, program: Program, def: DefId) -> Form {
    match item(db, program, def).map(|item| &item.kind) {
        Some(ItemKind::Let(decl)) if decl.ty.is_none() => Form::Inferred,
        Some(ItemKind::Type(TypeDecl { body: TypeBody::Alias { refinement: None, .. }, .. })) => Form::Alias,
        Some(ItemKind::Type(TypeDecl { body: TypeBody::Alias { .. }, .. })) => Form::Refined,
        _ => Form::Other,
    }
}

/// The signature of a record type or component; `None` for what is none.
pub fn record(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<&RecordSignature> {
    match &signature(db, program, def).signature {
        Signature::Record(record) => Some(record),
        _ => None,
    }
}

/// The signature of an alias; `None` for what is none.
pub fn alias(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<&AliasSignature> {
    match &signature(db, program, def).signature {
        Signature::Alias(alias) => Some(alias),
        _ => None,
    }
}

/// The signature of a function; `None` for what is none.
pub fn function(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<&FunctionSignature> {
    match &signature(db, program, def).signature {
        Signature::Function(function) => Some(function),
        _ => None,
    }
}

/// The signature of a `let`; `None` for what is none.
pub fn constant(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<&LetSignature> {
    match &signature(db, program, def).signature {
        Signature::Let(constant) => Some(constant),
        _ => None,
    }
}

/// The signature of an entity; `None` for what is none.
pub fn entity(db: &dyn salsa::Database, program: Program, def: DefId) -> Option<&EntitySignature> {
    match &signature(db, program, def).signature {
        Signature::Entity(entity) => Some(entity),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
