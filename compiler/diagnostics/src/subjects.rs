//! Subjects: what people who run such platforms fear, under one short code each, and the codes that are reported of it.
//!
//! `o8 explain OW01` leads to the pages of those codes; `tests/outages/OW01/` keeps an incident of that kind.

/// Subject and codes, sorted by subject. A subject that nothing can be reported of, as its mistake cannot be written, has no line.
const SUBJECTS: &[(&str, &[&str])] = &[
    ("AS01", &["E0860", "W0861", "E0862", "E0863", "W0860"]),
    ("AS02", &["E0819", "E0803"]),
    ("AS03", &["E0970"]),
    ("AS05", &["E0971", "E0972"]),
    ("BP01", &["E1010", "W1010"]),
    ("CL01", &["E0852", "E0983", "E0986", "E0855", "W0855"]),
    ("CR01", &["E0867", "W0864", "E0858"]),
    ("CR02", &["E0868"]),
    ("HC01", &["W0862", "W0863", "E0866"]),
    ("HE02", &["W0973", "W0974"]),
    ("IM02", &["E1010", "W1010", "W1011"]),
    ("IS01", &["E0899", "W0896"]),
    ("KZ01", &["E0865", "E0822", "E0821"]),
    ("KZ04", &["E0505", "E0506"]),
    ("KZ06", &["E0501", "E0502"]),
    ("MO01", &["E0807", "E0808", "E0809", "E0870"]),
    ("NM01", &["E0806", "E0815", "E0891", "E0817", "E0436"]),
    ("NO01", &["E0841", "E0842", "E0843", "E0844"]),
    ("NS01", &["E0816"]),
    ("NW01", &["E0985", "E0892"]),
    ("NW02", &["E0810", "E0811", "E0893", "E0894", "E0895", "E0896", "W0892", "W0893", "W0894", "W0895"]),
    ("OB01", &["W0890", "E0890"]),
    ("OW01", &["E0801"]),
    ("PJ02", &["E0869"]),
    ("PO01", &["E1010", "W1010", "E1004", "E1009", "E1005", "E1020"]),
    ("PS01", &["E1010", "W1010", "E1006", "E1007", "E1008"]),
    ("RB01", &["E0840"]),
    ("RS01", &["E0888"]),
    ("RS03", &["W0887"]),
    ("SV01", &["W0821", "E0821", "E0882", "E0884", "E0885", "E0886", "E0890", "W0888", "W0889", "W0890"]),
    ("SW01", &["E0830", "E0831", "W0830"]),
    ("SY01", &["E0889"]),
    ("SY02", &["E0861", "E0862", "E0863", "W0860"]),
    ("SY03", &["W0880", "E0881", "E0882", "E0883"]),
    ("SY04", &["W0866"]),
    ("VE01", &["E0812", "E0984", "E0858", "E0857", "E0982", "W0812", "W0972"]),
    ("VE02", &["E0987", "E0984"]),
];

/// The codes that are reported of a subject, the most telling one first; none where there is no such subject.
pub fn codes_of_subject(subject: &str) -> &'static [&'static str] {
    SUBJECTS.binary_search_by_key(&subject, |(known, _)| known).map_or(&[], |index| SUBJECTS[index].1)
}

/// Every subject, sorted.
pub fn subjects() -> impl ExactSizeIterator<Item = &'static str> {
    SUBJECTS.iter().map(|(subject, _)| *subject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain;

    #[test]
    fn subjects_are_sorted_and_lead_to_pages() {
        assert!(subjects().is_sorted());
        for subject in subjects() {
            let (letters, digits) = subject.split_at(2);
            assert!(letters.bytes().all(|byte| byte.is_ascii_uppercase()), "{subject}");
            assert!(digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit()), "{subject}");
            assert!(!codes_of_subject(subject).is_empty(), "{subject} leads nowhere");
            for code in codes_of_subject(subject) {
                assert!(explain(code).is_some(), "{subject} leads to {code}, which has no page");
            }
        }
        assert!(codes_of_subject("AS99").is_empty());
    }
}
