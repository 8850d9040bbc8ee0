//! Late texts: those of which only Argo CD knows a part, since it makes one application for each pull request.
//!
//! In a text, what is late stands between two characters that no program can write to a file, so that it is passed on and
//! joined as any other text is. `web-${environment.name}` of an environment `preview` is `web-preview-⟨number⟩` here, and
//! `web-preview-{{.number}}` in the template of an ApplicationSet.

use ecow::{EcoString, eco_format};

use crate::{Map, Node, Tree};

const BEFORE: char = '\u{fffe}';
const AFTER: char = '\u{ffff}';

/// What is known of a pull request once there is one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PullRequestField {
    /// Its number.
    Number,
    /// What it is called.
    Title,
    /// Its branch.
    Branch,
    /// Its branch as a DNS label of at most 50 characters.
    BranchSlug,
    /// The branch that it is to be merged into.
    TargetBranch,
    /// The same as a DNS label.
    TargetBranchSlug,
    /// Its last commit.
    HeadSha,
    /// The first eight characters of it.
    HeadShortSha,
    /// The first seven characters of it.
    HeadShortSha7,
    /// Who opened it.
    Author,
}

/// The longest branch that the providers admit, with what may stand in one.
const LONGEST_BRANCH: &str = "Feature/#4711_every.thing@once+and~then,some=more-than-anyone-would-ever-read/\
                              Feature/#4711_every.thing@once+and~then,some=more-than-anyone-would-ever-read/\
                              Feature/#4711_every.thing@once+and~then,some=more-than-anyone-would-ever-read";

impl PullRequestField {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Number,
        Self::Title,
        Self::Branch,
        Self::BranchSlug,
        Self::TargetBranch,
        Self::TargetBranchSlug,
        Self::HeadSha,
        Self::HeadShortSha,
        Self::HeadShortSha7,
        Self::Author,
    ];

    /// The field of `PullRequest` in the library.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Title => "title",
            Self::Branch => "branch",
            Self::BranchSlug => "branchSlug",
            Self::TargetBranch => "targetBranch",
            Self::TargetBranchSlug => "targetBranchSlug",
            Self::HeadSha => "headSha",
            Self::HeadShortSha => "headShortSha",
            Self::HeadShortSha7 => "headShortSha7",
            Self::Author => "author",
        }
    }

    /// The parameter of Argo CD's pull request generator.
    pub fn parameter(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Title => "title",
            Self::Branch => "branch",
            Self::BranchSlug => "branch_slug",
            Self::TargetBranch => "target_branch",
            Self::TargetBranchSlug => "target_branch_slug",
            Self::HeadSha => "head_sha",
            Self::HeadShortSha => "head_short_sha",
            Self::HeadShortSha7 => "head_short_sha_7",
            Self::Author => "author",
        }
    }

    /// The shortest and the longest that it can be, the latter with what makes it hard to use.
    pub fn sample(self, sample: Sample) -> &'static str {
        let shortest = sample == Sample::Shortest;
        match self {
            Self::Number if shortest => "1",
            Self::Number => "1234567890",
            Self::Title if shortest => "A",
            Self::Title => "Fix: \"quotes\", 'apostrophes', {{ braces }} & # <signs> \\ of every kind: yes",
            Self::Branch | Self::TargetBranch if shortest => "a",
            Self::Branch | Self::TargetBranch => LONGEST_BRANCH,
            Self::BranchSlug | Self::TargetBranchSlug if shortest => "1",
            Self::BranchSlug | Self::TargetBranchSlug => "feature-4711-everything-once-and-then-some-more-xx",
            Self::HeadSha if shortest => "0000000000000000000000000000000000000000",
            Self::HeadSha => "e83c5163316f89bfbde7d9ab23ca2e25604af290",
            Self::HeadShortSha if shortest => "00000000",
            Self::HeadShortSha => "e83c5163",
            Self::HeadShortSha7 if shortest => "0000000",
            Self::HeadShortSha7 => "e83c516",
            Self::Author if shortest => "a",
            Self::Author => "Somebody.With_a-very-long-name.39[bot]",
        }
    }

    /// The text that stands for it.
    pub fn mark(self) -> EcoString {
        eco_format!("{BEFORE}{}{AFTER}", self.parameter())
    }
}

/// Which of the values that a late text may take.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sample {
    /// The shortest.
    Shortest,
    /// The longest.
    Longest,
}

/// A part of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece<'a> {
    /// What is as it is.
    Text(&'a str),
    /// What only Argo CD knows.
    Late(PullRequestField),
}

/// Whether a part of a text is late.
pub fn is_late(text: &str) -> bool {
    text.contains(BEFORE) && pieces(text).any(|piece| matches!(piece, Piece::Late(_)))
}

/// The parts of a text.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut left = text;
    std::iter::from_fn(move || {
        if left.is_empty() {
            return None;
        }
        if let Some((field, rest)) = late_at_start(left) {
            left = rest;
            return Some(Piece::Late(field));
        }
        let ends = left.char_indices().skip(1).find(|(at, _)| late_at_start(&left[*at..]).is_some());
        let (piece, rest) = left.split_at(ends.map_or(left.len(), |(at, _)| at));
        left = rest;
        Some(Piece::Text(piece))
    })
}

fn late_at_start(text: &str) -> Option<(PullRequestField, &str)> {
    let (parameter, rest) = text.strip_prefix(BEFORE)?.split_once(AFTER)?;
    let field = PullRequestField::ALL.into_iter().find(|field| field.parameter() == parameter)?;
    Some((field, rest))
}

