//! The evaluator itself: what an evaluation is for, what it may use up, and what it has found.

use std::rc::Rc;

use ecow::EcoString;
use o8_diagnostics::catalogue::values as catalogue;
use o8_diagnostics::{Diagnostic, Place, Span};
use o8_ir::OriginKind;
use rustc_hash::FxHashMap;

use crate::hir::Context;
use crate::ids::DefId;

use super::cause::is_authors;
use super::value::{Arena, Instance, Locals, Located, Root, Scope, Value};
use super::world::World;

/// How many expressions one evaluation may work out.
const MOST_STEPS: u32 = if cfg!(test) { 500_000 } else { 5_000_000 };
/// How deep expressions, calls and values may nest.
const MOST_DEPTH: u32 = 2_000;
/// How many elements a list or a map may have.
pub(super) const MOST_ELEMENTS: usize = 100_000;
/// How many bytes a text may have.
pub(super) const MOST_TEXT: usize = 4 << 20;
/// Stack that is left before a new piece is taken: enough for the deepest expression that the parser admits.
const RED_ZONE: usize = if cfg!(debug_assertions) { 4 << 20 } else { 512 << 10 };
const NEW_STACK: usize = RED_ZONE * 4;

/// What an evaluation is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Purpose {
    /// The module (or other entity that sees a context) that is evaluated.
    pub(super) subject: Option<DefId>,
    pub(super) environment: Option<DefId>,
    pub(super) cluster: Option<DefId>,
    /// Whether no cluster is known because Argo CD looks for the clusters itself.
    pub(super) live: bool,
    /// Whether mistakes are reported: not in layers, where what fails is only unknown.
    pub(super) reports: bool,
}

/// One evaluation.
pub(crate) struct Machine<'a, 'w> {
    pub(super) arena: &'a Arena,
    pub(super) world: &'w World<'a>,
    pub(super) purpose: Purpose,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Records whose conditions are still to be checked.
    pub(super) unsettled: Vec<&'a Instance<'a>>,
    pub(super) entities: FxHashMap<DefId, &'a Instance<'a>>,
    pub(super) constants: FxHashMap<DefId, Option<Located<'a>>>,
    /// Fields that are being worked out, outermost first.
    pub(super) path: Vec<(&'a Instance<'a>, u16)>,
    /// Settings of overrides and patches to compare with what they replace.
    pub(super) tracked: Vec<super::tracking::Tracked<'a>>,
    pub(super) memo: Rc<super::refinement::Memo>,
    /// Where rendered values come from.
    pub(super) origins: super::origins::OriginTable,
    /// The environments of the program, for tests that render modules.
    pub(super) environments: &'w [super::EnvironmentClusters],
    /// The context that was asked for last without there being one, and where.
    pub(super) absent_context: Option<(Context, Place)>,
    /// The author's line that the component comes from whose objects are made.
    pub(super) author: Option<super::value::Setting>,
    /// While positive, nothing is reported.
    pub(super) silent: u32,
    /// For texts that are put together.
    pub(super) buffer: String,
    /// Whether the environment is copied for each pull request, once that was asked.
    pub(super) late: Option<bool>,
    /// Whether a rule is worked out.
    pub(super) reviews: bool,
    /// Whether something stands for what is broken or not there: then it has been said why nothing is known.
    pub(super) excused: bool,
    /// How many quantifiers the rule has that is worked out.
    pub(super) variables: u32,
    steps: u32,
    depth: u32,
    /// A bound was passed: nothing more is worked out or reported.
    exhausted: bool,
}

impl<'a, 'w> Machine<'a, 'w> {
    pub(super) fn new(world: &'w World<'a>, purpose: Purpose, memo: Rc<super::refinement::Memo>) -> Self {
        Self {
            arena: world.arena,
            world,
            purpose,
            diagnostics: Vec::new(),
            unsettled: Vec::new(),
            entities: FxHashMap::default(),
            constants: FxHashMap::default(),
            path: Vec::new(),
            tracked: Vec::new(),
            memo,
            origins: super::origins::OriginTable::default(),
            environments: &[],
            absent_context: None,
            author: None,
            silent: 0,
            buffer: String::new(),
            late: None,
            reviews: false,
            excused: false,
            variables: 0,
            steps: 0,
            depth: 0,
            exhausted: false,
        }
    }

    /// Whether mistakes are reported.
    pub(super) fn reports(&self) -> bool {
        self.purpose.reports && self.silent == 0 && !self.exhausted
    }

