//! How names are written: types in PascalCase; fields, functions, constants and parameters in camelCase; entities in
//! kebab-case. A lint: a program means the same either way.

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_syntax::ast::{Block, Item, ItemKind, MemberKind, Name, TypeBody};

use super::EntityKinds;

/// A way to write a name of several words.
#[derive(Clone, Copy)]
enum Convention {
    Pascal,
    Camel,
    Kebab,
}

/// Reports the names that an item declares and that are not written as names of their sort are.
pub(crate) fn check_conventions(item: &Item, kinds: &EntityKinds, diagnostics: &mut Vec<Diagnostic>) {
    let mut check = |sort: &str, convention: Convention, name: &Name| {
        let text = name.text.as_str();
        // What would be left of a name like `_` is no suggestion.
        let conventional = convention.write(text);
        if text.is_empty() || convention.is_kept(text) || conventional.is_empty() {
            return;
        }
        let place = Place::local(name.span);
        diagnostics.push(catalogue::names::naming_convention(
            place,
            sort,
            convention.name(),
            text,
            &conventional,
        ));
    };
    match &item.kind {
        ItemKind::Let(decl) => check("a constant", Convention::Camel, &decl.name),
        ItemKind::Type(decl) => {
            check("a type", Convention::Pascal, &decl.name);
            if let TypeBody::Record(block) = &decl.body {
                members(block, &mut check);
            }
        }
        ItemKind::Component(decl) => {
            check("a component", Convention::Pascal, &decl.name);
            members(&decl.body, &mut check);
        }
        ItemKind::Function(decl) => {
            check("a function", Convention::Camel, &decl.name);
            decl.parameters.iter().for_each(|it| check("a parameter", Convention::Camel, &it.name));
        }
        ItemKind::Entity(decl) | ItemKind::Existing(decl) => {
            let kind = decl.kind.text.as_str();
            // A word that declares nothing has been reported; what it was meant to be is not known.
            if kinds.of_word(kind).is_none() {
                return;
            }
            let article = if kind.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
            check(&format!("{article} {kind}"), Convention::Kebab, &decl.name);
        }
        ItemKind::Import(import) => {
            // The package's own names are its own affair; the names that this file gives them are not.
            for imported in import.names.iter().flatten() {
                let Some(alias) = &imported.alias else { continue };
                if imported.name.text.starts_with(char::is_uppercase) {
                    check("a type", Convention::Pascal, alias);
                } else {
                    check("a function or constant", Convention::Camel, alias);
                }
            }
        }
        ItemKind::Extend(_)
        | ItemKind::Retire(_)
        | ItemKind::Moved(_)
        | ItemKind::Test(_)
        | ItemKind::Hole => {}
    }
}

fn members(block: &Block, check: &mut impl FnMut(&str, Convention, &Name)) {
    for member in &block.members {
        match &member.kind {
            MemberKind::Field(field) => check("a field", Convention::Camel, &field.name),
            MemberKind::Param(field) => check("a parameter", Convention::Camel, &field.name),
            MemberKind::Let(decl) => check("a constant", Convention::Camel, &decl.name),
            _ => {}
        }
    }
}

/// The name of an entity as names of entities are written.
pub(crate) fn kebab_case(name: &str) -> String {
    Convention::Kebab.write(name)
}

impl Convention {
    fn name(self) -> &'static str {
        match self {
            Self::Pascal => "PascalCase",
            Self::Camel => "camelCase",
            Self::Kebab => "kebab-case",
        }
    }

    fn is_kept(self, name: &str) -> bool {
        let plain = || name.chars().all(char::is_alphanumeric);
        match self {
            Self::Pascal => name.starts_with(char::is_uppercase) && plain(),
            Self::Camel => name.starts_with(char::is_lowercase) && plain(),
            Self::Kebab => name.chars().all(|c| c == '-' || c.is_alphanumeric() && !c.is_uppercase()),
        }
    }

    /// The name in this convention.
    fn write(self, name: &str) -> String {
        let words = words(name);
        let capital = |word: &str| -> String {
            let mut chars = word.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
        };
        match self {
            Self::Pascal => words.iter().map(|word| capital(word)).collect(),
            Self::Camel => match words.split_first() {
                Some((first, rest)) => {
                    first.clone() + &rest.iter().map(|word| capital(word)).collect::<String>()
                }
                None => String::new(),
            },
            Self::Kebab => words.join("-"),
        }
    }
}

/// The words of a name in lower case: at `_`, at `-`, and where a capital follows a small letter or begins a word after capitals.
fn words(name: &str) -> Vec<String> {
    let mut result: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().collect();
    for (index, &c) in chars.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| chars[before]);
        let begins = c.is_uppercase()
            && (before.is_some_and(|before| !before.is_uppercase())
                || chars.get(index + 1).is_some_and(|next| next.is_lowercase()));
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            result.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        result.push(word);
    }
    result
}
