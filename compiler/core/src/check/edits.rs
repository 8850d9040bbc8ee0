//! Settings: the members of a block into a tree of changes, each at its place and of its type.

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::kubernetes;
use o8_diagnostics::catalogue::types as say;
use o8_ir::platform::SourceSort;
use o8_syntax::ast;

use crate::hir::{Edit, FieldIndex, RecordRef};
use crate::index::Lacking;
use crate::names;
use crate::ty::{RecordSort, Ty};
use crate::waivers::{WAIVE, takes_waivers};
use crate::{types, view};

use super::known::Known;
use super::literal::plain_text;
use super::scope::Sight;
use super::step::Place;
use super::tree::{Constant, Entry, Op, Opened, Spot, Tree};
use super::{Checker, at};

/// What braces belong to: which members may stand in them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Braces {
    /// A record or map literal.
    Literal,
    /// `e with { … }`
    With,
    /// `f { … }`
    Opened,
    Entity,
    /// `in TARGET { … }`
    Override,
    Patch,
    Component,
    Type,
    Test,
}

impl Braces {
    /// What the braces belong to, with its article.
    pub(super) fn owner(self) -> &'static str {
        match self {
            Self::Literal => "a record",
            Self::With => "`with`",
            Self::Opened => "a record",
            Self::Entity => "an entity",
            Self::Override => "an override",
            Self::Patch => "a patch",
            Self::Component => "a component",
            Self::Type => "a type",
            Self::Test => "a test",
        }
    }
}

