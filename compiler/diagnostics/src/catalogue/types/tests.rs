//! What only tests have.

use crate::{Diagnostic, Place};

/// E0360: braces behind a call.
pub fn block_after_call(place: Place) -> Diagnostic {
    Diagnostic::error("E0360", place, "braces stand behind a call")
        .label("belong to nothing")
        .help("only `assertFails(…)`, as a statement of a test, takes braces")
}

/// E0360: `assertFails` outside of a test, or inside an expression.
pub fn assert_fails_out_of_place(place: Place) -> Diagnostic {
    Diagnostic::error("E0360", place, "`assertFails` is a statement of a `test`").label("out of place")
}

/// E0360: `assertFails` without declarations.
pub fn assert_fails_without_block(place: Place) -> Diagnostic {
    Diagnostic::error("E0360", place, "`assertFails` needs the declarations that fail")
        .label("no braces")
        .help("write `assertFails(\"E0701\") { module db { … } }`")
}

/// E0360: something else than a declaration in `assertFails`.
pub fn only_declarations(place: Place) -> Diagnostic {
    Diagnostic::error("E0360", place, "only declarations stand in the braces of `assertFails`")
        .label("no declaration")
}

/// E0360: `rendered` outside of a test.
pub fn rendered_out_of_place(place: Place) -> Diagnostic {
    Diagnostic::error("E0360", place, "only a `test` reads rendered objects")
        .label("not visible here")
        .help("a component reads the declared fields of an entity")
}

/// E0361: a computed text where a constant one is due.
pub fn constant_text_due(place: Place) -> Diagnostic {
    Diagnostic::error("E0361", place, "expected a text without interpolation").label("not constant")
}

/// E0361: a test whose description is no constant text.
pub fn test_name(place: Place) -> Diagnostic {
    Diagnostic::error("E0361", place, "expected a text without interpolation as the description of the test")
        .label("not constant")
}

/// E0361: something else than a kind where one is due.
pub fn kind_due(place: Place) -> Diagnostic {
    Diagnostic::error("E0361", place, "expected the name of a kind, such as `Deployment`").label("no name")
}
