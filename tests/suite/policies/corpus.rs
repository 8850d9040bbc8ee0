//! Objects with the verdict that each rule of the library owes them: `tests/policies/RULE.yaml`, and
//! `tests/policies/pod-security/CHECK.yaml` for the Pod Security Standards.
//!
//! A document begins with its verdict, `# pass`, `# fail` or `# skip`; a line `# rule: maxMemory(4Gi)` says which rule is meant from
//! there on, where it has parameters. Verdicts of a check are those of both levels and of every release, but for what is said of some:
//! `# fail; pass since 1.35; restricted: fail`, where what is said last holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use o8_core::asked;
use o8_ir::Node;
use o8_policies::{Rule, Subject, Verdict, defaulted};
use o8_tests::programs::files_below;
use o8_tests::tools::root;

use super::engines::Engines;
use super::{agree, policy, rules::node};

/// The newest release whose Pod Security Standards are told apart.
const NEWEST_MINOR: u32 = 37;
const LEVELS: [&str; 2] = ["baseline", "restricted"];

/// An object of a file.
struct Case {
    /// The rule that it is held against, as it is called.
    call: String,
    /// What is said of the verdict.
    claims: String,
    yaml: String,
    object: Node,
}

/// The corpus files of a folder itself, by what they are about.
fn corpus(folder: &str) -> BTreeMap<String, Vec<Case>> {
    let folder = root().join("tests/policies").join(folder);
    let files = files_below(&folder).into_iter().filter(|path| path.parent() == Some(&folder));
    files.map(|path| (stem(&path), cases(&path))).collect()
}

/// The objects of a folder's corpus.
pub(super) fn objects(folder: &str) -> Vec<Node> {
    corpus(folder).into_values().flatten().map(|case| case.object).collect()
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

fn cases(path: &PathBuf) -> Vec<Case> {
    let text = std::fs::read_to_string(path).expect("it is there");
    let mut call = format!("{}()", stem(path));
    let mut cases = Vec::new();
    for yaml in text.split("\n---\n") {
        let mut claims = None;
        for comment in yaml.lines().map_while(|line| line.strip_prefix("# ")) {
            if let Some(rule) = comment.strip_prefix("rule: ") {
                call = rule.to_owned();
            } else if claims.is_none() && claim(comment).is_some() {
                claims = Some(comment.to_owned());
            }
        }
        let claims = claims.unwrap_or_else(|| panic!("{}: no verdict\n{yaml}", path.display()));
        cases.push(Case { call: call.clone(), claims, yaml: yaml.to_owned(), object: node(yaml) });
    }
    cases
}

/// A verdict that is due of an object: at which level, in which releases.
type Due<'a> = (Option<&'a str>, std::ops::RangeInclusive<u32>, Verdict);

/// What a claim is about: a level or all, releases, and the verdict.
fn claim(text: &str) -> Option<Vec<Due<'_>>> {
    let minor = |text: &str| text.strip_prefix("1.")?.parse::<u32>().ok();
    text.split("; ")
        .map(|claim| {
            let (level, claim) = match claim.split_once(": ") {
                Some((level, rest)) if LEVELS.contains(&level) => (Some(level), rest),
                Some(_) => return None,
                None => (None, claim),
            };
            let mut words = claim.split(' ');
            let verdict = match words.next()? {
                "pass" => Verdict::Pass,
                "fail" => Verdict::Fail,
                "skip" => Verdict::Skip,
                _ => return None,
            };
            let releases = match (words.next(), words.next()) {
                (None, None) => 0..=u32::MAX,
                (Some("since"), Some(first)) => minor(first)?..=u32::MAX,
                (Some("until"), Some(last)) => 0..=minor(last)?,
                _ => return None,
            };
            Some((level, releases, verdict))
        })
        .collect()
}

fn due(claims: &str, level: Option<&str>, minor: u32) -> Verdict {
    let all = claim(claims).expect("read before");
    let holds = all
        .iter()
        .rev()
        .find(|(of, releases, _)| (of.is_none() || *of == level) && releases.contains(&minor));
    holds.unwrap_or_else(|| panic!("`{claims}` says nothing of {level:?} 1.{minor}")).2
}

/// Holds cases against rules, each in our own evaluation and in what is printed for policy engines.
#[derive(Default)]
struct Judge {
    engines: Vec<(Rule, Engines)>,
    mistakes: Vec<String>,
    counts: [usize; 3],
}