/// What is done at the end of a path.
#[derive(Clone, Copy)]
enum Leaf<'a> {
    Set(&'a ast::Expr),
    Append(&'a ast::Expr),
    Unset,
    Block(&'a ast::Block),
}

/// Where a path is followed: the settings collected there, what they change, and what is known of it.
struct At<'a> {
    tree: &'a mut Tree,
    spot: &'a Spot,
    fresh: bool,
    known: Option<&'a Known>,
}

impl Checker<'_> {
    /// The settings of a block into `tree`. `fresh` says that what they change is made here.
    pub(super) fn settings(
        &mut self,
        tree: &mut Tree,
        spot: &Spot,
        block: &ast::Block,
        braces: Braces,
        fresh: bool,
        known: Option<&Known>,
    ) {
        self.note_opening(block, spot, braces);
        for member in &block.members {
            let (path, leaf) = match &member.kind {
                ast::MemberKind::Set(path, value) => (path, Leaf::Set(value)),
                ast::MemberKind::Append(path, value) => (path, Leaf::Append(value)),
                ast::MemberKind::Open(path, block) => (path, Leaf::Block(block)),
                ast::MemberKind::Unset(path) => (path, Leaf::Unset),
                _ => {
                    self.note_begun(spot, member, fresh, known);
                    self.other_member(member, braces);
                    continue;
                }
            };
            self.attributes_in(braces, member);
            let Some((first, _)) = path.steps.split_first() else { continue };
            let start = first.span();
            let sight = self.scope.sight;
            if let ast::Step::Field(name) = first
                && says_where(&name.text)
                && sight == Sight::Everything
            {
                match braces {
                    Braces::Override => {
                        self.report(say::target_overridden(at(first.span()), &name.text));
                        continue;
                    }
                    Braces::Entity => self.scope.sight = Sight::Where,
                    _ => {}
                }
            }
            let place = At { tree: &mut *tree, spot, fresh, known };
            self.follow(place, &path.steps, start, leaf);
            self.scope.sight = sight;
        }
    }

    /// Notes what the words of a path mean that nothing follows yet.
    fn note_begun(&mut self, spot: &Spot, member: &ast::Member, fresh: bool, known: Option<&Known>) {
        let ast::MemberKind::Expr(expr) = &member.kind else { return };
        if !self.is_recording() {
            return;
        }
        let mut steps = Vec::new();
        let mut rest = expr;
        while let ast::ExprKind::Field { base, name, .. } = &rest.kind {
            steps.push(ast::Step::Field(name.clone()));
            rest = base;
        }
        let ast::ExprKind::Name(text) = &rest.kind else { return };
        steps.push(ast::Step::Field(ast::Name { text: text.clone(), span: rest.span }));
        steps.reverse();
        let place = At { tree: &mut Tree::default(), spot, fresh, known };
        self.follow(place, &steps, rest.span, Leaf::Unset);
    }

    /// Members that set nothing: allowed where the caller handles them, out of place otherwise.
    pub(super) fn other_member(&mut self, member: &ast::Member, braces: Braces) {
        let handled = match &member.kind {
            ast::MemberKind::Let(_) | ast::MemberKind::Hole => true,
            ast::MemberKind::In(..) => braces == Braces::Entity,
            ast::MemberKind::Patch(_) => matches!(braces, Braces::Entity | Braces::Override),
            _ => false,
        };
        if handled {
            self.attributes_in(braces, member);
        } else {
            self.out_of_place(member, braces);
        }
    }

    pub(super) fn out_of_place(&mut self, member: &ast::Member, braces: Braces) {
        if let ast::MemberKind::Set(_, value) | ast::MemberKind::Append(_, value) = &member.kind
            && matches!(value.kind, ast::ExprKind::Hole)
        {
            // The parser has said what it misses.
            return;
        }
        let (what, where_to) = match &member.kind {
            ast::MemberKind::Let(_) => ("a `let`", "braces"),
            ast::MemberKind::Set(..) => ("a setting with `=`", "a record or an entity"),
            ast::MemberKind::Append(..) => ("a setting with `+=`", "a record or an entity"),
            ast::MemberKind::Open(..) => ("a block that opens a field", "a record or an entity"),
            ast::MemberKind::Unset(_) => ("`unset`", "an override or `with`"),
            ast::MemberKind::Field(_) => ("a field with a type", "a `type`"),
            ast::MemberKind::Param(_) => ("`param`", "a `component`"),
            ast::MemberKind::Where(_) => ("`where`", "a `type` or a `component`"),
            ast::MemberKind::Emit(_) => ("`emit`", "a `component`"),
            ast::MemberKind::In(..) => ("an override", "the body of a `module`, an `addon` or an `extend`"),
            ast::MemberKind::Patch(_) => {
                ("`patch`", "the body of a `module`, an `addon` or an `extend`, or in an override")
            }
            ast::MemberKind::Assert(_) => ("`assert`", "a `test`"),
            ast::MemberKind::Expr(_) => ("a bare value", "a function's braces, after its `let`s"),
            ast::MemberKind::Item(_) => ("a declaration", "a file, outside of braces"),
            ast::MemberKind::Hole => return,
        };
        self.report(say::member_out_of_place(at(member.span), what, braces.owner(), where_to));
    }

    /// Of attributes, only waivers may stand before settings, and only where they are looked for.
    fn attributes_in(&mut self, braces: Braces, member: &ast::Member) {
        let looks = matches!(braces, Braces::Entity | Braces::Override | Braces::Patch);
        if !looks || !takes_waivers(member) {
            return self.no_attributes(member);
        }
        match member.attributes.iter().find(|attribute| attribute.name.text != WAIVE) {
            Some(other) => self.no_attribute(other),
            None => names::check_waivers(member, &mut self.diagnostics),
        }
    }

    /// Attributes belong to declarations, not to settings.
    pub(super) fn no_attributes(&mut self, member: &ast::Member) {
        if let Some(attribute) = member.attributes.first() {
            self.no_attribute(attribute);
        }
    }

    fn no_attribute(&mut self, attribute: &ast::Attribute) {
        match attribute.name.text.as_str() {
            WAIVE => names::misplaced_waiver(attribute, &mut self.diagnostics),
            name => self.report(say::attribute_out_of_place(at(attribute.span), name)),
        }
    }

    /// Follows a path, opening what lies on it, and does what stands at its end. `start` is the path's first step.
    fn follow(&mut self, place: At<'_>, steps: &[ast::Step], start: Span, leaf: Leaf<'_>) {
        let Some((step, rest)) = steps.split_first() else { return };
        let found = self.step(place.spot, step);
        match found {
            Err(nothing) => {
                place.tree.meant.extend(nothing.meant);
                self.look_at(leaf);
            }
            Ok(found) => {
                let span = start.to(step.span());
                match (rest.is_empty(), leaf) {
                    (true, Leaf::Set(value)) => self.set(place, found, value, span),
                    (true, Leaf::Append(value)) => self.append(place, found, value, span),
                    (true, Leaf::Unset) => self.unset(place, found, span),
                    (true, Leaf::Block(block)) => self.open(
                        place,
                        found,
                        span,
                        |checker, at| {
                            checker.wrapped(block, |checker| {
                                checker.settings(at.tree, at.spot, block, Braces::Opened, at.fresh, at.known);
                            });
                        },
                        leaf,
                    ),
                    (false, _) => {
                        let At { tree, spot, fresh, known } = place;
                        let before = tree.entries.len();
                        self.open(
                            At { tree: &mut *tree, spot, fresh, known },
                            found,
                            span,
                            |checker, at| {
                                checker.follow(at, rest, start, leaf);
                            },
                            leaf,
                        );
                        tree.take_back_empty(before);
                    }
                }
            }
        }
    }

    /// Looks for mistakes in what stands at a place that means nothing.
    fn look_at(&mut self, leaf: Leaf<'_>) {
        match leaf {
            Leaf::Set(value) | Leaf::Append(value) => {
                self.infer(value, Some(&Ty::Error));
            }
            Leaf::Unset => {}
            Leaf::Block(block) => self.wrapped(block, |checker| {
                checker.settings(&mut Tree::default(), &Spot::Unknown, block, Braces::Opened, false, None);
            }),
        }
    }

    fn set(&mut self, place: At<'_>, found: Place, value: &ast::Expr, span: Span) {
        if self.fills_itself(&found, value) {
            return;
        }
        let typed = self.check_value(value, &found.ty, found.closed);
        let known = self.leaves_open(&found.ty).then(|| Known {
            ty: Some(typed.ty.clone()),
            fields: typed.known.as_ref().map(|known| known.fields.clone()).unwrap_or_default(),
        });
        let known = known.or_else(|| typed.known.as_deref().cloned());
        self.look_at_values(&found, &typed.ty, value.span);
        if let Some(index) = place.tree.find(found.constant.as_ref()) {
            return self.clash(&place.tree.entries[index], &found, span, true);
        }
        let value = self.wrap(typed.expr);
        place.tree.push(Entry {
            step: found.step,
            constant: found.constant,
            span,
            op: Op::Set { value, known },
        });
    }

    /// Warns of values of a named type that are handed to a chart which is rendered otherwise each time.
    fn look_at_values(&mut self, found: &Place, ty: &Ty, place: Span) {
        let (Some((record, field)), Ty::Record(def)) = (found.field, ty) else { return };
        let shape = view::record(self.db, self.program, record);
        let is_chart =
            matches!(shape.sort(), Some(RecordSort::Component { delivery: Some(SourceSort::Helm) }));
        if is_chart
            && shape.field(field).name == "values"
            && types::remove_null(&found.ty) == &Ty::Json
            && let Some((template, function, more)) = names::differs(self.db, self.program, *def)
        {
            self.report(kubernetes::values_differ(at(place), def.name(), (&template, &function, more)));
        }
    }

    fn append(&mut self, place: At<'_>, found: Place, value: &ast::Expr, span: Span) {
        let ty = types::remove_null(&found.ty).clone();
        let collection = matches!(self.base(&ty), Ty::List(_) | Ty::Map(_) | Ty::Error);
        if !collection {
            self.report(say::append_to_neither(at(found.span), &types::display(&found.ty)));
            return self.look_at(Leaf::Append(value));
        }
        let value = self.check_expr(value, &ty);
        if let Some(index) = place.tree.find(found.constant.as_ref()) {
            return self.clash(&place.tree.entries[index], &found, span, true);
        }
        let value = self.wrap(value);
        place.tree.push(Entry { step: found.step, constant: found.constant, span, op: Op::Append(value) });
    }

    fn unset(&mut self, place: At<'_>, found: Place, span: Span) {
        if found.required {
            let name = self.shown(&found);
            self.report(say::unset_of_required(at(span), &name));
            return;
        }
        if let Some(index) = place.tree.find(found.constant.as_ref()) {
            return self.clash(&place.tree.entries[index], &found, span, true);
        }
        place.tree.push(Entry { step: found.step, constant: found.constant, span, op: Op::Unset });
    }

    /// Opens the place of a step and does `work` in it; where that cannot be, `leaf` is looked at for its own mistakes.
    fn open(
        &mut self,
        place: At<'_>,
        found: Place,
        span: Span,
        work: impl FnOnce(&mut Self, At<'_>),
        leaf: Leaf<'_>,
    ) {
        let given = found.field.and_then(|(_, field)| place.known?.field(field));
        let default = match (given, found.field) {
            // In a new record the default is what is opened.
            (None, Some((record, field))) if place.fresh => self.default_known(record, field),
            _ => None,
        };
        let known = given.or(default.as_ref());
        let index = match place.tree.find(found.constant.as_ref()) {
            Some(index) => {
                if !matches!(place.tree.entries[index].op, Op::Open(_)) {
                    self.clash(&place.tree.entries[index], &found, span, false);
                    return self.look_at(leaf);
                }
                index
            }
            None => {
                let name = self.shown(&found);
                let spot = self.spot_of(&found.ty, known, &name, found.span);
                let fresh = place.fresh
                    && match found.field {
                        Some((record, field)) => self.starts_empty(record, field),
                        None => true,
                    };
                let opened = Opened { spot, fresh, tree: Tree::default() };
                place.tree.push(Entry {
                    step: found.step,
                    constant: found.constant,
                    span,
                    op: Op::Open(opened),
                })
            }
        };
        if let Op::Open(Opened { spot, fresh, tree }) = &mut place.tree.entries[index].op {
            let spot = spot.clone();
            work(self, At { tree, spot: &spot, fresh: *fresh, known });
        }
    }

    /// Says that something is set that has been set or opened already.
    fn clash(&mut self, before: &Entry, found: &Place, span: Span, whole: bool) {
        let name = self.shown(found);
        let opened = matches!(before.op, Op::Open(_));
        let diagnostic = if opened || !whole {
            say::set_and_opened(at(span), &name, at(before.span))
        } else {
            say::set_twice(at(span), &name, at(before.span))
        };
        self.report(diagnostic);
    }

    /// The name of a field, the text of a key.
    fn shown(&self, found: &Place) -> String {
        match (&found.field, &found.constant) {
            (Some((record, field)), _) => {
                view::record(self.db, self.program, *record).field(*field).name.to_owned()
            }
            (None, Some(Constant::Key(key))) => key.to_string(),
            (None, Some(Constant::Entity(def))) => def.name().to_owned(),
            (None, _) => String::new(),
        }
    }

    /// `apiVersion` and `kind` of a kind say what the type says already: said again they may only agree.
    fn fills_itself(&mut self, found: &Place, value: &ast::Expr) -> bool {
        let Some((record, field)) = found.field else { return false };
        let shape = view::record(self.db, self.program, record);
        let Some(kind) = shape.kind() else { return false };
        let name = shape.field(field).name;
        let due = match name {
            "kind" => kind.kind.to_owned(),
            "apiVersion" if kind.group.is_empty() => kind.version.to_owned(),
            "apiVersion" => format!("{}/{}", kind.group, kind.version),
            _ => return false,
        };
        match plain_text(value) {
            Some(text) if text == due.as_str() => {
                self.report(kubernetes::fills_itself(at(found.span), name));
            }
            _ => self.report(kubernetes::wrong_identity(at(value.span), name, &due, shape.name())),
        }
        true
    }

    /// Reports the fields that new records lack: the one that `tree` is of, where it is new, and those that it opens.
    pub(super) fn require_fields(&mut self, tree: &mut Tree, spot: &Spot, fresh: bool, place: Span) {
        if fresh && let Spot::Record(record) = spot {
            self.require_own_fields(tree, *record, None, place);
        }
        self.require_opened_fields(tree, spot);
    }

    fn require_opened_fields(&mut self, tree: &mut Tree, spot: &Spot) {
        // The key of an element is said by the step towards it.
        let key = match spot {
            Spot::Keyed { key, .. } => Some(*key),
            _ => None,
        };
        for entry in &mut tree.entries {
            let Op::Open(opened) = &mut entry.op else { continue };
            if opened.fresh
                && let Spot::Record(record) = &opened.spot
            {
                self.require_own_fields(&mut opened.tree, *record, key, entry.span);
            }
            self.require_opened_fields(&mut opened.tree, &opened.spot);
        }
    }

    fn require_own_fields(
        &mut self,
        tree: &mut Tree,
        record: RecordRef,
        key: Option<FieldIndex>,
        place: Span,
    ) {
        let shape = view::record(self.db, self.program, record);
        let missing: Vec<(FieldIndex, &str)> = shape
            .fields()
            .filter(|(index, field)| field.required && Some(*index) != key && !tree.has_field(*index))
            .filter(|(index, _)| !tree.meant.contains(index))
            .map(|(index, field)| (index, field.name))
            .collect();
        if missing.is_empty() {
            return;
        }
        tree.meant.extend(missing.iter().map(|(index, _)| *index));
        self.note_lack(place, Lacking::Fields(record, missing.iter().map(|(index, _)| *index).collect()));
        let missing: Vec<&str> = missing.iter().map(|(_, name)| *name).collect();
        let built_in = self.is_kubernetes(record);
        let found = if built_in {
            kubernetes::missing_fields(at(place), shape.name(), &missing)
        } else {
            say::missing_fields(at(place), shape.name(), &missing, self.is_component(record))
        };
        self.report(found);
    }

    /// The settings of a block that changes something which is there: `with`, an override, a patch.
    pub(super) fn changes(
        &mut self,
        spot: &Spot,
        block: &ast::Block,
        braces: Braces,
        known: Option<&Known>,
    ) -> Vec<Edit> {
        let mut tree = Tree::default();
        self.settings(&mut tree, spot, block, braces, false, known);
        tree.into_edits()
    }
}

/// Whether a field says where a module runs, so that it cannot depend on where.
fn says_where(field: &str) -> bool {
    matches!(field, "environments" | "clusters" | "select")
}
