//! Rules over objects, policies and baselines: E1001 to E1029, W1001 to W1009.

use std::collections::BTreeSet;

use crate::{Diagnostic, Fix, Place};

use super::wording::all_of;
use super::{nearest, plural};

/// What a rule says in the middle of what policy engines can say.
pub fn unsayable(place: Place, what: &str) -> Diagnostic {
    Diagnostic::error("E1001", place, format!("no policy engine can be told of {what}"))
        .label("part of a rule over an object")
        .help("rules compare fields with constants, test texts, and go through lists with `all` and `exists`; whatever does not hang on the object may be any expression")
}

/// A comparison of two fields that may both be absent.
pub fn both_absent(place: Place) -> Diagnostic {
    Diagnostic::error("E1002", place, "both sides may be absent, and engines differ in what that means")
        .label("compared here")
        .help("give one of them a value for that case: `a ?? 0`")
}

/// A regular expression that is another one to some engine.
pub fn pattern_of_some_engines(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E1003", place, "policy engines would not read this regular expression alike")
        .label(reason.to_owned())
}

/// An exception that names no rule of its policy or baseline.
pub fn exception_of_no_rule(place: Place, rule: &str, of: &str, known: &BTreeSet<&str>) -> Diagnostic {
    let found = Diagnostic::error("E1004", place, format!("`{of}` has no rule `{rule}`"))
        .label("what is excepted from nothing is forgotten and comes back");
    match nearest(rule, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("name `{near}`"),
            place,
            format!("\"{near}\""),
        )),
        None => found,
    }
}

/// An exception without which everything would pass.
pub fn exception_without_effect(place: Place, rule: &str, module: &str) -> Diagnostic {
    Diagnostic::warning("W1002", place, format!("everything of `{module}` passes `{rule}`"))
        .label("this exception is not needed any more")
        .help("take it out, so that nothing hides behind it later")
}

/// A baseline that asks for less than the one that it extends, without saying so.
pub fn baseline_weakened(place: Place, (own, above): (&str, &str), name: &str, what: &str) -> Diagnostic {
    Diagnostic::error("E1006", place, format!("`{own}` asks for less than `{above}`, which it extends"))
        .label(what.to_owned())
        .help(format!("ask for as much, or say why not: `weakens {{ {name} = \"…\" }}`"))
}

/// A name under `weakens` that no rule of the other baseline has.
pub fn weakens_no_rule(place: Place, name: &str, above: &str, known: &BTreeSet<&str>) -> Diagnostic {
    let found = Diagnostic::error("E1007", place, format!("`{above}` has no rule `{name}`"))
        .label("what is meant holds all the same");
    match nearest(name, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found,
    }
}

/// A rule that has the name of one which holds already.
pub fn rule_replaced(place: Place, name: &str, (own, of): (&str, &str), other: Option<Place>) -> Diagnostic {
    let found = Diagnostic::error("E1008", place, format!("`{of}` has another rule `{name}`"))
        .label("this would take its place");
    let found = match own == of {
        true => found.help("the fields `podSecurity`, `images`, `requireLabels` and `resources` give rules, too: take another name"),
        false => found.help(format!(
            "take another name, and both hold; or say why the other one does not: `weakens {{ {name} = \"…\" }}`"
        )),
    };
    match other {
        Some(other) => found.related(other, "the other rule"),
        None => found,
    }
}

/// A name under `weakens` of what is as strict as before.
pub fn weakens_nothing(place: Place, name: &str, (own, above): (&str, &str)) -> Diagnostic {
    Diagnostic::warning(
        "W1003",
        place,
        format!("`{own}` asks for as much as `{above}`: `{name}` is not weakened"),
    )
    .label("nothing needs this reason")
    .help("take it out, so that nothing hides behind it later")
}

/// A rule that no object passes, whatever it is.
pub fn passed_never(place: Place, rule: &str) -> Diagnostic {
    Diagnostic::error("E1009", place, format!("nothing passes `{rule}`"))
        .label("its `assert` is false of every object, and it is about all")
        .help("say in `match` which objects must not be there")
}

/// A rule whose own parts nothing passes together.
pub fn contradicts_itself(place: Place, rule: &str) -> Diagnostic {
    Diagnostic::error("E1009", place, format!("nothing passes `{rule}`"))
        .label("parts of its `assert` exclude each other")
}

/// Two rules of which nothing passes both.
pub fn contradiction(place: Place, (first, second): (&str, &str), why: &str, other: Place) -> Diagnostic {
    let found = Diagnostic::error("E1009", place, format!("nothing passes both {first} and {second}"))
        .label(why.to_owned());
    if other == place { found } else { found.related(other, "the other rule") }
}

