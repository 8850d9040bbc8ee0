//! The change of a module's text: an element of a list, a version in an override. Everything else stays as it is.
//!
//! ```o8
//! module web { team = shop, environments = [dev] }
//! module web { team = shop, environments = [dev, prod], in prod { version = "1.2.0" } }
//! ```

use o8_diagnostics::Span;
use o8_syntax::ast::{Block, Expr, ExprKind, ItemKind, Member, MemberKind, Path, Step, Target};
use o8_syntax::{format, parse};

use crate::Error;

/// What the module is to be afterwards.
pub(super) struct Wanted<'a> {
    pub(super) module: &'a str,
    pub(super) environment: &'a str,
    pub(super) cluster: Option<&'a str>,
    /// Whether it does not run there yet.
    pub(super) deploy: bool,
    /// What is to be set there.
    pub(super) version: Option<&'a str>,
    /// The environments in the order of promotion.
    pub(super) order: Vec<&'a str>,
}

/// The text with the change, laid out where it was before.
pub(super) fn edit(text: &str, wanted: &Wanted<'_>) -> Result<String, Error> {
    let (start, body) = body(text, wanted.module)?;
    let mut edits: Vec<(Span, String)> = Vec::new();
    if wanted.deploy {
        edits.extend(deployed(&body, wanted)?);
    }
    if let Some(version) = wanted.version {
        edits.push(pinned(&text[start..], &body, wanted, version));
    }
    edits.sort_by_key(|(span, _)| *span);
    let mut new = text.to_owned();
    for (span, inserted) in edits.iter().rev() {
        new.replace_range(start + span.start as usize..start + span.end as usize, inserted);
    }
    let is_laid_out = format(text).text == text;
    Ok(if is_laid_out { format(&new).text } else { new })
}

/// Where the module's declaration begins, and what stands in its braces.
fn body(text: &str, module: &str) -> Result<(usize, Block), Error> {
    let items = parse(text).items;
    let found = items.iter().find_map(|parsed| match &parsed.item.kind {
        ItemKind::Entity(entity) if entity.kind.text == "module" && entity.name.text == module => {
            Some((parsed.start as usize, entity.body.clone()?))
        }
        _ => None,
    });
    found.ok_or_else(|| Error::new(format!("the declaration of `{module}` cannot be read")))
}

/// Adds what is missing to the lists of environments and clusters.
fn deployed(body: &Block, wanted: &Wanted<'_>) -> Result<Vec<(Span, String)>, Error> {
    let mut edits = Vec::new();
    if let Some(value) = set(body, "environments") {
        let names = names(value, "environments")?;
        if !names.iter().any(|(name, _)| *name == wanted.environment) {
            let place = |name: &str| wanted.order.iter().position(|known| *known == name);
            let before = names.iter().rposition(|(name, _)| place(name) < place(wanted.environment));
            edits.push(inserted(value, &names, before, wanted.environment));
        }
    }
    if let (Some(cluster), Some(value)) = (wanted.cluster, set(body, "clusters")) {
        let names = names(value, "clusters")?;
        if !names.iter().any(|(name, _)| *name == cluster) {
            edits.push(inserted(value, &names, names.len().checked_sub(1), cluster));
        }
    }
    Ok(edits)
}

/// The elements of a list of names.
fn names<'b>(value: &'b Expr, field: &str) -> Result<Vec<(&'b str, Span)>, Error> {
    let computed = || {
        let error = Error::new(format!("its `{field}` is computed"));
        error.hint("only a list of names can be added to: change what it is computed from")
    };
    let ExprKind::List(items) = &value.kind else { return Err(computed()) };
    let name = |item: &'b Expr| match &item.kind {
        ExprKind::Name(name) => Ok((name.as_str(), item.span)),
        // `environments.prod`
        ExprKind::Field { name, .. } => Ok((name.text.as_str(), item.span)),
        _ => Err(computed()),
    };
    items.iter().map(name).collect()
}

/// A name put into a list, after the element with this index or before all.
fn inserted(list: &Expr, names: &[(&str, Span)], after: Option<usize>, name: &str) -> (Span, String) {
    match (after.and_then(|index| names.get(index)), names.first()) {
        (Some((_, before)), _) => (at(before.end), format!(", {name}")),
        (None, Some((_, next))) => (at(next.start), format!("{name}, ")),
        (None, None) => (at(list.span.start + 1), name.to_owned()),
    }
}

/// Sets the version in the override for the target, which is made where there is none. `item` is the text that spans count in.
fn pinned(item: &str, body: &Block, wanted: &Wanted<'_>, version: &str) -> (Span, String) {
    let setting = format!("version = \"{version}\"");
    let is_target = |targets: &[Target]| match targets {
        [only] => {
            only.environment.as_ref().is_some_and(|name| name.text == wanted.environment)
                && only.cluster.as_ref().map(|name| name.text.as_str()) == wanted.cluster
        }
        _ => false,
    };
    let there = || {
        body.members.iter().filter_map(|member| match &member.kind {
            MemberKind::In(targets, block) if is_target(targets) => Some(block),
            _ => None,
        })
    };
    if let Some(value) = there().find_map(|block| set(block, "version")) {
        return (value.span, format!("\"{version}\""));
    }
    if let Some(block) = there().next() {
        return first(item, block, &setting);
    }
    let target = match wanted.cluster {
        Some(cluster) => format!("{}@{cluster}", wanted.environment),
        None => wanted.environment.to_owned(),
    };
    last(item, body, &format!("in {target} {{ {setting} }}"))
}

