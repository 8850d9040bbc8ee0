//! What a code means: the pages of `explain/`, embedded when the crate is built.
//!
//! A page is `explain/CODE.md`: a heading `# CODE: title`, a few sentences, and one program under each of
//! `## Wrong` and `## Right`. A new page needs no line of Rust.

include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page of one code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Page {
    /// The code, such as `E0302`.
    pub code: &'static str,
    /// What the heading says.
    pub title: &'static str,
    /// Why it is reported.
    pub text: &'static str,
    /// A program that gets the diagnostic.
    pub wrong: &'static str,
    /// The same program without the mistake.
    pub right: &'static str,
    /// The whole page as it is written, in Markdown.
    pub markdown: &'static str,
}

/// The page of `code`, if there is one.
pub fn explain(code: &str) -> Option<Page> {
    let index = PAGES.binary_search_by_key(&code, |(known, _)| known).ok()?;
    let (code, markdown) = PAGES[index];
    parse(code, markdown)
}

/// Every code that has a page, sorted.
pub fn codes() -> impl ExactSizeIterator<Item = &'static str> {
    PAGES.iter().map(|(code, _)| *code)
}

fn parse(code: &'static str, markdown: &'static str) -> Option<Page> {
    let (heading, rest) = markdown.split_once('\n')?;
    let title = heading.strip_prefix("# ")?.strip_prefix(code)?.strip_prefix(": ")?.trim();
    let (text, rest) = rest.split_once("\n## Wrong\n")?;
    let (wrong, right) = rest.split_once("\n## Right\n")?;
    Some(Page { code, title, text: text.trim(), wrong: program(wrong)?, right: program(right)?, markdown })
}

/// The one program of a section.
fn program(section: &'static str) -> Option<&'static str> {
    let (_, rest) = section.split_once("```o8\n")?;
    let end = if rest.starts_with("```") { 0 } else { rest.find("\n```")? + 1 };
    Some(&rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_parts() {
        for code in codes() {
            let page = explain(code).unwrap_or_else(|| panic!("explain/{code}.md lacks one of its parts"));
            assert!(!page.title.is_empty() && !page.text.is_empty(), "{code}: a title and a reason");
            assert!(!page.right.trim().is_empty(), "{code}: a right program");
            let blocks = page.markdown.matches("```o8\n").count();
            assert_eq!(blocks, 2, "{code}: one wrong and one right program");
        }
    }

    #[test]
    fn codes_are_sorted_and_well_formed() {
        assert!(codes().is_sorted());
        for code in codes() {
            let (letter, number) = code.split_at(1);
            assert!(matches!(letter, "E" | "W" | "N"), "{code}");
            assert!(!number.is_empty() && number.chars().all(|c| c.is_ascii_alphanumeric()), "{code}");
        }
    }

    #[test]
    fn a_page_is_taken_apart() {
        let markdown = "# E0001: a title\n\nWhy\nit is.\n\n## Wrong\n\n```o8\nlet a = 1\n\nlet a = 2\n```\n\n## Right\n\n```o8\nlet a = 1\n```\n";
        let page = parse("E0001", markdown).expect("the page is whole");
        assert_eq!((page.title, page.text), ("a title", "Why\nit is."));
        assert_eq!((page.wrong, page.right), ("let a = 1\n\nlet a = 2\n", "let a = 1\n"));
        assert_eq!(explain("no such code"), None);
    }
}
