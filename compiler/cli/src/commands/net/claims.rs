//! `--prove`: a way where one is claimed not to be, or the proof that there is none.

use std::fmt::Write as _;

use o8_core::network::{Party, Reach, Step, Why};
use serde_json::{Value, json};

use crate::Error;
use crate::arguments::Claim;

/// What became of a claim in one place.
pub(super) struct Verdict {
    claim: String,
    place: String,
    /// Whether it holds.
    pub(super) holds: bool,
    evidence: Evidence,
}

/// Why.
enum Evidence {
    /// This is the way.
    Way(Vec<Step>),
    /// Nobody but these sends requests there.
    Senders(Party, Vec<(Party, Why)>),
    /// Requests of the first get to these and no further.
    Reached(Party, Vec<Party>),
    /// Somebody is not in this place.
    Absent(String),
}

/// What becomes of claims in every place.
pub(super) fn verdicts(claims: &[Claim], all: &[Reach<'_>]) -> Result<Vec<Verdict>, Error> {
    let mut verdicts = Vec::new();
    for claim in claims {
        let mut known: Vec<String> =
            all.iter().flat_map(Reach::parties).map(|party| party.text().to_string()).collect();
        known.sort();
        known.dedup();
        for name in [&claim.from, &claim.to] {
            if !known.contains(name) {
                let otherwise = "somebody is a module, `internet`, `gateway:NAME` or `namespace:NAME`";
                return Err(Error::new(format!("nobody is called `{name}` in `{}`", claim.text)).meant(
                    name,
                    known.iter().map(String::as_str),
                    Some(otherwise.to_owned()),
                ));
            }
        }
        verdicts.extend(all.iter().map(|reach| verdict(claim, reach)));
    }
    Ok(verdicts)
}

fn verdict(claim: &Claim, reach: &Reach<'_>) -> Verdict {
    let parties = reach.parties();
    let find = |name: &str| parties.iter().find(|party| party.text() == name);
    let (holds, evidence) = match (find(&claim.from), find(&claim.to)) {
        (Some(from), Some(to)) => match reach.path(from, to, claim.through_modules) {
            Some(way) => (claim.reaches, Evidence::Way(way)),
            None if claim.through_modules => {
                let reached = reach.reached(from).into_iter().filter(|party| party != from).collect();
                (!claim.reaches, Evidence::Reached(from.clone(), reached))
            }
            None => (!claim.reaches, Evidence::Senders(to.clone(), reach.senders(to))),
        },
        (None, _) => (!claim.reaches, Evidence::Absent(claim.from.clone())),
        (_, None) => (!claim.reaches, Evidence::Absent(claim.to.clone())),
    };
    Verdict { claim: claim.text.clone(), place: reach.name.to_string(), holds, evidence }
}

/// Verdicts for people.
pub(super) fn text(verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    for verdict in verdicts {
        let word = if verdict.holds { "holds" } else { "does not hold" };
        let _ = writeln!(text, "{} {word} in {}", verdict.claim, verdict.place);
        match &verdict.evidence {
            Evidence::Way(steps) => {
                for step in steps {
                    let _ =
                        writeln!(text, "  {} -> {}: {}", step.from.text(), step.to.text(), why(&step.why));
                }
            }
            Evidence::Senders(to, senders) if senders.is_empty() => {
                let _ = writeln!(text, "  nobody sends requests to {}: all else is denied", to.text());
            }
            Evidence::Senders(to, senders) => {
                let _ = writeln!(text, "  all else is denied to {}, which gets requests of", to.text());
                for (from, found) in senders {
                    let _ = writeln!(text, "    {}: {}", from.text(), why(found));
                }
            }
            Evidence::Reached(from, reached) => {
                let names: Vec<_> = reached.iter().map(|party| party.text().to_string()).collect();
                let names = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
                let _ = writeln!(text, "  what {} sends gets, through whomever, to {names}", from.text());
            }
            Evidence::Absent(name) => {
                let _ = writeln!(text, "  {name} is not there");
            }
        }
    }
    text
}

fn why(why: &Why) -> String {
    match why {
        Why::Declared(ports) => format!("declared, by {}", ports.join(", ")),
        Why::Gateway => "gateways are there for that".to_owned(),
        Why::NothingDenied => "nothing is denied".to_owned(),
        Why::ByHand(policy) => format!("`{policy}`, a policy written by hand, may let it through"),
    }
}

/// Verdicts for programs.
pub(super) fn document(verdicts: &[Verdict]) -> Value {
    let all = verdicts.iter().map(|verdict| {
        let mut found = json!({
            "claim": verdict.claim,
            "place": verdict.place,
            "holds": verdict.holds,
        });
        let (field, value) = match &verdict.evidence {
            Evidence::Way(steps) => ("way", steps.iter().map(|step| {
                json!({ "from": step.from.text().as_str(), "to": step.to.text().as_str(), "why": why(&step.why) })
            }).collect()),
            Evidence::Senders(_, senders) => ("senders", senders.iter().map(|(from, found)| {
                json!({ "from": from.text().as_str(), "why": why(found) })
            }).collect()),
            Evidence::Reached(_, reached) => {
                ("reached", reached.iter().map(|party| json!(party.text().as_str())).collect())
            }
            Evidence::Absent(name) => ("absent", json!([name])),
        };
        found[field] = value;
        found
    });
    json!({ "version": 1, "claims": all.collect::<Vec<_>>() })
}
