//! Rules in Rego v1, for Gatekeeper.
//!
//! What may be absent is null: `object.get(pod, "hostNetwork", null)`. Rego orders values of all types, null before the others, so
//! nothing is undefined and no builtin is called with what it does not take: a test that would be true of null asks first.

mod body;
mod library;
mod value;

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};
use o8_policies::{CONTAINERS, Policy, Rule, Templates, Term, templates_by_path};

use self::body::{Body, Scope};

/// The module with the rules of a policy. What they leave alone in an environment hangs on the parameter `environment`.
pub(super) fn module(policy: &Policy) -> EcoString {
    let mut printer = Printer::default();
    let mut rules = String::new();
    let mut slugs: Vec<EcoString> = Vec::new();
    for rule in &policy.rules {
        printer.slug = slug(&rule.name, &mut slugs);
        printer.helpers.clear();
        printer.number = 0;
        let violation = printer.violation(policy, rule);
        rules.push('\n');
        rules.push_str(&violation);
        for helper in &printer.helpers {
            rules.push('\n');
            rules.push_str(helper);
        }
    }
    let mut text = String::from("package o8\n\n");
    text.push_str(&reviewed(policy));
    text.push_str(&rules);
    if printer.pods {
        text.push_str(&pods());
    }
    for function in library::FUNCTIONS.iter().filter(|function| printer.functions.contains(function.name)) {
        text.push('\n');
        text.push_str(function.text);
    }
    text.truncate(text.trim_end().len());
    text.into()
}

#[derive(Default)]
struct Printer {
    /// The names that are bound where the printer is, one scope for each body that stands alone.
    scopes: Vec<Scope>,
    /// What the helpers of this rule are called, but for their number.
    slug: EcoString,
    helpers: Vec<String>,
    number: u32,
    /// The functions of the library that are called.
    functions: BTreeSet<&'static str>,
    /// Whether pods are looked at.
    pods: bool,
}

impl Printer {
    fn violation(&mut self, policy: &Policy, rule: &Rule) -> String {
        self.scopes.push(Scope::default());
        let mut body = Body::always();
        body.push("reviewed".into());
        let exempt = self.exemptions(policy, rule);
        if let Some(name) = exempt {
            body.push(body::Literal::Not(name));
        }
        if rule.is_about_pods() {
            self.pods = true;
            body.push("is_object(pod)".into());
        }
        let matches = self.test(&rule.matches);
        let fails = self.negated(&rule.asserts);
        self.scopes.pop();
        let head = eco_format!("violation contains {{\"msg\": {}}}", quoted(&super::message(rule)));
        let comment = format!("# {}\n", one_line(&rule.name));
        format!("{comment}{}", body.and(matches).and(fails).rule(&head))
    }

    /// The helper that is true of what a rule leaves alone; `None` where that is nothing.
    fn exemptions(&mut self, policy: &Policy, rule: &Rule) -> Option<EcoString> {
        let name = eco_format!("exempt_{}", self.slug);
        let mut found = false;
        for binding in &policy.bindings {
            for exemption in binding.exemptions.iter().filter(|exemption| exemption.rule == rule.name) {
                self.scopes.push(Scope::default());
                let mut body = Body::always();
                let environment = quoted(&binding.environment);
                body.push(body::Literal::Compare(
                    "object.get(input.parameters, \"environment\", null)".into(),
                    "==",
                    environment.into(),
                ));
                let body = body.and(self.test(&exemption.test()));
                self.scopes.pop();
                let comment =
                    format!("# Left alone in {}: {}\n", binding.environment, one_line(&exemption.reason));
                self.helpers.push(format!("{comment}{}", body.rule(&name)));
                found = true;
            }
        }
        found.then_some(name)
    }

