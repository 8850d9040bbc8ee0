//! Values to trees: what is printed of them, where it comes from, and what a layer leaves out for not knowing it.

use ecow::EcoString;
use o8_backends::yaml;
use o8_diagnostics::catalogue::values as catalogue;
use o8_ir::{List as TreeList, ListMerge, Map as TreeMap, Node, Tree, late};

use super::json::MOST_NESTED;
use super::machine::Machine;
use super::quantity;
use super::value::{Instance, Key, List, Located, Map, Setting, Value};

/// How an object is rendered.
#[derive(Clone, Copy, Default)]
pub(super) struct Rendering {
    /// Whether every list is replaced whole by a patch, as in custom resources.
    pub(super) custom: bool,
    /// How many unknowns were met so far.
    pub(super) holes: u32,
    /// Whether a field is unknown or missing without which the object is refused.
    pub(super) incomplete: bool,
    /// Whether `metadata.namespace` of the object itself is set and unknown.
    pub(super) unknown_namespace: bool,
    pub(super) depth: u32,
    /// Whether this is the description of an entity and no object. There, another entity whose name does not do stands
    /// under the name of its declaration, for it is still the one that is meant; and the key of a secret is `{ name, key }`.
    pub(super) describes: bool,
}

impl Rendering {
    pub(super) fn of(custom: bool) -> Self {
        Self { custom, ..Self::default() }
    }

    /// Takes an element of a list over. `before` is how many unknowns there were before it, and whether the object
    /// was incomplete.
    pub(super) fn keep_element(
        &mut self,
        node: Option<Node>,
        merge: ListMerge,
        before: (u32, bool),
        nodes: &mut Vec<Node>,
    ) {
        if let ListMerge::Keyed(key) = merge
            && self.holes != before.0
            && node.as_ref().is_none_or(|node| node.at(&[key]).is_none())
        {
            // An element of which the key is unknown is left out.
            self.incomplete = before.1;
            return;
        }
        self.incomplete |= before.1;
        nodes.extend(node);
    }

    /// The list of these elements. `before` is how it was before the first.
    pub(super) fn keep_list(
        &mut self,
        items: Vec<Node>,
        merge: ListMerge,
        before: (u32, bool),
    ) -> Option<Tree> {
        if self.holes != before.0 && !matches!(merge, ListMerge::Keyed(_)) {
            // A patch replaces the list whole: a part of it is of no use.
            self.incomplete = before.1;
            return None;
        }
        Some(Tree::List(TreeList { items, merge }))
    }
}