/// A member put first into a block, on a line of its own where the others have one.
fn first(item: &str, block: &Block, member: &str) -> (Span, String) {
    let open = block.span.start + 1;
    match block.members.first() {
        None => (Span::new(open, block.span.end - 1), format!(" {member} ")),
        Some(next) if is_on_new_line(item, open, next) => {
            (at(next.span.start), format!("{member}{}", line_before(item, next)))
        }
        Some(next) => (at(next.span.start), format!("{member}, ")),
    }
}

/// The same at the end of a block.
fn last(item: &str, block: &Block, member: &str) -> (Span, String) {
    match (block.members.last(), block.members.first()) {
        (Some(last), Some(next)) if is_on_new_line(item, block.span.start + 1, next) => {
            // A comment behind it stays where it is.
            let line = item[last.span.end as usize..].find(['\n', '\r']).unwrap_or(0);
            let end = last.span.end + u32::try_from(line).unwrap_or(0);
            let line = line_before(item, next);
            // The first override stands apart from the rest of the body.
            let apart = match last.kind {
                MemberKind::In(..) => "",
                _ => line.trim_end_matches([' ', '\t']),
            };
            (at(end), format!("{apart}{line}{member}"))
        }
        (Some(last), _) => (at(last.span.end), format!(", {member}")),
        (None, _) => (Span::new(block.span.start + 1, block.span.end - 1), format!(" {member} ")),
    }
}

fn is_on_new_line(item: &str, open: u32, member: &Member) -> bool {
    item[open as usize..member.span.start as usize].contains('\n')
}

/// The line break before a member with its indentation.
fn line_before<'t>(item: &'t str, member: &Member) -> &'t str {
    let before = &item[..member.span.start as usize];
    let line = before.rfind('\n').unwrap_or(0);
    let line = if before[..line].ends_with('\r') { line - 1 } else { line };
    let indentation = before[line..].trim_start_matches(['\r', '\n']);
    let blank = indentation.find(|c: char| c != ' ' && c != '\t').unwrap_or(indentation.len());
    &before[line..before.len() - indentation.len() + blank]
}

/// The value that a block sets a field to.
fn set<'b>(block: &'b Block, field: &str) -> Option<&'b Expr> {
    let is_field = |path: &Path| matches!(path.steps.as_slice(), [Step::Field(name)] if name.text == field);
    block.members.iter().find_map(|member| match &member.kind {
        MemberKind::Set(path, value) if is_field(path) => Some(value),
        _ => None,
    })
}

fn at(offset: u32) -> Span {
    Span::new(offset, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, target: &str, version: Option<&str>, expected: &str) {
        let (environment, cluster) = match target.split_once('@') {
            Some((environment, cluster)) => (environment, Some(cluster)),
            None => (target, None),
        };
        let order = vec!["dev", "staging", "prod"];
        let wanted = Wanted { module: "web", environment, cluster, deploy: true, version, order };
        let found = edit(text, &wanted).unwrap_or_else(|error| error.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn environments_are_added_in_the_order_of_promotion() {
        let module = |list: &str| format!("module web {{ team = a, environments = [{list}] }}\n");
        check(&module("dev, prod"), "staging", None, &module("dev, staging, prod"));
        check(&module("prod"), "dev", None, &module("dev, prod"));
        check(&module("dev"), "prod", None, &module("dev, prod"));
        check(&module(""), "prod", None, &module("prod"));
        check(&module("dev"), "dev", None, &module("dev"));
    }

    #[test]
    fn what_is_computed_is_left_alone() {
        let refusal = "its `environments` is computed: only a list of names can be added to: change what it is computed from";
        check("module web { environments = all }\n", "prod", None, refusal);
        check("module web { environments = [for e in all: e] }\n", "prod", None, refusal);
    }

    #[test]
    fn versions_are_pinned_where_they_hold() {
        check(
            "// a\nmodule web {\n  team = a // b\n\n  in prod {\n    deploy.x = 1\n  }\n}\n",
            "prod",
            Some("2.0.0"),
            "// a\nmodule web {\n  team = a // b\n\n  in prod {\n    version = \"2.0.0\"\n    deploy.x = 1\n  }\n}\n",
        );
        check(
            "module web {\n  team = a\n  in prod { version = old, x = 1 }\n}\n",
            "prod",
            Some("2.0.0"),
            "module web {\n  team = a\n  in prod { version = \"2.0.0\", x = 1 }\n}\n",
        );
        check(
            "module web {\n  team = a\n  in prod { x = 1 } // why\n}\n",
            "prod@us",
            Some("2.0.0"),
            "module web {\n  team = a\n  in prod { x = 1 } // why\n  in prod@us { version = \"2.0.0\" }\n}\n",
        );
        check(
            "module web { team = a, in prod {} }\n",
            "prod",
            Some("2.0.0"),
            "module web { team = a, in prod { version = \"2.0.0\" } }\n",
        );
    }

    #[test]
    fn what_was_not_laid_out_is_not() {
        check(
            "module web {\r\n\tteam   = a\r\n\tin dev, prod { x = 1 }\r\n}\r\n",
            "prod",
            Some("2.0.0"),
            "module web {\r\n\tteam   = a\r\n\tin dev, prod { x = 1 }\r\n\tin prod { version = \"2.0.0\" }\r\n}\r\n",
        );
        check(
            "module web{team=a}",
            "prod",
            Some("2.0.0"),
            "module web{team=a, in prod { version = \"2.0.0\" }}",
        );
        check("module web{}", "prod", Some("2.0.0"), "module web{ in prod { version = \"2.0.0\" } }");
    }
}