    /// A helper with several ways to be true, and the expression that calls it where the printer is.
    fn helper(&mut self, terms: &[&Term], make: &mut dyn FnMut(&mut Self, usize) -> Body) -> EcoString {
        self.number += 1;
        let name = eco_format!("{}_{}", self.slug, self.number);
        let mut numbers = BTreeSet::new();
        for term in terms {
            elements(term, &mut numbers);
        }
        let scope = self.scopes.last().expect("rules have a scope");
        let bound: Vec<(u32, EcoString)> =
            scope.bound.iter().filter(|bound| numbers.contains(&bound.0)).cloned().collect();
        let head = |named: &dyn Fn(&str) -> bool| {
            let arguments = bound.iter().map(|(_, name)| if named(name) { name.as_str() } else { "_" });
            let arguments: Vec<&str> = arguments.collect();
            if arguments.is_empty() { name.clone() } else { eco_format!("{name}({})", arguments.join(", ")) }
        };
        let call = head(&|_| true);
        let mut text = String::new();
        let at = self.helpers.len();
        for way in 0..terms.len() {
            let names = bound.iter().map(|bound| bound.1.clone()).collect();
            self.scopes.push(Scope { bound: bound.clone(), names });
            let body = make(self, way);
            self.scopes.pop();
            if let Some(body) = body.possible() {
                if !text.is_empty() {
                    text.push('\n');
                }
                // What nothing looks at has no name.
                let lines = body.lines();
                text.push_str(&body.rule(&head(&|name| mentions(&lines, name))));
            }
        }
        if text.is_empty() {
            // A call of what has no rule would not compile.
            text = format!("{} if false\n", head(&|_| false));
        }
        self.helpers.insert(at, text);
        call
    }

    /// Makes a helper that is called so false where it is not true.
    fn make_boolean(&mut self, call: &str) {
        let name = call.split('(').next().unwrap_or(call);
        let of = |helper: &str| helper.strip_prefix(name).is_some_and(|rest| rest.starts_with(['(', ' ']));
        if let Some(helper) = self.helpers.iter_mut().find(|helper| of(helper))
            && let Some((head, body)) = helper.split_once(" if ")
        {
            *helper = format!("{head} := true if {body}\nelse := false\n");
        }
    }

    fn function(&mut self, name: &'static str) {
        if self.functions.insert(name) {
            let found = library::FUNCTIONS.iter().find(|function| function.name == name);
            for needed in found.map_or(&[][..], |function| function.needs) {
                self.function(needed);
            }
        }
    }
}

/// The quantifiers that a term speaks of and that are around it.
fn elements(term: &Term, numbers: &mut BTreeSet<u32>) {
    if let Term::Element { variable, .. } = term {
        numbers.insert(*variable);
    }
    term.each_part(&mut |part| elements(part, numbers));
}

/// Which objects are looked at; see the documentation of [`super`].
fn reviewed(policy: &Policy) -> String {
    let mut text = String::from(
        "subject := input.review.object\n\n\
         # Neither what is being deleted nor an update that changes nothing of what the rules read.\n\
         reviewed if {\n\
         \tobject.get(input.review, \"operation\", \"\") != \"DELETE\"\n\
         \tobject.get(subject, [\"metadata\", \"deletionTimestamp\"], null) == null\n",
    );
    let Some(parts) = super::parts(policy) else {
        text.push_str("}\n");
        return text;
    };
    text.push_str(
        "\tchanged\n}\n\nold := object.get(input.review, \"oldObject\", null)\n\nchanged if not is_object(old)\n",
    );
    for part in &parts {
        let path = path(part);
        text.push_str(&format!(
            "\nchanged if {{\n\tis_object(old)\n\tobject.get(subject, {path}, null) != object.get(old, {path}, null)\n}}\n"
        ));
    }
    text
}

/// Where pods and their containers are.
fn pods() -> String {
    let mut text =
        String::from("\n# The template of the pod that the object is or makes; null where it makes none.\n");
    text.push_str("template := subject if {\n\tsubject.apiVersion == \"v1\"\n\tsubject.kind == \"Pod\"\n}");
    for Templates { path: place, groups } in templates_by_path() {
        let place: Vec<EcoString> = place.iter().map(|field| (*field).into()).collect();
        for (group, kinds) in groups {
            let kinds = match &kinds[..] {
                [one] => format!("== {}", quoted(one)),
                kinds => {
                    let kinds: Vec<String> = kinds.iter().map(|kind| quoted(kind)).collect();
                    format!("in {{{}}}", kinds.join(", "))
                }
            };
            let of_group = match group {
                "" => "subject.apiVersion == \"v1\"".to_owned(),
                group => format!("startswith(subject.apiVersion, \"{group}/\")"),
            };
            text.push_str(&format!(
                " else := object.get(subject, {}, null) if {{\n\t{of_group}\n\tsubject.kind {kinds}\n}}",
                path(&place),
            ));
        }
    }
    text.push_str(" else := null\n\npod := object.get(template, \"spec\", null) if is_object(template)\n\nelse := null\n");
    let lists: Vec<String> = CONTAINERS.iter().map(|list| quoted(list)).collect();
    text.push_str(&format!(
        "\ncontainers := [container |\n\tis_object(pod)\n\tsome list in [{}]\n\tsome container in object.get(pod, list, [])\n]\n",
        lists.join(", ")
    ));
    text
}