    /// Reports a mistake, and gives what stands for the value.
    pub(super) fn fail(&mut self, diagnostic: impl FnOnce() -> Diagnostic) -> Value<'a> {
        self.excused = true;
        if self.reports() {
            let diagnostic = diagnostic();
            if !self.diagnostics.contains(&diagnostic) {
                self.diagnostics.push(diagnostic);
            }
        }
        Value::Hole
    }

    /// Reports what a text reads and should not, at the line of the author's that brings the text about. A library may read it
    /// at several places: that is one mistake.
    pub(super) fn fail_reading(
        &mut self,
        scope: &Scope<'a>,
        span: Span,
        diagnostic: impl FnOnce(Place) -> Diagnostic,
    ) -> Value<'a> {
        let read = scope.place(span);
        let made = scope.root.this.map(|instance| instance.made).filter(|made| is_authors(*made));
        let author = match scope.root.item.package().path().is_empty() {
            true => None,
            false => made.or(self.author).map(|author| author.place()),
        };
        let found = diagnostic(author.unwrap_or(read));
        let is_same = |other: &Diagnostic| (other.code, other.place) == (found.code, found.place);
        if author.is_some() && self.diagnostics.iter().any(is_same) {
            return Value::Hole;
        }
        self.fail(|| if author.is_some() { found.related(read, "read here") } else { found })
    }

    /// Evaluates without reporting anything.
    pub(super) fn silently<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        self.silent += 1;
        let result = work(self);
        self.silent -= 1;
        result
    }

    /// Whether a bound was passed, so that nothing more is worked out.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    /// Counts work. False once there is no more to be done; the first time that is reported at `place`.
    pub(super) fn spend(&mut self, steps: usize, place: impl FnOnce() -> Place) -> bool {
        self.steps = self.steps.saturating_add(u32::try_from(steps).unwrap_or(u32::MAX));
        if self.steps <= MOST_STEPS {
            return true;
        }
        if !self.exhausted {
            self.fail(|| catalogue::too_much_work(place()));
            self.exhausted = true;
        }
        false
    }

    /// Grants the whole bound on work anew: for what is worked out in one go and is independent.
    pub(super) fn refresh(&mut self) {
        self.steps = 0;
        self.exhausted = false;
    }

    /// Goes one level deeper, on more stack where little is left.
    pub(super) fn deeper<T>(&mut self, place: Place, fallback: T, work: impl FnOnce(&mut Self) -> T) -> T {
        if self.depth >= MOST_DEPTH {
            self.fail(|| catalogue::nested_too_deeply(place));
            return fallback;
        }
        self.depth += 1;
        let result = stacker::maybe_grow(RED_ZONE, NEW_STACK, || work(self));
        self.depth -= 1;
        result
    }

    /// A text that the evaluation made, within bounds.
    pub(super) fn text(&mut self, text: impl Into<EcoString>, place: impl FnOnce() -> Place) -> Value<'a> {
        let text = text.into();
        if text.len() > MOST_TEXT {
            return self.fail(|| catalogue::text_too_long(place(), MOST_TEXT));
        }
        if text.len() > 256 && !self.spend(text.len() / 64, place) {
            return Value::Hole;
        }
        Value::String(self.arena.text(text))
    }

    /// A list that the evaluation made, within bounds.
    pub(super) fn list(&mut self, items: &[Located<'a>], place: impl FnOnce() -> Place) -> Value<'a> {
        if items.len() > MOST_ELEMENTS {
            return self.fail(|| catalogue::too_many_elements(place(), MOST_ELEMENTS));
        }
        Value::List(self.arena.alloc(super::value::List { items: self.arena.slice(items) }))
    }

    /// The outermost scope of a text.
    pub(super) fn root_scope(&self, root: Root<'a>) -> &'a Scope<'a> {
        let root = self.arena.alloc(root);
        self.arena.alloc(Scope { root, parent: None, locals: Locals::None })
    }

    /// A frame of values inside another.
    pub(super) fn frame(&self, parent: &'a Scope<'a>, values: &[Located<'a>]) -> &'a Scope<'a> {
        let locals = Locals::Values(self.arena.slice(values));
        self.arena.alloc(Scope { root: parent.root, parent: Some(parent), locals })
    }

    /// A constant of a package: worked out once an evaluation.
    pub(super) fn constant(&mut self, def: DefId, place: Place) -> Located<'a> {
        match self.constants.get(&def) {
            Some(Some(value)) => return *value,
            // The checker reports constants that contain themselves.
            Some(None) => {
                self.excused = true;
                return Located::HOLE;
            }
            None => {}
        }
        let crate::hir::Body::Let(expr) = self.world.body(def) else {
            self.excused = true;
            return Located::HOLE;
        };
        self.constants.insert(def, None);
        let kind = if def.package().path().is_empty() { OriginKind::Body } else { OriginKind::Component };
        let scope = self.root_scope(Root { item: def, kind, this: None, subject: None });
        let value = self.deeper(place, Located::HOLE, |machine| machine.eval(expr, scope));
        let value = self.settle(value.or_from(Some(scope.setting(expr.span))));
        self.constants.insert(def, Some(value));
        value
    }
}
