//! Settings that move between the base of a module and what differs in an environment.

use o8_core::eval;
use o8_core::hir::RecordRef;
use o8_core::index::Target;
use o8_core::names;
use o8_core::view;
use o8_diagnostics::{Severity, Span};
use o8_syntax::ast::{Block, Entity, Expr, ExprKind, ItemKind, Member, MemberKind, Name, Path, Piece, Step};

use super::fixes::whole_lines;
use super::insert::{self, STEP};
use super::local::moved as reindented;
use super::nodes::{Node, around};
use super::place::{Here, Place};
use super::uses::{Sort, uses};
use super::{Action, Kind};
use crate::features::format::Edit;

/// A setting of an override moves to the base; one of the base to each environment of its module.
pub(super) fn moved(place: &Place<'_>) -> Vec<Action> {
    let Some(here) = place.here().filter(Here::is_sound) else { return Vec::new() };
    let ItemKind::Entity(decl) = &here.item.kind else { return Vec::new() };
    let Some(body) = decl.body.as_ref().filter(|_| decl.kind.text == "module") else { return Vec::new() };
    let Some(setting) = setting(&here).filter(|setting| !is_wrong(&here, setting)) else {
        return Vec::new();
    };
    match setting.targets {
        Some(inside) => to_base(&here, body, &setting, inside).into_iter().collect(),
        None => to_environments(&here, decl, body, &setting),
    }
}

/// A setting by its whole path.
struct Setting<'a> {
    /// The `in TARGET { … }` that it is in.
    targets: Option<&'a Member>,
    /// The members on the way to it, the outermost first, each with the braces that it is in.
    way: Vec<(&'a Block, &'a Member)>,
    steps: Vec<At>,
    path: &'a Path,
    value: Value<'a>,
}

/// What a setting gives.
#[derive(Clone, Copy)]
enum Value<'a> {
    /// `path = value`
    Set(&'a Expr),
    /// `path { … }`
    Braces(&'a Block),
}

impl<'a> Value<'a> {
    fn node(self) -> Node<'a> {
        match self {
            Self::Set(value) => Node::Expr(value),
            Self::Braces(block) => Node::Block(block),
        }
    }

    /// The setting of a path, for braces further out.
    fn setting_of(self, here: &Here<'_>, steps: &[At]) -> String {
        let (path, value) = (written(steps), reindented(here, self.node().span(), ""));
        match self {
            Self::Set(_) => format!("{path} = {value}"),
            Self::Braces(_) => format!("{path} {value}"),
        }
    }
}

/// A step of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
struct At {
    /// What tells it from others.
    key: String,
    /// As it is written behind others.
    text: String,
}

/// The setting that is selected: the cursor is on its path, or in a value that has no settings in it. Braces are selected by
/// what they open.
fn setting<'a>(here: &Here<'a>) -> Option<Setting<'a>> {
    let around = around(here.item, here.span);
    let mut targets = None;
    let mut way: Vec<(&Block, &Member)> = Vec::new();
    let mut steps = Vec::new();
    let mut last = None;
    let mut block = None;
    for node in around {
        match node {
            Node::Block(inner) => block = Some(inner),
            Node::Member(member) => match &member.kind {
                MemberKind::In(..) if way.is_empty() && targets.is_none() => targets = Some(member),
                MemberKind::Set(path, value) => {
                    way.push((block?, member));
                    steps.extend(at_path(here, path)?);
                    last = Some((path, Value::Set(value)));
                }
                MemberKind::Open(path, inner) => {
                    way.push((block?, member));
                    steps.extend(at_path(here, path)?);
                    last = Some((path, Value::Braces(inner)));
                }
                _ => return None,
            },
            Node::Expr(expr) => match &expr.kind {
                ExprKind::Record(..) | ExprKind::With(..) => {}
                // Below this, nothing is a setting of the module.
                _ => break,
            },
        }
    }
    let (path, value) = last?;
    // What begins with no field of a module is no setting of it.
    let first = way.first().and_then(|(_, member)| first_step(member))?;
    here.index.references.iter().find(|found| found.span == first.span)?;
    let is_on_path = path.span.start <= here.span.start && here.span.end <= path.span.end;
    let is_plain = match value {
        Value::Set(value) => !matches!(value.kind, ExprKind::Record(..) | ExprKind::With(..)),
        Value::Braces(_) => false,
    };
    (is_on_path || is_plain).then_some(Setting { targets, way, steps, path, value })
}

