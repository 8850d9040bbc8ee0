//! The images of a pod, for what looks at images and not at their names.

use ecow::EcoString;
use o8_policies::{CONTAINERS, Term};

use super::expression::Expression;
use super::value::familiar;
use super::{Printer, template};

/// The images of all containers of the pod that an object is or makes. What is written here cannot use variables.
pub(in crate::policies) fn images() -> EcoString {
    let name = Expression::name;
    let or = |value: Expression, otherwise: Expression| value.call("orValue", [otherwise]);
    let spec = or(name("template").maybe("spec"), name("{}"));
    let lists = CONTAINERS.iter().map(|field| or(name("pod").maybe(field), Expression::List(Vec::new())));
    let image = or(name("container").maybe("image"), Expression::text(""));
    let template = Expression::name("optional").call("of", [template()]);
    let pod = template.call("optMap", [name("template"), spec]);
    let containers = pod.call("optMap", [name("pod"), Expression::Sum(lists.collect())]);
    let containers = or(containers, Expression::List(Vec::new()));
    let named = containers.call("filter", [name("container"), image.relation("!=", Expression::text(""))]);
    named.call("map", [name("container"), name("container").select("image")]).written()
}

/// Whether `ref`, a reference to an image as it is written, is one of these registries.
pub(in crate::policies) fn comes_from(registries: &[EcoString]) -> EcoString {
    let written = familiar(&Expression::name("ref"));
    let test = |prefix: Expression| written.clone().call("startsWith", [prefix]);
    match registries {
        [one] => test(Expression::text(one)),
        several => {
            let prefixes = several.iter().map(|prefix| Expression::text(prefix)).collect();
            let prefix = || Expression::name("prefix");
            Expression::List(prefixes).call("exists", [prefix(), test(prefix())])
        }
    }
    .written()
}

/// Whether an object is looked at: not where the test is true, for a reason.
pub(in crate::policies) fn left_alone(test: &Term, reason: &str) -> EcoString {
    let reason: String = reason.split(char::is_control).collect::<Vec<_>>().join(" ");
    let test = Printer::default().test(test).negated();
    ecow::eco_format!("// Left alone: {reason}\n{}", test.written())
}
