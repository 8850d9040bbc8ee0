//! Rules over objects.
//!
//! A rule is one typed tree ([`Term`]) with four uses: it is evaluated here on what the compiler makes and on any YAML, and
//! `o8-backends` prints it for the policy engines. So all give one verdict. What the tree can say is what every engine can say.

mod blame;
mod defaults;
mod documents;
mod evaluate;
mod exclusion;
mod pattern;
mod policy;
mod quantity;
mod reach;
pub mod reference;
mod rule;
mod signatures;
mod subject;
mod term;

pub use blame::Blame;
pub use defaults::defaulted;
pub use documents::{Document, Documents, documents};
pub use exclusion::{Exclusion, excluded, is_contradictory};
pub use pattern::Pattern;
pub use policy::{Action, Binding, Exemption, Namespaces, Policy};
pub use quantity::{Quantity, compare_quantities};
pub use reach::{Kind, Parts, pod_kinds};
pub use rule::{Rule, Verdict};
pub use signatures::{Identity, Signatures, Signer, SigningKey};
pub use subject::{CONTAINERS, Subject, TEMPLATES, Templates, templates_by_path};
pub use term::{Comparison, Constant, Quantifier, Root, Sort, Term, TextTest};