/// Whether something is wrong with a setting, or with what is opened on the way to it: where it is moved to, so is that.
fn is_wrong(here: &Here<'_>, setting: &Setting<'_>) -> bool {
    let opened = setting.way.iter().filter_map(|(_, member)| match &member.kind {
        MemberKind::Set(path, _) | MemberKind::Open(path, _) => Some(path.span),
        _ => None,
    });
    let own = setting.way.last().map(|(_, member)| member.span);
    let spans: Vec<Span> = opened.chain(own).map(|span| here.in_file(span)).collect();
    let mut errors = here.place.of_file().filter(|found| found.severity == Severity::Error);
    errors.any(|found| {
        let at = found.place.span;
        spans.iter().any(|span| at.start < span.end && span.start < at.end)
    })
}

fn at_path(here: &Here<'_>, path: &Path) -> Option<Vec<At>> {
    path.steps
        .iter()
        .map(|step| {
            let is_entity = here
                .index
                .references
                .iter()
                .any(|found| found.span == step.span() && matches!(found.target, Target::Declaration(_)));
            Some(match step {
                Step::Field(name) => At { key: name.text.to_string(), text: format!(".{}", name.text) },
                Step::Word(name) if is_entity => {
                    At { key: name.text.to_string(), text: format!("[{}]", name.text) }
                }
                Step::Word(name) => At { key: name.text.to_string(), text: format!("[\"{}\"]", name.text) },
                Step::Key(key) => At { key: plain(key)?, text: format!("[{}]", here.text(key.span)) },
            })
        })
        .collect()
}

/// The text or the name that a key is.
fn plain(key: &Expr) -> Option<String> {
    match &key.kind {
        ExprKind::Name(name) => Some(name.to_string()),
        ExprKind::String(string) => match string.pieces.as_slice() {
            [Piece::Text(text, _)] => Some(text.to_string()),
            _ => None,
        },
        _ => None,
    }
}

fn written(steps: &[At]) -> String {
    let text: String = steps.iter().map(|step| step.text.as_str()).collect();
    text.strip_prefix('.').map_or(text.clone(), str::to_owned)
}

