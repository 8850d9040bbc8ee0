//! Which findings a declaration may waive: those of the checks over the platform after which there is still one thing to write.
//!
//! What is wrong with the text itself, with its names or types, or with values says nothing that could be written; neither
//! do two declarations that lay claim to one file, or a need of what is not there.

use crate::subjects::codes_of_subject;

/// The codes, sorted.
const WAIVABLE: &[&str] = &[
    "E0801", "E0808", "E0812", "E0822", "E0825", "E0830", "E0831", "E0857", "E0858", "E0860", "E0861",
    "E0865", "E0867", "E0868", "E0869", "E0870", "E0881", "E0882", "E0883", "E0884", "E0885", "E0886",
    "E0888", "E0889", "E0890", "E0970", "E0971", "E0972", "E0982", "E0983", "E0984", "E0985", "E0986",
    "W0801", "W0812", "W0821", "W0830", "W0855", "W0861", "W0862", "W0863", "W0864", "W0866", "W0880",
    "W0887", "W0888", "W0889", "W0890", "W0891", "W0892", "W0893", "W0894", "W0895", "W0970", "W0971",
    "W0972",
];

/// Whether `@waive` may name this code.
pub fn is_waivable(code: &str) -> bool {
    WAIVABLE.binary_search(&code).is_ok()
}

/// The codes that `@waive` takes out where it names a code or a subject.
pub fn waived_by(named: &str) -> Vec<&'static str> {
    let of_subject = codes_of_subject(named).iter().copied();
    let itself = WAIVABLE.iter().copied().filter(|code| *code == named);
    itself.chain(of_subject.filter(|code| is_waivable(code))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{explain, subjects};

    #[test]
    fn codes_are_sorted_and_have_pages() {
        assert!(WAIVABLE.is_sorted());
        for code in WAIVABLE {
            assert!(explain(code).is_some(), "{code} has no page");
        }
    }

    #[test]
    fn a_subject_stands_for_its_codes() {
        assert_eq!(waived_by("E0801"), ["E0801"]);
        assert_eq!(waived_by("AS01"), ["E0860", "W0861"], "what contradicts itself cannot be written");
        assert!(waived_by("RB01").is_empty() && subjects().any(|subject| subject == "RB01"));
        assert!(waived_by("E0201").is_empty() && waived_by("nothing").is_empty());
    }
}
