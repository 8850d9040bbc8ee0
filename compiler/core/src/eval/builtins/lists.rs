//! Methods of lists.

use std::cmp::Ordering;

use ecow::EcoString;
use o8_diagnostics::catalogue::values as catalogue;

use crate::eval::arithmetic::compare;
use crate::eval::machine::Machine;
use crate::eval::value::{Function, List, Located, Value};
use crate::hir::{BinaryOp, Builtin};

use super::Call;

impl<'a> Machine<'a, '_> {
    pub(super) fn list_method(
        &mut self,
        builtin: Builtin,
        list: &'a List<'a>,
        call: Call<'a>,
    ) -> Located<'a> {
        use Builtin as B;
        let value = match builtin {
            B::All | B::Exists | B::ExistsOne | B::Filter => return self.test_elements(builtin, list, call),
            B::MapList => {
                let Some(function) = self.function_argument(call) else { return Located::HOLE };
                let mut items = Vec::with_capacity(list.items.len());
                for &item in list.items {
                    let value = self.apply(function, &[item], call.expr, call.scope);
                    let value = self.settle(value).or_from(Some(call.scope.setting(call.expr.span)));
                    items.push(value);
                }
                self.list(&items, || call.place())
            }
            B::Flatten if list.items.iter().any(|item| matches!(item.value, Value::Reviewed(_))) => {
                self.joined(list, call.place())
            }
            B::Flatten => {
                let mut items = Vec::new();
                for item in list.items {
                    let Value::List(inner) = item.value else { return Located::HOLE };
                    items.extend(inner.items);
                }
                self.list(&items, || call.place())
            }
            B::Sort => {
                let keys: Vec<Value<'a>> = list.items.iter().map(|item| item.value).collect();
                self.sorted(list, &keys, call)
            }
            B::SortBy => {
                let Some(function) = self.function_argument(call) else { return Located::HOLE };
                let mut keys = Vec::with_capacity(list.items.len());
                for &item in list.items {
                    keys.push(self.apply(function, &[item], call.expr, call.scope).value);
                }
                self.sorted(list, &keys, call)
            }
            B::Unique => self.unique(list, call),
            B::Zip => match self.argument(call, 0) {
                Value::List(other) => {
                    let pairs = list.items.iter().zip(other.items).map(|(&a, &b)| [a, b]);
                    let mut items: Vec<Located<'a>> = Vec::new();
                    for pair in pairs {
                        items.push(self.list(&pair, || call.place()).into());
                    }
                    self.list(&items, || call.place())
                }
                _ => Value::Hole,
            },
            B::Sum => {
                let mut sum = Value::Int(0);
                for (at, item) in list.items.iter().enumerate() {
                    sum = match at {
                        0 => item.value,
                        _ => self.binary(BinaryOp::Add, sum, item.value, &|| call.place()),
                    };
                }
                sum
            }
            B::Min | B::Max => return self.extreme(builtin, list, call),
            B::First => return list.items.first().copied().unwrap_or(Value::Null.into()),
            B::Last => return list.items.last().copied().unwrap_or(Value::Null.into()),
            B::IndexOf => {
                let needle = self.argument(call, 0);
                for (at, item) in list.items.iter().enumerate() {
                    match self.equal(item.value, needle, &|| call.place()) {
                        Some(true) => return Value::Int(at as i64).into(),
                        Some(false) => {}
                        None => return Located::HOLE,
                    }
                }
                Value::Int(-1)
            }
            B::Reverse => {
                let items: Vec<_> = list.items.iter().rev().copied().collect();
                self.list(&items, || call.place())
            }
            B::Join => self.join(list, call),
            B::Slice => match self.bounds(list.items.len(), call) {
                Some((start, end)) => self.list(&list.items[start..end], || call.place()),
                None => Value::Hole,
            },
            _ => Value::Hole,
        };
        value.into()
    }

    fn function_argument(&mut self, call: Call<'a>) -> Option<&'a Function<'a>> {
        match self.argument(call, 0) {
            Value::Function(function) => Some(function),
            _ => None,
        }
    }

    fn test_elements(&mut self, builtin: Builtin, list: &'a List<'a>, call: Call<'a>) -> Located<'a> {
        let Some(function) = self.function_argument(call) else { return Located::HOLE };
        let mut kept = Vec::new();
        let mut unknown = false;
        let mut under_review: Option<Value<'a>> = None;
        for &item in list.items {
            match (builtin, self.apply(function, &[item], call.expr, call.scope).value) {
                (Builtin::All, Value::Bool(false)) => return Value::Bool(false).into(),
                (Builtin::Exists, Value::Bool(true)) => return Value::Bool(true).into(),
                (_, Value::Bool(true)) => kept.push(item),
                (_, Value::Bool(false)) => {}
                (Builtin::All | Builtin::Exists, value @ Value::Reviewed(_)) => {
                    let so_far = under_review.unwrap_or(Value::Bool(builtin == Builtin::All));
                    under_review = Some(self.logic_under_review(builtin == Builtin::All, so_far, value));
                }
                _ => unknown = true,
            }
        }
        if unknown {
            return Located::HOLE;
        }
        if let Some(value) = under_review {
            return value.into();
        }
        match builtin {
            Builtin::All => Value::Bool(true).into(),
            Builtin::Exists => Value::Bool(false).into(),
            Builtin::ExistsOne => Value::Bool(kept.len() == 1).into(),
            _ => self.list(&kept, || call.place()).into(),
        }
    }

    /// The list in the order of `keys`; equal ones stay as they are.
    fn sorted(&mut self, list: &'a List<'a>, keys: &[Value<'a>], call: Call<'a>) -> Value<'a> {
        if keys.iter().any(|key| matches!(key, Value::Hole)) {
            return Value::Hole;
        }
        if keys.iter().any(|key| self.refuses_late(*key, "compared", || call.place())) {
            return Value::Hole;
        }
        // Before sorting, which may panic where the order is none.
        let comparable = keys.iter().all(|&key| compare(keys[0], key).is_some());
        if !comparable {
            return self.fail(|| catalogue::no_order(call.place()));
        }
        let mut order: Vec<usize> = (0..keys.len()).collect();
        order.sort_by(|&a, &b| compare(keys[a], keys[b]).unwrap_or(Ordering::Equal));
        let items: Vec<_> = order.into_iter().map(|at| list.items[at]).collect();
        self.list(&items, || call.place())
    }

    fn unique(&mut self, list: &'a List<'a>, call: Call<'a>) -> Value<'a> {
        let texts: Option<Vec<&'a EcoString>> = list
            .items
            .iter()
            .map(|item| match item.value {
                Value::String(text) => Some(text),
                _ => None,
            })
            .collect();
        let mut kept: Vec<Located<'a>> = Vec::new();
        if self.refuses_late(Value::List(list), "compared", || call.place()) {
            return Value::Hole;
        }
        if let Some(texts) = texts {
            let mut seen = rustc_hash::FxHashSet::default();
            kept.extend(
                list.items.iter().zip(texts).filter(|(_, text)| seen.insert(*text)).map(|(item, _)| item),
            );
            return self.list(&kept, || call.place());
        }
        for &item in list.items {
            let mut known = false;
            for other in &kept {
                match self.equal(other.value, item.value, &|| call.place()) {
                    Some(true) => known = true,
                    Some(false) => {}
                    None => return Value::Hole,
                }
            }
            if !self.spend(kept.len(), || call.place()) {
                return Value::Hole;
            }
            if !known {
                kept.push(item);
            }
        }
        self.list(&kept, || call.place())
    }

    fn extreme(&mut self, builtin: Builtin, list: &'a List<'a>, call: Call<'a>) -> Located<'a> {
        if list.items.iter().any(|item| matches!(item.value, Value::Hole)) {
            return Located::HOLE;
        }
        let better = if builtin == Builtin::Min { Ordering::Less } else { Ordering::Greater };
        let mut items = list.items.iter();
        let Some(&first) = items.next() else {
            return self.fail(|| catalogue::empty_list(call.place())).into();
        };
        if self.refuses_late(Value::List(list), "compared", || call.place()) {
            return Located::HOLE;
        }
        items.fold(
            first,
            |best, &item| {
                if compare(item.value, best.value) == Some(better) { item } else { best }
            },
        )
    }

    fn join(&mut self, list: &'a List<'a>, call: Call<'a>) -> Value<'a> {
        let separator = match self.argument(call, 0) {
            Value::String(text) => text.as_str(),
            Value::Null => "",
            _ => return Value::Hole,
        };
        let mut text = EcoString::new();
        for (at, item) in list.items.iter().enumerate() {
            if at > 0 {
                text.push_str(separator);
            }
            match item.value {
                Value::String(piece) => text.push_str(piece),
                _ => return Value::Hole,
            }
            if text.len() > crate::eval::machine::MOST_TEXT {
                break;
            }
        }
        self.text(text, || call.place())
    }

    /// `slice(start, end)` of something with so many elements: both within it, in order.
    pub(super) fn bounds(&mut self, length: usize, call: Call<'a>) -> Option<(usize, usize)> {
        let Value::Int(start) = self.argument(call, 0) else { return None };
        let end = match self.argument(call, 1) {
            Value::Int(end) => end,
            Value::Null => length as i64,
            _ => return None,
        };
        for (at, bound) in [start, end].into_iter().enumerate() {
            if usize::try_from(bound).is_ok_and(|bound| bound <= length) {
                continue;
            }
            self.fail(|| catalogue::index_out_of_range(call.argument_place(at), bound, length));
            return None;
        }
        if start > end {
            self.fail(|| catalogue::slice_ends_before_it_starts(call.place(), start, end));
            return None;
        }
        Some((start as usize, end as usize))
    }
}
