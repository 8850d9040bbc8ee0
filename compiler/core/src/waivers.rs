//! `@waive("CODE", reason = "…")`: what a declaration says is right although a check of the platform finds it wrong.
//!
//! A waiver takes out the findings of its code of which any place lies in what it stands before: who reads either of the two
//! places has to be able to say that both are meant.

use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::catalogue::waivers as say;
use o8_diagnostics::{
    Anchor, Diagnostic, ItemId, Place, Severity, Span, codes_of_subject, explain, waived_by,
};
use o8_syntax::ast::{Argument, Attribute, Block, Expr, ExprKind, Item, ItemKind, Member, MemberKind};

use crate::calendar::{Day, day};
use crate::db::{Program, item, package_items};
use crate::ids::{DefId, PackageId};
use crate::names::{self, text_of};

/// The name of the attribute.
pub(crate) const WAIVE: &str = "waive";

/// What the package waives.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Waivers {
    /// In the order of the program.
    all: Vec<Waiver>,
}

/// `@waive("CODE", reason = "…")`.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Waiver {
    /// The declaration that it stands in.
    item: ItemId,
    /// What it stands before, itself included.
    span: Span,
    /// The whole attribute.
    attribute: Place,
    /// The code or subject, as it is written.
    named: EcoString,
    /// Where that is.
    place: Place,
    /// The codes that it takes out.
    codes: Vec<&'static str>,
    reason: EcoString,
    /// The last day on which it is right, and where that is said.
    until: Option<(Day, Place)>,
}

/// What the package waives. A waiver with a mistake in it waives nothing.
#[salsa::tracked]
pub fn waivers(db: &dyn salsa::Database, program: Program) -> Arc<Waivers> {
    let mut result = Waivers::default();
    for entry in package_items(db, program, PackageId::root()).items.iter().filter(|entry| entry.waives) {
        let Some(item) = item(db, program, entry.def) else { continue };
        for (attribute, span) in attributes(item) {
            result.all.extend(waiver(entry.def, attribute, span));
        }
    }
    Arc::new(result)
}

/// Whether anything is waived in a declaration.
pub(crate) fn waives(item: &Item) -> bool {
    attributes(item).next().is_some()
}

/// The waivers in a declaration, each with what it stands before.
fn attributes(item: &Item) -> impl Iterator<Item = (&Attribute, Span)> {
    let own = item.attributes.iter().map(|attribute| (attribute, item.span));
    let body = match &item.kind {
        ItemKind::Entity(decl) | ItemKind::Extend(decl) | ItemKind::Existing(decl) => decl.body.as_ref(),
        _ => None,
    };
    let mut found: Vec<(&Attribute, Span)> = own.collect();
    body.into_iter().for_each(|body| of_settings(body, &mut found));
    found.into_iter().filter(|(attribute, _)| attribute.name.text == WAIVE)
}

fn of_settings<'a>(block: &'a Block, found: &mut Vec<(&'a Attribute, Span)>) {
    for member in &block.members {
        if !takes_waivers(member) {
            continue;
        }
        found.extend(member.attributes.iter().map(|attribute| (attribute, member.span)));
        match &member.kind {
            MemberKind::In(_, block) => of_settings(block, found),
            MemberKind::Patch(patch) => of_settings(&patch.body, found),
            _ => {}
        }
    }
}

/// Whether a waiver may stand before a member of an entity, an `in` or a `patch`.
pub(crate) fn takes_waivers(member: &Member) -> bool {
    matches!(
        member.kind,
        MemberKind::Set(..)
            | MemberKind::Append(..)
            | MemberKind::Open(..)
            | MemberKind::Unset(_)
            | MemberKind::In(..)
            | MemberKind::Patch(_)
    )
}

/// Whether an attribute has the arguments of a waiver: a code, a reason, perhaps an owner and a day, each once.
pub(crate) fn is_complete(attribute: &Attribute) -> bool {
    let Some((code, named)) = attribute.arguments.split_first() else { return false };
    let name = |argument: &Argument| argument.name.as_ref().map(|name| name.text.clone());
    let are_known = named.iter().all(|argument| {
        name(argument).is_some_and(|name| matches!(name.as_str(), "reason" | "owner" | "until"))
    });
    let once =
        |wanted: &str| named.iter().filter(|argument| name(argument).as_deref() == Some(wanted)).count();
    let are_texts = attribute.arguments.iter().all(|argument| text_of(&argument.value).is_some());
    code.name.is_none()
        && are_known
        && are_texts
        && once("reason") == 1
        && once("owner") <= 1
        && once("until") <= 1
}