impl<'a> Machine<'a, '_> {
    /// The tree of a value in a field; `None` where it is null or unknown, so that the field is left out.
    pub(super) fn render(
        &mut self,
        found: Located<'a>,
        written: Setting,
        merge: ListMerge,
        state: &mut Rendering,
    ) -> Option<Node> {
        let tree = match found.value {
            Value::Null => return None,
            Value::String(text) | Value::Quantity(text) => {
                if !is_plain(text)
                    && let Some(character) = self.unwritable(text)
                {
                    let place = found.from.unwrap_or(written).place();
                    self.fail(|| catalogue::unwritable(place, &character.to_string()));
                    state.holes += 1;
                    return None;
                }
                Tree::String(text.clone())
            }
            Value::Bool(value) => Tree::Bool(value),
            Value::Int(number) => Tree::Int(number),
            Value::Float(number) => Tree::Float(number),
            Value::Amount(amount) => Tree::String(quantity::text(amount)),
            Value::Entity(entity) => match self.visible_name(entity) {
                Some(name) => Tree::String(name.clone()),
                None if state.describes => Tree::String(entity.name().into()),
                None => {
                    state.holes += 1;
                    return None;
                }
            },
            Value::List(_) | Value::Map(_) | Value::Record(_) => {
                if state.depth >= MOST_NESTED {
                    self.fail(|| catalogue::nested_too_deeply(written.place()));
                    state.holes += 1;
                    return None;
                }
                state.depth += 1;
                let tree = match found.value {
                    Value::List(list) => self.render_list(list, written, merge, state),
                    Value::Map(map) => {
                        let holes = state.holes;
                        let map = self.render_map(map, written, state);
                        // A map of which nothing is known is left out, and not printed as empty.
                        (!map.0.is_empty() || state.holes == holes).then_some(Tree::Map(map))
                    }
                    Value::Record(instance) => Some(Tree::Map(self.render_record(instance, state))),
                    _ => None,
                };
                state.depth -= 1;
                tree?
            }
            Value::Secret(secret) if state.describes => {
                let entry = |key: &str, text: &str| (key.into(), Node::derived(Tree::String(text.into())));
                let name = self.entity_name(secret.entity).map_or(secret.entity.name(), |name| name.as_str());
                Tree::Map(TreeMap(vec![entry("name", name), entry("key", secret.key)]))
            }
            Value::Hole | Value::Secret(_) | Value::Function(_) | Value::Reviewed(_) => {
                state.holes += 1;
                return None;
            }
        };
        Some(Node { tree, origin: self.origins.origin(written, found.from) })
    }

    /// What of a text cannot be written. Of what is late, a template will be.
    fn unwritable(&mut self, text: &str) -> Option<yaml::Unwritable> {
        if !self.sees_late() {
            return yaml::unwritable(text);
        }
        late::pieces(text).find_map(|piece| match piece {
            late::Piece::Text(text) => yaml::unwritable(text),
            late::Piece::Late(_) => None,
        })
    }

    /// The fields of a record, those that the program sets first.
    pub(super) fn render_record(&mut self, instance: &'a Instance<'a>, state: &mut Rendering) -> TreeMap {
        let shape = instance.info.shape;
        let mut entries: Vec<(EcoString, Node)> = Vec::with_capacity(instance.order.len());
        if shape.dense {
            for field in self.fields_in_order(instance) {
                let at = instance.slot(field).and_then(|slot| slot.at).unwrap_or(instance.made);
                self.render_field(instance, field, at, &mut entries, state);
            }
        } else {
            for slot in instance.set() {
                self.render_field(
                    instance,
                    slot.field,
                    slot.at.unwrap_or(instance.made),
                    &mut entries,
                    state,
                );
            }
            // Those that nothing sets: the program has to.
            for &field in &shape.required {
                if instance.slot(field).is_none() {
                    self.missing(instance, field, state);
                }
            }
        }
        TreeMap(entries)
    }

    fn render_field(
        &mut self,
        instance: &'a Instance<'a>,
        field: u16,
        at: Setting,
        entries: &mut Vec<(EcoString, Node)>,
        state: &mut Rendering,
    ) {
        let shape = &instance.info.shape.fields[usize::from(field)];
        let found = if shape.required && instance.slot(field).is_none_or(|slot| slot.at.is_none()) {
            Value::Null.into()
        } else {
            self.field(instance, field, || at.place())
        };
        // A rule is no data: where an entity is described, it is left out.
        if matches!(found.value, Value::Function(_)) && state.describes {
            return;
        }
        if let Value::Record(inner) = found.value
            && inner.info.shape.component
        {
            return;
        }
        let holes = state.holes;
        match self.render(found, at, if state.custom { ListMerge::Replace } else { shape.merge }, state) {
            Some(node) => entries.push((shape.name.clone(), node)),
            None if shape.required && state.holes == holes => self.missing(instance, field, state),
            None if state.holes != holes => {
                state.unknown_namespace |= instance.info.shape.names_namespace(field) && state.depth == 2;
                state.incomplete |= shape.required;
            }
            None => {}
        }
    }

    /// A required field that is absent.
    fn missing(&mut self, instance: &'a Instance<'a>, field: u16, state: &mut Rendering) {
        state.incomplete = true;
        self.missing_field(instance, field);
    }

    fn render_map(&mut self, map: &'a Map<'a>, written: Setting, state: &mut Rendering) -> TreeMap {
        let mut entries: Vec<(EcoString, Node)> = Vec::with_capacity(map.entries.len());
        if !map.complete {
            state.holes += 1;
        }
        for entry in map.entries {
            let Some(Key::String(key)) = self.text_key(entry.key) else {
                state.holes += 1;
                continue;
            };
            if !(is_plain(key) && key.len() < 100 && key != "<<")
                && let Some(character) = yaml::unwritable_key(key)
            {
                let place = entry.value.from.unwrap_or(written).place();
                self.fail(|| catalogue::unwritable(place, &character.to_string()));
                state.holes += 1;
                continue;
            }
            if let Some(node) = self.render(entry.value, written, ListMerge::Replace, state) {
                entries.push((key.clone(), node));
            }
        }
        TreeMap(entries)
    }

    fn render_list(
        &mut self,
        list: &'a List<'a>,
        written: Setting,
        merge: ListMerge,
        state: &mut Rendering,
    ) -> Option<Tree> {
        let mut items = Vec::with_capacity(list.items.len());
        let (holes, incomplete) = (state.holes, state.incomplete);
        for &item in list.items {
            let before = (state.holes, std::mem::take(&mut state.incomplete));
            let node = self.render(item, written, ListMerge::Replace, state);
            state.keep_element(node, merge, before, &mut items);
        }
        state.keep_list(items, merge, (holes, incomplete))
    }
}

/// Whether a text is ASCII without DEL, of which every writer can make YAML. Without a branch, so that it takes many
/// bytes at once.
fn is_plain(text: &str) -> bool {
    text.bytes().fold(true, |plain, byte| plain & (byte < 0x7f))
}