/// A path as `object.get` takes it.
fn path(fields: &[EcoString]) -> String {
    keys(&fields.iter().map(|field| quoted(field).into()).collect::<Vec<_>>())
}

/// The same, of expressions.
fn keys(expressions: &[EcoString]) -> String {
    match expressions {
        [key] => key.to_string(),
        keys => format!("[{}]", keys.join(", ")),
    }
}

/// A text as Rego has it, which is as JSON has it.
fn quoted(text: &str) -> String {
    let mut literal = String::new();
    super::escape(text, '"', &mut literal);
    literal
}

/// A regular expression: raw where it can be.
fn pattern(text: &str) -> String {
    let plain = text.chars().all(|c| c != '`' && !c.is_control());
    if plain && text.contains('\\') { format!("`{text}`") } else { quoted(text) }
}

fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

/// Whether code has a name in it, outside its texts.
fn mentions(code: &str, name: &str) -> bool {
    let mut rest = code.chars();
    let mut plain = String::new();
    while let Some(c) = rest.next() {
        match c {
            '`' => {
                rest.find(|c| *c == '`');
            }
            '"' => {
                while let Some(c) = rest.next() {
                    match c {
                        '\\' => {
                            rest.next();
                        }
                        '"' => break,
                        _ => {}
                    }
                }
            }
            c => plain.push(c),
        }
    }
    plain.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == name)
}

/// A name for the helpers of a rule that no other rule has.
fn slug(name: &str, taken: &mut Vec<EcoString>) -> EcoString {
    let mut slug = EcoString::new();
    let mut before = ' ';
    for c in name.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            slug.push('_');
        }
        before = c;
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('_') {
            slug.push('_');
        }
    }
    let mut slug = EcoString::from(slug.trim_end_matches('_'));
    if !slug.starts_with(|first: char| first.is_ascii_lowercase()) {
        slug = EcoString::from(format!("rule_{slug}").trim_end_matches('_'));
    }
    // A number at the end would be taken for that of a helper.
    if slug.ends_with(|last: char| last.is_ascii_digit()) {
        slug.push_str("_rule");
    }
    let plain = slug.clone();
    let mut letter = b'b';
    while taken.contains(&slug) {
        slug = eco_format!("{plain}_{}", "x".repeat(usize::from(letter - b'a')));
        letter += 1;
    }
    taken.push(slug.clone());
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn helpers_are_called_by_the_rule() {
        let mut taken = Vec::new();
        for (name, wanted) in [
            ("at least two replicas", "at_least_two_replicas"),
            ("readOnlyRootFilesystem", "read_only_root_filesystem"),
            ("read only root filesystem", "read_only_root_filesystem_x"),
            ("read-only root filesystem!", "read_only_root_filesystem_xx"),
            ("drop ALL", "drop_all"),
            ("2 replicas", "rule_2_replicas"),
            ("ports below 1024", "ports_below_1024_rule"),
            ("zwölf", "zw_lf"),
            ("", "rule"),
        ] {
            assert_eq!(slug(name, &mut taken), wanted);
        }
    }

    #[test]
    fn names_in_texts_are_no_names() {
        assert!(mentions("item == \"a\"", "item"));
        assert!(!mentions("items == \"an item \\\" item\"", "item"));
        assert!(!mentions("regex.match(`item\\.`, a)", "item"));
    }

    #[test]
    fn texts_are_written_as_they_are_read() {
        assert_eq!(quoted("a\"b\\c\n\u{1}"), r#""a\"b\\c\n\u0001""#);
        assert_eq!(pattern(r"^a\.b$"), r"`^a\.b$`");
        assert_eq!(pattern(r"^`\.$"), r#""^`\\.$""#);
    }
}