/// The text with something in the place of each late part.
pub fn filled(text: &str, mut late: impl FnMut(PullRequestField) -> EcoString) -> EcoString {
    let mut result = EcoString::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => result.push_str(text),
            Piece::Late(field) => result.push_str(&late(field)),
        }
    }
    result
}

/// The text for one pull request.
pub fn sample(text: &str, sample: Sample) -> EcoString {
    filled(text, |field| field.sample(sample).into())
}

/// A glob that matches the text for every pull request.
pub fn pattern(text: &str) -> EcoString {
    filled(text, |_| "*".into())
}

/// The text as a message shows it.
pub fn shown(text: &str) -> EcoString {
    filled(text, |field| eco_format!("<{}>", field.name()))
}

/// The text as a Go template that renders to it.
pub fn template(text: &str) -> EcoString {
    let mut result = EcoString::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => result.push_str(&escaped(text)),
            Piece::Late(field) => result.push_str(&eco_format!("{{{{.{}}}}}", field.parameter())),
        }
    }
    result
}

/// The text as a Go template that renders to a JSON string, which is a scalar of YAML too: whatever people call their
/// branches, it stays one.
pub fn quoting_template(text: &str) -> EcoString {
    let mut arguments = EcoString::new();
    for piece in pieces(text) {
        arguments.push(' ');
        match piece {
            Piece::Text(text) => arguments.push_str(&go_string(text)),
            Piece::Late(field) => arguments.push_str(&eco_format!(".{}", field.parameter())),
        }
    }
    match arguments.matches(' ').count() {
        1 => eco_format!("{{{{{} | toJson }}}}", arguments),
        _ => eco_format!("{{{{ print{arguments} | toJson }}}}"),
    }
}

/// Text without anything late as a Go template.
pub fn escaped(text: &str) -> EcoString {
    text.replace("{{", "{{`{{`}}").into()
}

/// A string literal of Go.
fn go_string(text: &str) -> EcoString {
    let mut literal = EcoString::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                literal.push('\\');
                literal.push(c);
            }
            '\n' => literal.push_str("\\n"),
            c if c.is_control() => literal.push_str(&eco_format!("\\u{:04x}", c as u32)),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}

/// A tree with every text changed, keys included.
pub fn map_texts(node: &Node, change: &mut impl FnMut(&str) -> EcoString) -> Node {
    let tree = match &node.tree {
        Tree::String(text) => Tree::String(change(text)),
        Tree::Map(Map(entries)) => Tree::Map(Map(entries
            .iter()
            .map(|(key, value)| {
                let key = change(key);
                (key, map_texts(value, change))
            })
            .collect())),
        Tree::List(list) => Tree::List(crate::List {
            items: list.items.iter().map(|item| map_texts(item, change)).collect(),
            merge: list.merge,
        }),
        other => other.clone(),
    };
    Node { tree, origin: node.origin }
}

/// The tree for one pull request.
pub fn sample_of(node: &Node, which: Sample) -> Node {
    map_texts(node, &mut |text| sample(text, which))
}

/// Whether something in a tree is late.
pub fn mentions_late(node: &Node) -> bool {
    match &node.tree {
        Tree::String(text) => is_late(text),
        Tree::Map(Map(entries)) => entries.iter().any(|(key, value)| is_late(key) || mentions_late(value)),
        Tree::List(list) => list.items.iter().any(mentions_late),
        Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) => false,
    }
}

/// A tree without what is late: such fields are left out, and of lists those elements that cannot be told apart by a key, with
/// the rest of their list. `None` where nothing is left.
pub fn known(node: &Node) -> Option<Node> {
    if !mentions_late(node) {
        return Some(node.clone());
    }
    let tree = match &node.tree {
        Tree::Map(Map(entries)) => {
            let entries: Vec<_> =
                entries.iter().filter_map(|(key, value)| Some((key.clone(), known(value)?))).collect();
            if entries.is_empty() {
                return None;
            }
            Tree::Map(Map(entries))
        }
        Tree::List(list) if matches!(list.merge, crate::ListMerge::Keyed(_)) => Tree::List(crate::List {
            items: list.items.iter().filter_map(known).collect(),
            merge: list.merge,
        }),
        _ => return None,
    };
    Some(Node { tree, origin: node.origin })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> EcoString {
        eco_format!("a-{}-\"{{{{x}}}}\"", PullRequestField::Number.mark())
    }

    #[test]
    fn a_late_text_has_a_value_for_each_pull_request() {
        assert_eq!(sample(&text(), Sample::Shortest), "a-1-\"{{x}}\"");
        assert_eq!(sample(&text(), Sample::Longest), "a-1234567890-\"{{x}}\"");
        assert_eq!(pattern(&text()), "a-*-\"{{x}}\"");
        assert_eq!(shown(&text()), "a-<number>-\"{{x}}\"");
    }

    #[test]
    fn what_looks_like_a_template_is_none() {
        assert_eq!(template(&text()), "a-{{.number}}-\"{{`{{`}}x}}\"");
        assert_eq!(quoting_template(&text()), r#"{{ print "a-" .number "-\"{{x}}\"" | toJson }}"#);
        assert_eq!(quoting_template(&PullRequestField::HeadSha.mark()), "{{ .head_sha | toJson }}");
    }

    #[test]
    fn the_characters_of_a_mark_alone_are_none() {
        assert!(!is_late("\u{fffe}nothing\u{ffff}"));
        assert_eq!(pieces("\u{fffe}\u{ffff}").count(), 1);
    }
}
