//! A document as a flat list of elements, and the printer that decides where its lines break.
//!
//! A *group* is printed on one line where it fits and all of its lines break where it does not, after the
//! pretty printers of Wadler and Prettier. The list is flat, so that printing needs no recursion: what nests
//! is a pair of elements. Line ends and blanks are written late, when the next text is due, so that several
//! in a row become one and nothing trails a line.

use o8_diagnostics::Span;

/// How many columns a line may have.
pub(super) const WIDTH: usize = 100;

/// How far each level is indented.
const INDENT: usize = 2;

/// A piece of a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Element {
    /// Nothing, where an element has been taken back.
    Nothing,
    /// A piece of the source on one line.
    Source(Span),
    /// A text of the formatter's own.
    Text(&'static str),
    /// A text only where the group is on one line.
    WhenFlat(&'static str),
    /// A text only where the group is broken.
    WhenBroken(&'static str),
    /// One blank; none at the beginning or end of a line.
    Space,
    /// Where the line may or must break.
    Line(Line),
    /// A piece of the source on several lines, untouched.
    Verbatim(Span),
    /// A text block whose lines all move by the same distance, so that its last line comes to stand at the
    /// indentation of the text around it: the span, and how many columns that last line has now.
    Block(Span, u32),
    /// A comment behind the last text on its line.
    TrailingComment(Span),
    /// A comment on a line of its own.
    Comment(Span),
    /// What follows is indented by one level more.
    Indent,
    /// What follows is indented by one level less.
    Dedent,
    /// The beginning of a group, whether it is broken, whether some [`Element::Hugging`] is in it, and where its
    /// [`Element::Close`] stands.
    Open { broken: bool, hugging: bool, close: u32 },
    /// What follows, up to the next line of the group, opens and closes brackets of its own. Where all that does not
    /// fit is such, it breaks inside its brackets, and the lines of the group do not.
    Hugging,
    /// The end of the innermost group.
    Close,
    /// A blank that becomes a line break, with its content indented, where that and nothing else makes the
    /// content fit; and where its [`Element::TurnEnd`] stands.
    Turn { turn: Turn, end: u32 },
    /// The end of the innermost turn.
    TurnEnd,
}

/// What is to fit behind a turn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Turn {
    /// All of it, on one line.
    Whole,
    /// Its beginning, up to its first line break.
    Head,
    /// All of it, or at least its beginning.
    WholeOrHead,
}

/// What a line is where its group is not broken, or that it always breaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Line {
    /// Nothing, or a line end.
    Soft,
    /// A blank, or a line end.
    Space,
    /// A line end.
    Hard,
    /// A line end and an empty line.
    Blank,
}

impl Element {
    /// Whether the groups around it cannot stay on one line.
    pub(super) fn breaks(self) -> bool {
        match self {
            Self::Line(line) => matches!(line, Line::Hard | Line::Blank),
            Self::Verbatim(_) | Self::Block(..) | Self::TrailingComment(_) | Self::Comment(_) => true,
            Self::Open { broken, .. } => broken,
            _ => false,
        }
    }
}

/// Breaks every group that holds something which cannot stay on one line.
pub(super) fn spread_breaks(elements: &mut [Element]) {
    let mut open: Vec<usize> = Vec::new();
    for index in 0..elements.len() {
        if elements[index].breaks() {
            // Invariant: the groups around a broken group are broken.
            for &group in open.iter().rev() {
                match &mut elements[group] {
                    Element::Open { broken, .. } if !*broken => *broken = true,
                    _ => break,
                }
            }
        }
        match elements[index] {
            Element::Open { .. } => open.push(index),
            Element::Close => {
                open.pop();
            }
            _ => {}
        }
    }
}

/// The text of a document.
pub(super) fn print(source: &str, elements: &[Element]) -> String {
    let mut printer = Printer {
        source,
        elements,
        out: String::with_capacity(source.len() + source.len() / 8),
        column: 0,
        indent: 0,
        pending: Pending::None,
        margin: 0,
        modes: Vec::new(),
        turns: Vec::new(),
    };
    for index in 0..elements.len() {
        printer.element(index);
    }
    printer.out
}

