//! Names as programs use them.

use crate::testing::{Fixture, check, fixture};
use o8_diagnostics::Diagnostic;

#[test]
fn an_empty_program_has_no_diagnostics() {
    check("", "");
    let fixture = fixture("//- a.o8\n//- b.o8\n");
    assert_eq!(fixture.file("b.o8").path(&fixture.db), "b.o8");
    let _ = Fixture::def;
    assert_eq!(fixture.sorted(Vec::<Diagnostic>::new()), []);
}
