use super::{check, holds, stays};

#[test]
fn between_items() {
    stays(
        "
        // The file.

        // A constant.
        let a = 1 // one

        // Before b.
        // And more.
        let b = 2
        // After b.

        // The end.
        ",
    );
    check("let a = 1   // one  \n\n\n\n// two\nlet b = 2", "let a = 1 // one\n\n// two\nlet b = 2\n");
}

#[test]
fn in_blocks() {
    check(
        "
        module web {   // after the brace

              // first
          team = shop // trailing

          // own line
        version = \"1\", // behind a comma
            // before the end

        }
        ",
        "
        module web { // after the brace
          // first
          team = shop // trailing

          // own line
          version = \"1\" // behind a comma
          // before the end
        }
        ",
    );
    check("module web {\n// nothing\n}", "module web {\n  // nothing\n}\n");
    check("module web { // nothing\n}", "module web { // nothing\n}\n");
    check("let x = { a = 1, b = 2 // c\n}", "let x = {\n  a = 1\n  b = 2 // c\n}\n");
}

#[test]
fn in_lists_and_calls() {
    check(
        "let x = [ // open\n 1 // one\n , 2\n // before\n 3, // three\n // last\n]",
        "
        let x = [ // open
          1 // one
          2
          // before
          3 // three
          // last
        ]
        ",
    );
    check(
        "let x = f( // open\n a, // one\n b = 2 // two\n // last\n)",
        "
        let x = f( // open
          a, // one
          b = 2, // two
          // last
        )
        ",
    );
    check("let x = [{ a = 1 } // c\n]", "let x = [{ a = 1 } // c\n]\n");
}

#[test]
fn before_items_and_members() {
    stays(
        "
        /// Documentation.
        // A comment.
        @entity(a, b)
        // Between attribute and item.
        pub type T {
          /// A field.
          @computed
          // Between attribute and field.
          a: Int

          /// Another.
          b: Int // trailing
        }
        ",
    );
}

#[test]
fn in_expressions() {
    check(
        "let x = a // first\n && b\n // own line\n && c",
        "let x = a // first\n  && b\n  // own line\n  && c\n",
    );
    check("let x = a && // why\n b", "let x = a\n  && // why\n    b\n");
    check("let x = // why\n 3", "let x = // why\n  3\n");
    check("let x =\n // why\n {\n a = 1 }", "let x =\n  // why\n  {\n    a = 1\n  }\n");
    check("let x = if a // why\n then b // yes\n else c", "let x = if a // why\n  then b // yes\n  else c\n");
    check(
        "let x = xs // why\n .filter(y => y) // first\n // own\n .map(z => z)",
        "let x = xs // why\n  .filter(y => y) // first\n  // own\n  .map(z => z)\n",
    );
}

#[test]
fn in_matches() {
    check(
        "
        let x = match y { // open
          // small
          \"small\" => // why
            1
          \"large\" // or
            | \"huge\" => 2 // two
          // the rest
          _ => 3
          // end
        }
        ",
        "
        let x = match y { // open
          // small
          \"small\" => // why
            1
          \"large\" // or
            | \"huge\" => 2 // two
          // the rest
          _ => 3
          // end
        }
        ",
    );
}

#[test]
fn in_components() {
    stays(
        "
        component C {
          // a parameter
          param a: Int = // why
            1
          where a > 0 // positive
            else \"must be positive\"

          emit if a > 1: // often
            Service {
              a = 1
            }
        }
        ",
    );
}

/// What is no blank of the language, such as a carriage return without a line end, stays before what cannot be laid out.
#[test]
fn a_lone_carriage_return_is_kept_where_it_is() {
    for text in [
        "\u{a0} where \n`\n",
        "\u{b}where \n`",
        "let a = 1\n\r where \n`",
        "\r where \n`\n",
        "\r where \n`",
        "let a = 1\r where  \n\n`  \n",
        "\r // a \n`\nlet b = 1",
    ] {
        holds(text);
    }
}
