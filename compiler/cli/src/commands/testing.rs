//! Runs commands without a process, for tests.

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use crate::Exit;
use crate::arguments::Arguments;
use crate::terminal::Terminal;
use clap::Parser;

/// What a command wrote and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) exit: Exit,
    pub(crate) out: String,
    pub(crate) err: String,
}

#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Shared {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.borrow()).into_owned()
    }
}

/// Runs `o8` with these arguments, which have to parse.
pub(crate) fn o8(arguments: &[&str]) -> Ran {
    let arguments = Arguments::try_parse_from(["o8"].iter().chain(arguments)).expect("the arguments parse");
    let (out, err) = (Shared::default(), Shared::default());
    let mut terminal = Terminal::of(arguments.global, Box::new(out.clone()), Box::new(err.clone()));
    let exit = crate::end(super::run(&arguments.command, &mut terminal), &mut terminal);
    Ran { exit, out: out.text(), err: err.text() }
}