/// A rule that every object passes, whatever it is.
pub fn passed_always(place: Place, rule: &str) -> Diagnostic {
    Diagnostic::warning("W1004", place, format!("everything passes `{rule}`"))
        .label("its `assert` is true of every object")
        .help("a rule compares something of the object: `object`, `template`, `pod` or `containers`")
}

/// A rule that is about no object, whatever there is.
pub fn about_nothing(place: Place, rule: &str) -> Diagnostic {
    Diagnostic::warning("W1005", place, format!("`{rule}` is about nothing in any environment"))
        .label("its `match` is false of every object")
}

/// An object that does not pass a rule.
pub struct Refused<'a> {
    /// The text that decided what is wrong, or should have said it.
    pub place: Place,
    /// Kind and name of the object.
    pub object: &'a str,
    /// The name of the rule.
    pub rule: &'a str,
    /// What the rule is of, such as "policy `hardened`".
    pub of: &'a str,
    /// What the rule asks for.
    pub message: &'a str,
    /// What the object says instead.
    pub what: &'a str,
    /// Where that is so.
    pub targets: &'a [String],
    /// Where the rule stands, where it is one of the package's own.
    pub rule_place: Option<Place>,
    /// What to write instead, where the rule leaves no choice.
    pub fix: Option<Fix>,
}

/// An object that is refused where its rule is enforced.
pub fn refused(found: &Refused<'_>) -> Diagnostic {
    of_rule(Diagnostic::error("E1010", found.place, said(found)), found)
}

/// An object of which people are warned where its rule is enforced.
pub fn warned(found: &Refused<'_>) -> Diagnostic {
    of_rule(Diagnostic::warning("W1010", found.place, said(found)), found)
}

fn said(found: &Refused<'_>) -> String {
    let targets = found.targets.iter().map(String::as_str);
    format!("`{}` does not pass in {}: {}", found.object, all_of(targets, 4), found.message)
}

fn of_rule(diagnostic: Diagnostic, found: &Refused<'_>) -> Diagnostic {
    let rule = format!("the rule is `{}` of {}", found.rule, found.of);
    let mut diagnostic = diagnostic.label(found.what.to_owned()).help(rule);
    diagnostic.fixes.extend(found.fix.clone());
    match found.rule_place {
        Some(place) => diagnostic.related(place, "the rule"),
        None => diagnostic,
    }
}

/// An object of others that does not pass a rule.
pub fn audited(place: Place, object: &str, rule: &str, of: &str, message: &str, what: &str) -> Diagnostic {
    Diagnostic::error("E1010", place, format!("`{object}` does not pass: {message}"))
        .label(what.to_owned())
        .help(format!("the rule is `{rule}` of `{of}`"))
}

/// A text that was to be audited and is no YAML.
pub fn no_yaml(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E0940", place, format!("this is no YAML that can be audited: {reason}"))
        .label("read up to here")
}

/// Something that a policy engine of the platform cannot be told.
pub fn engine_cannot(place: Place, engine: &str, of: &str, why: &str) -> Diagnostic {
    Diagnostic::error("E1011", place, format!("`{engine}` cannot be told of `{of}`: {why}"))
        .label("what an engine of the platform cannot enforce is enforced by none")
        .help("change the rule, or take the engine out of `platform.policy`")
}

/// An exception for an object that a policy engine does not know as one of the module.
pub fn exception_without_label(place: Place, object: &str, label: &str, module: &str) -> Diagnostic {
    Diagnostic::error("E1012", place, format!("the cluster would refuse `{object}` all the same"))
        .label(format!("its policy engine knows the objects of `{module}` by the label `{label}`"))
        .help(format!(
            "give the object and its pods the label: `{label} = module.name`, which `module.selector` has"
        ))
}

/// Two baselines or policies of which the policy engine of a cluster would know one. Each is named with the environment that it holds in,
/// which is empty for addons of clusters in none.
pub fn policies_of_one_name(
    place: Place,
    engine: &str,
    (own, here): &(impl AsRef<str>, impl AsRef<str>),
    (other, there): &(impl AsRef<str>, impl AsRef<str>),
    first: Place,
) -> Diagnostic {
    let said = |name: &str, environment: &str| match environment {
        "" => format!("`{name}`"),
        environment => format!("`{name}` in `{environment}`"),
    };
    let (one, two) = (said(own.as_ref(), here.as_ref()), said(other.as_ref(), there.as_ref()));
    Diagnostic::error("E1005", place, format!("`{engine}` would take {one} and {two} for one"))
        .label("a cluster would keep the one that comes last")
        .related(first, "the other one")
        .help("give one of them another name; hyphens alone do not tell two apart")
}

