//! What the templates of a chart make otherwise each time: functions that draw by chance or look at the clock.
//!
//! Argo CD renders a chart again and again, and without a cluster, so that what `lookup` finds there does not help.

use std::collections::BTreeSet;

use crate::Input;

/// A function in a template that gives something else each time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Differing {
    /// The template, from the root of the chart.
    pub template: String,
    /// The function.
    pub function: String,
}

/// Functions of Helm's templates that give something else each time, sorted. `derivePassword` and `buildCustomCert` are not
/// among them: what they make follows from what they are given.
const DIFFERING: &[&str] = &[
    "ago",
    "bcrypt",
    "encryptAES",
    "genCA",
    "genCAWithKey",
    "genPrivateKey",
    "genSelfSignedCert",
    "genSelfSignedCertWithKey",
    "genSignedCert",
    "genSignedCertWithKey",
    "htpasswd",
    "now",
    "randAlpha",
    "randAlphaNum",
    "randAscii",
    "randBytes",
    "randInt",
    "randNumeric",
    "shuffle",
    "uuidv4",
];

/// Whether the file at a path from the root of a chart, or of one that it brings, is rendered into objects.
pub fn is_template(path: &str) -> bool {
    let mut rest = path;
    while let Some((_, below)) = rest.strip_prefix("charts/").and_then(|rest| rest.split_once('/')) {
        rest = below;
    }
    rest.starts_with("templates/") && !rest.ends_with("/NOTES.txt")
}

/// The functions in templates that give something else each time: each once a template, sorted.
pub fn differing(templates: &[Input<'_>]) -> Vec<Differing> {
    let mut found = BTreeSet::new();
    for template in templates {
        for word in words(template.text) {
            if DIFFERING.binary_search(&word).is_ok() {
                found.insert(Differing { template: template.name.to_owned(), function: word.to_owned() });
            }
        }
    }
    found.into_iter().collect()
}

/// The words in the actions of a template that may be functions: none of comments, texts, fields or variables.
fn words(text: &str) -> Vec<&str> {
    let mut result = Vec::new();
    let mut rest = text;
    while let Some((_, action)) = rest.split_once("{{") {
        let inner = action.strip_prefix('-').unwrap_or(action).trim_start();
        rest = match inner.strip_prefix("/*") {
            Some(comment) => comment.split_once("*/").map_or("", |(_, after)| after),
            None => words_of_action(action, &mut result),
        };
    }
    result
}

/// Reads one action; what is behind it.
fn words_of_action<'a>(action: &'a str, result: &mut Vec<&'a str>) -> &'a str {
    let mut rest = action;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        if let Some(behind) = rest.strip_prefix("}}") {
            return behind;
        }
        let length = match first {
            '"' | '\'' => quoted(rest, first),
            '`' => rest[1..].find('`').map_or(rest.len(), |end| end + 2),
            first if is_word(first) => {
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                if !matches!(before, '.' | '$') {
                    result.push(&rest[..length]);
                }
                length
            }
            first => first.len_utf8(),
        };
        before = first;
        rest = &rest[length..];
    }
    rest
}

/// The length of a text in quotes, in which a backslash takes the next character.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found = differing(&[Input { name: "templates/a.yaml", text }]);
        let found: Vec<&str> = found.iter().map(|found| found.function.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_functions_are_sorted() {
        assert!(DIFFERING.is_sorted());
    }

    #[test]
    fn functions_are_found_wherever_they_stand_in_an_action() {
        check("a: {{ randAlphaNum 32 | b64enc | quote }}", &["randAlphaNum"]);
        check("{{- $key := .Values.key | default (randAlpha 8) -}}", &["randAlpha"]);
        check("{{ now|date \"2006\" }}\n{{uuidv4}}", &["now", "uuidv4"]);
        check(
            "{{ $ca := genCA \"a\" 365 }}{{ genSignedCert \"b\" nil nil 365 $ca }}",
            &["genCA", "genSignedCert"],
        );
        check(
            "{{ if lookup \"v1\" \"Secret\" \"\" \"a\" }}a{{ else }}{{ randAscii 4 }}{{ end }}",
            &["randAscii"],
        );
        check("{{ now }}{{ now }}", &["now"]);
    }

    #[test]
    fn what_is_no_call_is_left_out() {
        check("randAlpha {{ .Values.now }} {{ $.Values.uuidv4 }} {{ $now }} {{ .now }}", &[]);
        check("{{/* randAlpha 8 */}}{{- /* now }} */ -}}{{ include \"now\" . }}{{ `now` }}", &[]);
        check(
            "{{ \"a \\\" now\" }} now {{ 'n' }} {{ nowhere }} {{ derivePassword 1 \"long\" \"a\" \"b\" \"c\" }}",
            &[],
        );
        check("{{ now", &["now"]);
        check("{{ \"now", &[]);
        check("{{/* now", &[]);
    }

    #[test]
    fn templates_are_those_of_the_chart_and_of_what_it_brings() {
        for path in [
            "templates/a.yaml",
            "templates/a/_b.tpl",
            "charts/b/templates/c.yaml",
            "charts/b/charts/c/templates/d.yaml",
        ] {
            assert!(is_template(path), "{path}");
        }
        for path in [
            "values.yaml",
            "templates/NOTES.txt",
            "crds/templates/a.yaml",
            "charts/templates/a.yaml",
            "charts/b.tgz",
        ] {
            assert!(!is_template(path), "{path}");
        }
    }
}