/// What is due before the next text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pending {
    None,
    Space,
    Line,
    Blank,
}

/// How a group is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// On one line.
    Flat,
    /// Its lines break.
    Broken,
    /// Its lines do not break, but groups inside may.
    Hugging,
}

struct Printer<'a> {
    source: &'a str,
    elements: &'a [Element],
    out: String,
    column: usize,
    indent: usize,
    pending: Pending,
    /// The column in which the line begins that is due.
    margin: usize,
    /// How each open group is printed.
    modes: Vec<Mode>,
    /// For each open turn, whether it has broken the line.
    turns: Vec<bool>,
}

impl Printer<'_> {
    fn element(&mut self, index: usize) {
        let mode = self.modes.last().copied().unwrap_or(Mode::Broken);
        match self.elements[index] {
            Element::Nothing | Element::Hugging => {}
            Element::Source(span) => self.text(slice(self.source, span)),
            Element::Text(text) => self.text(text),
            Element::WhenFlat(text) if mode != Mode::Broken => self.text(text),
            Element::WhenBroken(text) if mode == Mode::Broken => self.text(text),
            Element::WhenFlat(_) | Element::WhenBroken(_) => {}
            Element::Space => self.due(Pending::Space),
            Element::Line(Line::Blank) => self.due(Pending::Blank),
            Element::Line(Line::Hard) => self.due(Pending::Line),
            Element::Line(_) if mode == Mode::Broken => self.due(Pending::Line),
            Element::Line(Line::Soft) => {}
            Element::Line(Line::Space) => self.due(Pending::Space),
            Element::Verbatim(span) => self.lines(slice(self.source, span)),
            Element::Block(span, column) => self.block(slice(self.source, span), column as usize),
            Element::TrailingComment(span) => {
                // It belongs to the line before, whatever is due now.
                if !self.out.is_empty() && !self.out.ends_with('\n') {
                    self.out.push(' ');
                }
                self.out.push_str(slice(self.source, span).trim_end());
                self.due(Pending::Line);
            }
            Element::Comment(span) => {
                self.text(slice(self.source, span).trim_end());
                self.due(Pending::Line);
            }
            Element::Indent | Element::Dedent if mode == Mode::Hugging => {}
            Element::Indent => self.indent += 1,
            Element::Dedent => self.indent -= 1,
            Element::Open { broken, hugging, close } => {
                let close = close as usize;
                let fits = mode == Mode::Flat || (!broken && self.fits(index + 1, close, self.start()));
                self.modes.push(match (fits, hugging) {
                    (true, _) => Mode::Flat,
                    (false, true) => self.mode_of(index + 1, close),
                    (false, false) => Mode::Broken,
                });
            }
            Element::Close => {
                self.modes.pop();
            }
            Element::Turn { turn, end } => self.turn(index, turn, end as usize, mode == Mode::Flat),
            Element::TurnEnd => {
                if self.turns.pop() == Some(true) {
                    self.indent -= 1;
                }
            }
        }
    }

    /// How a group is printed that is not on one line: its lines break, unless all that does not fit between two of
    /// them has brackets to break in.
    fn mode_of(&self, from: usize, close: usize) -> Mode {
        let below = (self.indent + 1) * INDENT;
        let mut mode = Mode::Broken;
        let (mut hugging, mut fits, mut column, mut depth) = (false, true, self.start(), 0usize);
        for index in from..=close {
            match self.elements[index] {
                Element::Open { broken, .. } => {
                    depth += 1;
                    fits &= !broken;
                }
                Element::Close if depth > 0 => depth -= 1,
                Element::Hugging if depth == 0 => hugging = true,
                Element::Close | Element::Line(_) if depth == 0 => {
                    match (fits, hugging) {
                        (false, true) => mode = Mode::Hugging,
                        (false, false) => return Mode::Broken,
                        (true, _) => {}
                    }
                    (hugging, fits, column) = (false, true, below);
                }
                element => match self.width(element) {
                    Some(width) if column + width <= WIDTH => column += width,
                    _ => fits = false,
                },
            }
        }
        mode
    }

    fn turn(&mut self, index: usize, turn: Turn, end: usize, flat: bool) {
        let (here, below) = (self.start() + 1, (self.indent + 1) * INDENT);
        let gains = |end| !self.fits(index + 1, end, here) && self.fits(index + 1, end, below);
        let turns = !flat
            && self.pending < Pending::Line
            && match turn {
                Turn::Whole => gains(end),
                Turn::Head => gains(index),
                Turn::WholeOrHead => gains(end) || gains(index),
            };
        self.turns.push(turns);
        if turns {
            self.indent += 1;
            self.due(Pending::Line);
        } else {
            self.due(Pending::Space);
        }
    }

    /// Whether the elements before `end`, all on one line, and what cannot be parted from them fit when they
    /// begin in the column `start`.
    fn fits(&self, from: usize, end: usize, start: usize) -> bool {
        let mut column = start;
        for (index, &element) in self.elements.iter().enumerate().skip(from) {
            let inside = index < end;
            match element {
                Element::Line(_) | Element::Turn { .. } | Element::TrailingComment(_) if !inside => {
                    return true;
                }
                Element::WhenFlat(_) | Element::Open { .. } if !inside => {}
                Element::WhenBroken(text) if !inside => column += text.len(),
                Element::Verbatim(span) | Element::Block(span, _) if !inside => {
                    let first = slice(self.source, span).lines().next().unwrap_or_default();
                    return column + width(first) <= WIDTH;
                }
                _ => match self.width(element) {
                    Some(width) => column += width,
                    None => return !inside,
                },
            }
            if column > WIDTH {
                return false;
            }
        }
        true
    }

    /// The columns of an element on one line; `None` where it cannot be on one.
    fn width(&self, element: Element) -> Option<usize> {
        Some(match element {
            Element::Source(span) => width(slice(self.source, span)),
            Element::Text(text) | Element::WhenFlat(text) => text.len(),
            Element::Space | Element::Line(Line::Space) | Element::Turn { .. } => 1,
            element if element.breaks() => return None,
            _ => 0,
        })
    }

    /// The column in which the next text begins.
    fn start(&self) -> usize {
        match self.pending {
            Pending::None => self.column,
            Pending::Space => self.column + 1,
            Pending::Line | Pending::Blank => self.margin,
        }
    }

    fn due(&mut self, pending: Pending) {
        if self.out.is_empty() {
            return;
        }
        self.pending = self.pending.max(pending);
        if pending >= Pending::Line {
            self.margin = self.indent * INDENT;
        }
    }

    fn text(&mut self, text: &str) {
        self.separate();
        self.out.push_str(text);
        self.column += width(text);
    }

    /// Several lines of the source as they are.
    fn lines(&mut self, text: &str) {
        self.separate();
        self.out.push_str(text);
        self.column = match text.rsplit_once('\n') {
            Some((_, last)) => width(last),
            None => self.column + width(text),
        };
    }

    /// A text block: its lines move so that the last one stands at the current indentation.
    fn block(&mut self, text: &str, column: usize) {
        self.separate();
        let mut lines = text.split('\n');
        self.out.push_str(lines.next().unwrap_or_default());
        for line in lines {
            self.out.push('\n');
            // Lines of blanks alone may be shorter than the others.
            let rest = line.get(column..).unwrap_or_default();
            if !rest.is_empty() {
                self.blanks(self.indent * INDENT);
                self.out.push_str(rest);
            }
            self.column = self.indent * INDENT + width(rest);
        }
    }

    /// Writes what is due before a text.
    fn separate(&mut self) {
        match self.pending {
            Pending::None => {}
            Pending::Space => {
                self.out.push(' ');
                self.column += 1;
            }
            Pending::Line | Pending::Blank => {
                self.out.push_str(if self.pending == Pending::Blank { "\n\n" } else { "\n" });
                self.column = self.margin;
                self.blanks(self.margin);
            }
        }
        self.pending = Pending::None;
    }

    fn blanks(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }
}

fn slice(source: &str, span: Span) -> &str {
    &source[span.start as usize..span.end as usize]
}

/// Columns of a text on one line.
fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}
