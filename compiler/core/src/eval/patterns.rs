//! Regular expressions: compiled once a thread, bounded in size, and able to say where a text stops matching.

use std::cell::RefCell;
use std::rc::Rc;

use ecow::EcoString;
use regex_automata::hybrid::dfa::DFA;
use regex_automata::meta::Regex;
use regex_automata::{Anchored, Input};
use rustc_hash::FxHashMap;

/// How large a compiled pattern may be, in bytes.
const MOST_SIZE: usize = 1 << 20;
/// How many patterns a thread keeps.
const MOST_KEPT: usize = 512;

type Compiled = Result<Rc<Regex>, Rc<str>>;

thread_local! {
    static COMPILED: RefCell<FxHashMap<EcoString, Compiled>> = RefCell::default();
}

/// Whether the pattern is found in the text; an error says what is wrong with the pattern.
pub(super) fn is_match(pattern: &EcoString, text: &str) -> Result<bool, String> {
    let compiled = COMPILED.with_borrow_mut(|known| {
        if let Some(compiled) = known.get(pattern) {
            return compiled.clone();
        }
        if known.len() >= MOST_KEPT {
            known.clear();
        }
        let compiled = compile(pattern);
        known.insert(pattern.clone(), compiled.clone());
        compiled
    });
    match compiled {
        Ok(regex) => Ok(regex.is_match(text)),
        Err(reason) => Err(reason.to_string()),
    }
}

fn compile(pattern: &str) -> Compiled {
    let config = Regex::config().nfa_size_limit(Some(MOST_SIZE)).onepass_size_limit(Some(MOST_SIZE));
    match Regex::builder().configure(config).build(pattern) {
        Ok(regex) => Ok(Rc::new(regex)),
        Err(error) => Err(match error.syntax_error() {
            Some(regex_automata_syntax) => last_line(&regex_automata_syntax.to_string()).into(),
            None => "it is too large".into(),
        }),
    }
}

/// The syntax crate draws the pattern over several lines; the last one says what is wrong.
fn last_line(text: &str) -> String {
    let line = text.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

/// The offset of the first character after which no continuation can match a pattern that is anchored at its
/// start; the length of the text where it only ends too early; `None` where that cannot be said.
pub(super) fn dead_end(pattern: &str, text: &str) -> Option<usize> {
    if !pattern.starts_with('^') {
        return None;
    }
    let dfa = DFA::new(pattern).ok()?;
    let mut cache = dfa.create_cache();
    let input = Input::new(text).anchored(Anchored::Yes);
    let mut state = dfa.start_state_forward(&mut cache, &input).ok()?;
    for (at, byte) in text.bytes().enumerate() {
        state = dfa.next_state(&mut cache, state, byte).ok()?;
        if state.is_dead() {
            return (0..=at).rev().find(|at| text.is_char_boundary(*at));
        }
        if state.is_quit() {
            return None;
        }
    }
    Some(text.len())
}