impl Judge {
    fn hold(&mut self, case: &Case, rule: &Rule, due: Verdict, of: &str) {
        let object = defaulted(&case.object);
        let subject = Subject::new(&object);
        let found = rule.verdict(subject);
        if found != due {
            let (found, due) = (found.word(), due.word());
            let blame = rule.blame(subject).map(|blame| blame.path);
            self.mistakes.push(format!("{of}: {found} ({blame:?}), and {due} is due\n{}\n", case.yaml));
            return;
        }
        // Most checks are the same in most releases.
        let known = self.engines.iter().position(|(known, _)| known == rule).unwrap_or_else(|| {
            self.engines.push((rule.clone(), Engines::new(&policy(vec![rule.clone()]))));
            self.engines.len() - 1
        });
        let alone = policy(vec![rule.clone()]);
        agree(&alone, &mut self.engines[known].1, &case.object, &mut self.counts);
    }

    fn end(self) {
        assert!(self.mistakes.is_empty(), "{}", self.mistakes.join("\n"));
        assert!(self.counts.iter().all(|count| *count > 0), "one-sided: {:?}", self.counts);
    }
}

/// What is wrong with files that show a rule from one side only.
fn one_sided(name: &str, verdicts: &BTreeSet<Verdict>) -> Option<String> {
    let both = verdicts.contains(&Verdict::Pass) && verdicts.contains(&Verdict::Fail);
    (!both).then(|| format!("{name}: nothing passes, or nothing fails: {verdicts:?}"))
}

#[test]
fn rules_of_the_library_say_of_objects_what_is_due() {
    let corpus = corpus("");
    let names: Vec<&str> = corpus.keys().map(String::as_str).collect();
    assert_eq!(names, asked::names_of_library(), "rules, and files below tests/policies");
    let calls: Vec<String> = corpus
        .values()
        .flatten()
        .map(|case| case.call.clone())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut source = String::new();
    for (index, call) in calls.iter().enumerate() {
        let text = asked::rules_of_library(&format!("p{index}"), std::slice::from_ref(call));
        source.push_str(if index == 0 { &text } else { &text[text.find('\n').expect("lines")..] });
    }
    let rules = asked::rules_of_text(&source).unwrap_or_else(|found| panic!("{found:#?}\n{source}"));
    let mut judge = Judge::default();
    for (name, cases) in &corpus {
        let mut verdicts = BTreeSet::new();
        for case in cases {
            let of = calls.iter().position(|call| *call == case.call).expect("all calls are there");
            let rule = &rules[format!("p{of}").as_str()][0];
            assert_eq!(rule.name, *name, "a file is about its rule");
            let due = due(&case.claims, None, 0);
            verdicts.insert(due);
            judge.hold(case, rule, due, &case.call);
        }
        judge.mistakes.extend(one_sided(name, &verdicts));
    }
    judge.end();
}

#[test]
fn checks_of_the_pod_security_standards_say_of_pods_what_is_due() {
    let corpus = corpus("pod-security");
    let releases = || {
        LEVELS
            .into_iter()
            .flat_map(|level| (asked::OLDEST_MINOR..=NEWEST_MINOR).map(move |minor| (level, minor)))
    };
    let source: String =
        releases().map(|(level, minor)| asked::standards(&format!("{level}{minor}"), level, minor)).collect();
    let rules = asked::rules_of_text(&source).unwrap_or_else(|found| panic!("{found:#?}"));
    let mut checks: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (level, minor) in releases() {
        for rule in &rules[format!("{level}{minor}").as_str()] {
            checks.entry(rule.name.as_str()).or_default().insert(level);
        }
    }
    let names: Vec<&str> = corpus.keys().map(String::as_str).collect();
    assert_eq!(names, checks.keys().copied().collect::<Vec<_>>(), "checks, and files below tests/policies");
    let mut judge = Judge::default();
    for (name, cases) in &corpus {
        let mut verdicts = BTreeSet::new();
        for (case, (level, minor)) in cases.iter().flat_map(|case| releases().map(move |of| (case, of))) {
            if !checks[name.as_str()].contains(level) {
                continue;
            }
            let of = format!("{name} of {level} 1.{minor}");
            let due = due(&case.claims, Some(level), minor);
            let here = rules[format!("{level}{minor}").as_str()].iter().find(|rule| rule.name == *name);
            match here {
                Some(rule) => {
                    verdicts.insert(due);
                    judge.hold(case, rule, due, &of);
                }
                None if due == Verdict::Skip => {}
                None => {
                    judge.mistakes.push(format!("{of}: there is no such check, and {} is due", due.word()))
                }
            }
        }
        judge.mistakes.extend(one_sided(name, &verdicts));
    }
    judge.end();
}