/// What is wrong with what a waiver says, where it has the arguments of one. Its places are local.
pub(crate) fn check(attribute: &Attribute) -> Option<Diagnostic> {
    let code = attribute.arguments.first()?;
    let (named, place) = (text_of(&code.value)?, Place::local(code.value.span));
    if waived_by(&named).is_empty() {
        let is_known = explain(&named).is_some() || !codes_of_subject(&named).is_empty();
        return Some(if is_known {
            say::not_waivable(place, &named)
        } else {
            say::unknown_code(place, &named)
        });
    }
    let (reason, place) = argument(attribute, "reason")?;
    if reason.trim().is_empty() {
        return Some(say::no_reason(place));
    }
    let (until, place) = argument(attribute, "until")?;
    day(&until).is_none().then(|| say::not_a_day(place, &until))
}

/// What a named argument says, and where.
fn argument(attribute: &Attribute, name: &str) -> Option<(EcoString, Place)> {
    let value = value(attribute, name)?;
    Some((text_of(value)?, Place::local(value.span)))
}

fn value<'a>(attribute: &'a Attribute, name: &str) -> Option<&'a Expr> {
    let is_named = |argument: &&Argument| argument.name.as_ref().is_some_and(|found| found.text == name);
    attribute.arguments.iter().find(is_named).map(|argument| &argument.value)
}

fn waiver(def: DefId, attribute: &Attribute, span: Span) -> Option<Waiver> {
    if !is_complete(attribute) || check(attribute).is_some() {
        return None;
    }
    let place = |local: Place| Place::item(def.item(), local.span);
    let code = &attribute.arguments.first()?.value;
    let named = text_of(code)?;
    let until = argument(attribute, "until").and_then(|(text, at)| Some((day(&text)?, place(at))));
    Some(Waiver {
        item: def.item(),
        span,
        attribute: Place::item(def.item(), attribute.span),
        codes: waived_by(&named),
        named,
        place: Place::item(def.item(), code.span),
        reason: argument(attribute, "reason")?.0,
        until,
    })
}

/// The name of the team that owns a waiver, where it is a name and no text.
pub(crate) fn owning_team(attribute: &Attribute) -> Option<(&EcoString, Span)> {
    if attribute.name.text != WAIVE {
        return None;
    }
    let owner = value(attribute, "owner")?;
    match &owner.kind {
        ExprKind::Name(name) => Some((name, owner.span)),
        _ => None,
    }
}

/// What is wrong with the owners of the waivers of a package.
pub(crate) fn unknown_owners(
    db: &dyn salsa::Database,
    program: Program,
    package: PackageId,
) -> Vec<Diagnostic> {
    let items = &package_items(db, program, package).items;
    let mut found = Vec::new();
    for def in items.iter().filter(|entry| entry.waives).map(|entry| entry.def) {
        let Some(item) = item(db, program, def) else { continue };
        for (name, span) in attributes(item).filter_map(|(attribute, _)| owning_team(attribute)) {
            if names::entity(db, program, package, "team", name).is_none() {
                let teams = items.iter().map(|entry| entry.def).filter(|def| def.data().word == "team");
                let teams: Vec<&str> = teams.map(|def| def.name()).collect();
                found.push(say::unknown_owner(Place::item(def.item(), span), name, teams));
            }
        }
    }
    found
}

impl Waiver {
    fn covers(&self, found: &Diagnostic) -> bool {
        let is_inside = |place: Place| {
            place.anchor == Anchor::Item(self.item)
                && self.span.start <= place.span.start
                && place.span.end <= self.span.end
        };
        self.codes.contains(&found.code)
            && (is_inside(found.place) || found.related.iter().any(|related| is_inside(related.place)))
    }
}

impl Waivers {
    /// Whether a finding is waived.
    pub fn cover(&self, found: &Diagnostic) -> bool {
        self.all.iter().any(|waiver| waiver.covers(found))
    }

    /// Whether any of them is an error that nothing waives.
    pub fn leave_errors(&self, found: &[Diagnostic]) -> bool {
        found.iter().any(|found| found.severity == Severity::Error && !self.cover(found))
    }

    /// The findings that are not waived. Where none of them is an error, everything has been looked at: then also what
    /// waives nothing, and what is waived no longer on the day that is given.
    pub fn applied(&self, found: Vec<Diagnostic>, today: Option<Day>) -> Vec<Diagnostic> {
        if self.all.is_empty() {
            return found;
        }
        let is_whole = !self.leave_errors(&found);
        let mut used = vec![false; self.all.len()];
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(found.len());
        for found in found {
            let mut waived = false;
            for (waiver, used) in self.all.iter().zip(&mut used) {
                if waiver.covers(&found) {
                    (*used, waived) = (true, true);
                }
            }
            if !waived {
                kept.push(found);
            }
        }
        for (waiver, used) in self.all.iter().zip(used) {
            if !used && is_whole {
                kept.push(say::waives_nothing(waiver.place, &waiver.named, waiver.attribute));
            }
            if used
                && let (Some(today), Some((until, place))) = (today, waiver.until)
                && today > until
            {
                let (until, today) = (until.to_string(), today.to_string());
                kept.push(say::expired(place, &waiver.named, &until, &today, &waiver.reason));
            }
        }
        kept
    }
}
