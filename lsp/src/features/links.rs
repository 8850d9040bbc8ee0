//! Places in a text that lead to other files: the paths of imports, and those that `readFile` reads.

use std::path::PathBuf;

use o8_core::db::{SourceFile, files, home, named, parse};
use o8_core::ids::PackageId;
use o8_diagnostics::Span;
use o8_syntax::{Token, TokenKind, ast};

use crate::analysis::Analysis;

/// A place that leads to a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Link {
    /// What leads there.
    pub span: Span,
    /// The file.
    pub path: PathBuf,
}

/// The links of a file, in order. What is in no file of the disk, such as a library that is kept nowhere, has none.
pub fn links(analysis: &Analysis, file: SourceFile) -> Vec<Link> {
    let mut links = imports(analysis, file);
    links.extend(reads(analysis, file));
    links.sort_by_key(|link| link.span);
    links
}

pub(super) fn imports(analysis: &Analysis, file: SourceFile) -> Vec<Link> {
    let Analysis { db, program, files: known } = analysis;
    let link = |item: &o8_syntax::ParsedItem| {
        let ast::ItemKind::Import(import) = &item.item.kind else { return None };
        let words: Vec<&str> = import.path.iter().map(|name| name.text.as_str()).collect();
        let span = import.path.first()?.span.to(import.path.last()?.span).shift(item.start);
        let path = words.join("/");
        // Kinds that a package adds itself are a package of their own.
        let packages = [path.clone(), format!("/{path}")].map(|path| PackageId::new(&path));
        // To the file that declares what is imported first, where one does.
        let wanted = import.names.as_ref().and_then(|names| names.first());
        let target = packages.into_iter().find_map(|package| {
            let named =
                wanted.and_then(|wanted| named(db, *program, package, wanted.name.text.clone()).first());
            let declaring = named.and_then(|(def, _)| home(db, *program, *def)).map(|home| home.file);
            let all = files(db, *program, package).iter().copied();
            declaring.into_iter().chain(all).find_map(|file| known.origin(file)?.path.clone())
        });
        Some(Link { span, path: target? })
    };
    parse(db, file).items.iter().filter_map(link).collect()
}

pub(super) fn reads(analysis: &Analysis, file: SourceFile) -> Vec<Link> {
    let text = file.text(&analysis.db);
    let Some(own) = analysis.files.origin(file).and_then(|origin| origin.path.clone()) else {
        return Vec::new();
    };
    let Some(folder) = own.parent().filter(|_| text.contains("readFile")) else { return Vec::new() };
    let tokens: Vec<Token> =
        o8_syntax::tokens(text).tokens.into_iter().filter(|token| !token.kind.is_trivia()).collect();
    let link = |call: &[Token]| {
        let kinds = [call[1].kind, call[2].kind, call[3].kind];
        let is_literal = kinds == [TokenKind::OpenParen, TokenKind::StringOpen, TokenKind::StringText];
        (is_literal && call[0].text(text) == "readFile")
            .then(|| Link { span: call[3].span, path: folder.join(call[3].text(text)) })
    };
    tokens.windows(4).filter_map(link).collect()
}