/// Addons of one namespace that are held to different baselines: an engine knows the namespace alone.
pub fn baselines_of_namespace(
    place: Place,
    (namespace, cluster): (&str, &str),
    (addon, baseline): (&str, Option<&str>),
    (other, other_baseline): (&str, Option<&str>),
    other_place: Place,
) -> Diagnostic {
    let said = |baseline: Option<&str>| match baseline {
        Some(baseline) => format!("names the baseline `{baseline}`"),
        None => "names no baseline".to_owned(),
    };
    let (here, there) = (said(baseline), said(other_baseline));
    Diagnostic::error(
        "E1020",
        place,
        format!("`{addon}` {here} and `{other}` {there}, both in the namespace `{namespace}` of `{cluster}`"),
    )
    .label("a policy engine tells namespaces apart, and nothing in one")
    .related(other_place, "the other addon")
    .help("give one of them another `namespace`, or both one `baseline`")
}

/// An exception whose last day is none of the calendar.
pub fn no_such_day(place: Place, day: &str) -> Diagnostic {
    Diagnostic::error("E1013", place, format!("there is no day `{day}`"))
        .label("a day of the calendar is due")
}

/// An exception whose last day is over. `today` is the day that the command was given.
pub fn exception_ended(place: Place, rule: &str, until: &str, today: &str) -> Diagnostic {
    Diagnostic::warning("W1008", place, format!("`{rule}` was excepted until {until}, and today is {today}"))
        .label("this day is over")
        .help("mend what is excepted, or say how long it has to last")
}

/// A module of whose objects the compiler sees none.
pub struct Unseen<'a> {
    /// Its name.
    pub module: &'a str,
    /// What it gets them from.
    pub place: Place,
    /// Where rules hold for them.
    pub targets: Vec<String>,
}

/// Objects that the compiler does not see, and that are held against rules only by the cluster. There is one module at least.
pub fn at_admission_only(unseen: &[Unseen<'_>]) -> Diagnostic {
    /// How many of the others are shown.
    const SHOWN: usize = 5;
    let what = match unseen {
        [only] => {
            let (target, more) = (only.targets.first().map_or("", String::as_str), only.targets.len() - 1);
            let others =
                if more == 0 { String::new() } else { format!(" and {}", plural(more, "other target")) };
            format!("what `{}` brings to `{target}`{others}", only.module)
        }
        all => format!("what {} bring", all_of(all.iter().map(|found| found.module), SHOWN)),
    };
    let (first, others) = unseen.split_first().expect("there is one");
    let found = Diagnostic::note("W1009", first.place, format!("{what} is checked at admission only"))
        .label("its objects are made by others");
    let shown = others.iter().take(SHOWN - 1);
    let found = shown
        .fold(found, |found, other| found.related(other.place, format!("and those of `{}`", other.module)));
    found.help(
        "render it, and say so: `rendered = readFile(\"FILE\")`; or audit it: `o8 audit - --baseline NAME`",
    )
}

/// What a chart is said to render to, where that is nothing of the sort.
pub fn rendered_unreadable(place: Place, module: &str, target: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("E1019", place, format!("this is not what `{module}` renders to in `{target}`: {reason}"))
        .label("objects of Kubernetes are due")
        .help("write it as Argo CD would, with the same values: `helm template NAME CHART --values FILE --namespace NAMESPACE`")
}

/// What a chart is said to render to, where it makes kinds that it is not said to make. `line` is that of the first in the text.
pub fn rendered_not_allowed(
    place: Place,
    (module, target): (&str, &str),
    cluster_wide: &[&str],
    namespaced: &[&str],
    line: usize,
) -> Diagnostic {
    let all: Vec<&str> = cluster_wide.iter().chain(namespaced).copied().collect();
    let field = |name: &str, kinds: &[&str]| match kinds.is_empty() {
        true => None,
        false => Some(format!("`{name} = [{}]`", quoted_texts(kinds))),
    };
    let fields = [field("clusterKinds", cluster_wide), field("kinds", namespaced)];
    let fields: Vec<String> = fields.into_iter().flatten().collect();
    let message =
        format!("`{module}` makes {} in `{target}`, which nothing allows", all_of(all.iter().copied(), 4));
    Diagnostic::error("E1028", place, message).label(format!("line {line} of this text has the first")).help(
        format!("the project of the team allows kinds that the module names: add {}", fields.join(" and ")),
    )
}

fn quoted_texts(texts: &[&str]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
    texts.join(", ")
}

/// What a chart is said to render to, where it says itself that it is another version of the chart.
pub fn rendered_of_another(
    place: Place,
    chart: &str,
    version: &str,
    deployed: &str,
    target: &str,
    line: usize,
) -> Diagnostic {
    let message = format!("this is `{chart}` {version}, and `{target}` gets {deployed}");
    Diagnostic::warning("W1007", place, message)
        .label(format!("line {line} of this text says so, in `helm.sh/chart`"))
        .help("render the version that is deployed")
}