/// What some braces say of a path.
enum Said<'a> {
    /// Just this path.
    Here(&'a Member),
    /// Nothing: a setting goes into these braces, with what is left of the path.
    Nothing(&'a Block, usize),
    /// Something around or inside of it that cannot be taken apart.
    Other,
}

fn said<'a>(here: &Here<'_>, block: &'a Block, steps: &[At]) -> Said<'a> {
    let mut best = Said::Nothing(block, steps.len());
    for member in &block.members {
        let (MemberKind::Set(path, _)
        | MemberKind::Append(path, _)
        | MemberKind::Open(path, _)
        | MemberKind::Unset(path)) = &member.kind
        else {
            continue;
        };
        let Some(known) = at_path(here, path) else { return Said::Other };
        let same = known.iter().zip(steps).take_while(|(a, b)| a.key == b.key).count();
        if same < known.len().min(steps.len()) {
            continue;
        }
        let rest = &steps[same..];
        if rest.is_empty() {
            return if known.len() == steps.len() { Said::Here(member) } else { Said::Other };
        }
        let inner = match &member.kind {
            MemberKind::Open(_, inner) => inner,
            MemberKind::Set(_, value) => match &value.kind {
                ExprKind::Record(_, inner) | ExprKind::With(_, inner) => inner,
                _ => return Said::Other,
            },
            _ => return Said::Other,
        };
        if inner.members.iter().any(|member| matches!(member.kind, MemberKind::Expr(_))) {
            return Said::Other;
        }
        match said(here, inner, rest) {
            Said::Nothing(block, left) => best = Said::Nothing(block, left),
            other => return other,
        }
    }
    best
}

fn to_base(here: &Here<'_>, body: &Block, setting: &Setting<'_>, inside: &Member) -> Option<Action> {
    let used = uses(here, &[setting.value.node()])?;
    let is_of_override = |span: Span| inside.span.start <= span.start && span.end <= inside.span.end;
    if used.iter().any(|found| matches!(found.sort, Sort::Local(declared) if is_of_override(declared))) {
        return None;
    }
    let mut edits = vec![removed(here, body, setting, inside)];
    match said(here, body, &setting.steps) {
        Said::Here(member) => {
            let (MemberKind::Set(_, old), Value::Set(new)) = (&member.kind, setting.value) else {
                return None;
            };
            edits.push(Edit { span: here.in_file(old.span), text: here.text(new.span).to_owned() });
        }
        Said::Nothing(block, left) => {
            let steps = &setting.steps[setting.steps.len() - left..];
            let text = setting.value.setting_of(here, steps);
            let is_base = |member: &&Member| {
                !matches!(member.kind, MemberKind::In(..) | MemberKind::Patch(_))
                    && member.span != inside.span
            };
            let last = block.members.iter().rfind(is_base).map(|member| member.span);
            edits.push(insert::after(here, block, last, &text));
        }
        Said::Other => return None,
    }
    edits.sort_by_key(|edit| edit.span);
    let title = format!("move `{}` to the base", written(&setting.steps));
    Some(here.place.action(title, Kind::Rewrite, edits))
}

/// The removal of a setting of an override, with the braces that have nothing else in them.
fn removed(here: &Here<'_>, body: &Block, setting: &Setting<'_>, inside: &Member) -> Edit {
    let all: Vec<(&Block, &Member)> =
        std::iter::once((body, inside)).chain(setting.way.iter().copied()).collect();
    let mut index = all.len() - 1;
    while index > 0 && all[index].0.members.len() == 1 {
        index -= 1;
    }
    let (block, member) = all[index];
    without(here, block, member)
}

/// The removal of a member of some braces.
fn without(here: &Here<'_>, block: &Block, member: &Member) -> Edit {
    let own = here.in_file(member.span);
    let lines = whole_lines(here.place.text, own);
    if lines != own {
        let text = here.place.text;
        let (before, after) = (&text[..lines.start as usize], &text[lines.end as usize..]);
        // No blank line is left before the closing brace.
        let is_last = after.trim_start().starts_with('}') && before.ends_with("\n\n");
        let start = if is_last { lines.start - 1 } else { lines.start };
        return Edit { span: Span::new(start, lines.end), text: String::new() };
    }
    let position = block.members.iter().position(|other| other.span == member.span).unwrap_or_default();
    let span = match (block.members.get(position + 1), position.checked_sub(1)) {
        (Some(next), _) => Span::new(own.start, here.in_file(next.span).start),
        (None, Some(before)) => Span::new(here.in_file(block.members[before].span).end, own.end),
        (None, None) => own,
    };
    Edit { span, text: String::new() }
}

fn to_environments(here: &Here<'_>, decl: &Entity, body: &Block, setting: &Setting<'_>) -> Vec<Action> {
    if !may_differ(here, body, setting) {
        return Vec::new();
    }
    let analysis = here.place.analysis;
    // What an `extend` says of an environment could say it of the same setting.
    let extensions = names::extensions(&analysis.db, analysis.program, here.def.package());
    if extensions.contains_key(&here.def) {
        return Vec::new();
    }
    let mut found: Vec<&str> = Vec::new();
    for target in &eval::described(&analysis.db, analysis.program, here.def).targets {
        if let Some(environment) = target.environment
            && !found.contains(&environment.name())
        {
            found.push(environment.name());
        }
    }
    debug_assert!(decl.body.is_some(), "it has the setting in it");
    found.into_iter().filter_map(|name| to_environment(here, body, setting, name)).collect()
}

/// Whether a setting can be left out of the base, and its value said in an override.
fn may_differ(here: &Here<'_>, body: &Block, setting: &Setting<'_>) -> bool {
    let says_where = matches!(setting.steps[0].key.as_str(), "environments" | "clusters" | "select");
    let Some(last) = setting.path.steps.last() else { return false };
    let analysis = here.place.analysis;
    let field = here.index.references.iter().find(|found| found.span == last.span());
    let is_needed = match field.map(|found| &found.target) {
        Some(Target::Field(record, index)) => {
            let view = view::record(&analysis.db, analysis.program, *record);
            let is_known = usize::from(*index) < view.len() && !matches!(record, RecordRef::Kube(_));
            !is_known || view.field(*index).required || view.field(*index).readonly
        }
        // An entry of a map; a field that is none would not have a meaning.
        None => setting.steps.len() < 2,
        Some(_) => false,
    };
    let is_of_body = |span: Span| {
        body.members
            .iter()
            .any(|member| matches!(&member.kind, MemberKind::Let(decl) if decl.name.span == span))
    };
    let used = uses(here, &[setting.value.node()]);
    let is_known = used.is_some_and(|used| {
        used.iter().all(|found| match found.sort {
            Sort::Local(declared) => is_of_body(declared),
            Sort::Own | Sort::Context | Sort::Global => true,
        })
    });
    !says_where && !is_needed && is_known
}

fn to_environment(here: &Here<'_>, body: &Block, setting: &Setting<'_>, name: &str) -> Option<Action> {
    let text = |steps: &[At]| setting.value.setting_of(here, steps);
    let mut existing = None;
    for member in &body.members {
        let MemberKind::In(targets, block) = &member.kind else { continue };
        let is_own = |target: &o8_syntax::ast::Target| {
            target.environment.as_ref().is_some_and(|environment| environment.text == name)
        };
        let reaches = |target: &o8_syntax::ast::Target| is_own(target) || target.environment.is_none();
        if !targets.iter().any(reaches) {
            continue;
        }
        let Said::Nothing(inner, left) = said(here, block, &setting.steps) else { return None };
        if let [target] = targets.as_slice()
            && is_own(target)
            && target.cluster.is_none()
        {
            existing = Some((inner, left));
        }
    }
    let (block, gone) = setting.way.last()?;
    let mut edits = vec![without(here, block, gone)];
    edits.push(match existing {
        Some((inner, left)) => {
            insert::member(here, inner, &text(&setting.steps[setting.steps.len() - left..]))
        }
        None => {
            let whole = format!("in {name} {{\n{STEP}{}\n}}", insert::indented(&text(&setting.steps), STEP));
            let last = body.members.iter().rfind(|member| member.span != gone.span).map(|last| last.span);
            insert::after(here, body, last, &whole)
        }
    });
    edits.sort_by_key(|edit| edit.span);
    let title = format!("move `{}` to `in {name}`", written(&setting.steps));
    Some(here.place.action(title, Kind::Rewrite, edits))
}

/// The name that a setting begins with.
fn first_step(member: &Member) -> Option<&Name> {
    let (MemberKind::Set(path, _)
    | MemberKind::Append(path, _)
    | MemberKind::Open(path, _)
    | MemberKind::Unset(path)) = &member.kind
    else {
        return None;
    };
    match path.steps.first() {
        Some(Step::Field(name) | Step::Word(name)) => Some(name),
        Some(Step::Key(_)) | None => None,
    }
}
