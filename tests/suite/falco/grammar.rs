//! The grammar of Falco's conditions, as the header of the parser of its library has it (`libsinsp/filter/parser.h`), as far as rules
//! of ours can need it: no transformers, no arguments of fields.

use std::collections::BTreeSet;

/// The fields that conditions of ours read, and whether these are numbers.
const FIELDS: [(&str, bool); 18] = [
    ("container.id", false),
    ("container.image.repository", false),
    ("container.privileged", false),
    ("evt.is_open_read", false),
    ("evt.is_open_write", false),
    ("evt.rawres", true),
    ("evt.res", false),
    ("evt.type", false),
    ("fd.name", false),
    ("fd.num", true),
    ("fd.sip.name", false),
    ("fd.typechar", false),
    ("k8s.ns.name", false),
    ("proc.name", false),
    ("proc.pname", false),
    ("proc.tty", true),
    ("proc.vpid", true),
    ("user.name", false),
];

/// Further fields, which are only shown.
const SHOWN: [&str; 3] = ["container.name", "k8s.pod.name", "proc.cmdline"];

/// What a file has declared.
#[derive(Default)]
pub(super) struct Names {
    pub lists: BTreeSet<String>,
    pub macros: BTreeSet<String>,
    pub rules: BTreeSet<String>,
}

/// Says what of a condition cannot be read.
pub(super) fn check_condition(condition: &str, names: &Names) -> Result<(), String> {
    let mut parser = Parser { tokens: tokens(condition)?, at: 0, names };
    parser.any()?;
    match parser.peek() {
        None => Ok(()),
        Some(token) => Err(format!("{token:?} is left over")),
    }
}

/// Says which field of an output there is not. A field is a `%` and a name.
pub(super) fn fields_of_output(output: &str) -> Result<usize, String> {
    let mut count = 0;
    for part in output.split('%').skip(1) {
        let end =
            part.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '_')).unwrap_or(part.len());
        let field = &part[..end];
        if !SHOWN.contains(&field) && !FIELDS.iter().any(|(known, _)| *known == field) {
            return Err(format!("no field `{field}`"));
        }
        count += 1;
    }
    Ok(count)
}

/// Whether a text can stand in a list without quotes.
pub(super) fn is_bare(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | ',' | '=' | '"' | '\''))
}

#[derive(Clone, PartialEq, Debug)]
enum Token {
    Open,
    Close,
    Comma,
    Operator(&'static str),
    Quoted(String),
    Word(String),
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let operators = ["==", "!=", "<=", ">=", "=", "<", ">"];
        let (token, length) = if let Some(operator) = operators.iter().find(|word| rest.starts_with(**word)) {
            (Token::Operator(operator), operator.len())
        } else {
            match first {
                '(' => (Token::Open, 1),
                ')' => (Token::Close, 1),
                ',' => (Token::Comma, 1),
                '"' | '\'' => {
                    let end = rest[1..].find(first).ok_or("a quotation without an end")?;
                    (Token::Quoted(rest[1..=end].to_owned()), end + 2)
                }
                _ => {
                    let ends = |c: char| c.is_whitespace() || "(),=<>!\"'".contains(c);
                    let end = rest.find(ends).unwrap_or(rest.len());
                    if end == 0 {
                        return Err(format!("`{first}` begins nothing"));
                    }
                    (Token::Word(rest[..end].to_owned()), end)
                }
            }
        };
        found.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

struct Parser<'n> {
    tokens: Vec<Token>,
    at: usize,
    names: &'n Names,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Result<Token, String> {
        let token = self.peek().cloned().ok_or("it ends too early")?;
        self.at += 1;
        Ok(token)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let is = matches!(self.peek(), Some(Token::Word(found)) if found == word);
        self.at += usize::from(is);
        is
    }

    fn any(&mut self) -> Result<(), String> {
        self.all()?;
        while self.take_word("or") {
            self.all()?;
        }
        Ok(())
    }

    fn all(&mut self) -> Result<(), String> {
        self.test()?;
        while self.take_word("and") {
            self.test()?;
        }
        Ok(())
    }

    fn test(&mut self) -> Result<(), String> {
        while self.take_word("not") {}
        match self.next()? {
            Token::Open => {
                self.any()?;
                self.expect(Token::Close)
            }
            Token::Word(word) if word.contains('.') => self.check(&word),
            Token::Word(word) if self.names.macros.contains(&word) => Ok(()),
            Token::Word(word) => Err(format!("no macro `{word}` is declared above")),
            token => Err(format!("{token:?} begins no test")),
        }
    }

    fn check(&mut self, field: &str) -> Result<(), String> {
        let Some((_, is_number)) = FIELDS.iter().find(|(known, _)| *known == field) else {
            return Err(format!("no field `{field}`"));
        };
        match self.next()? {
            Token::Operator("<" | ">" | "<=" | ">=") if !is_number => Err(format!("`{field}` is no number")),
            Token::Operator(_) => self.value(*is_number),
            Token::Word(word) if word == "exists" => Ok(()),
            Token::Word(word) if word == "in" || word == "pmatch" => self.list(*is_number),
            Token::Word(word) if ["contains", "startswith", "endswith", "glob"].contains(&word.as_str()) => {
                self.value(false)
            }
            token => Err(format!("{token:?} is no operator")),
        }
    }

    fn value(&mut self, number: bool) -> Result<(), String> {
        match self.next()? {
            Token::Quoted(_) if !number => Ok(()),
            Token::Word(word) if number && word.parse::<i64>().is_err() => {
                Err(format!("`{word}` is no number"))
            }
            Token::Word(_) => Ok(()),
            token => Err(format!("{token:?} is no value")),
        }
    }

    /// A list in parentheses: values, or lists that are declared above. A single word is taken for a value where no list has the name,
    /// which is how a list that is declared nowhere goes unnoticed: those of ours have a name by which they are known.
    fn list(&mut self, number: bool) -> Result<(), String> {
        self.expect(Token::Open)?;
        loop {
            match self.peek() {
                Some(Token::Word(word)) if self.names.lists.contains(word) => self.at += 1,
                Some(Token::Word(word)) if word.starts_with("o8_") => {
                    return Err(format!("no list `{word}` is declared above"));
                }
                _ => self.value(number)?,
            }
            match self.next()? {
                Token::Comma => {}
                Token::Close => return Ok(()),
                token => return Err(format!("{token:?} within a list")),
            }
        }
    }

    fn expect(&mut self, wanted: Token) -> Result<(), String> {
        let found = self.next()?;
        if found == wanted { Ok(()) } else { Err(format!("{found:?} in place of {wanted:?}")) }
    }
}

#[test]
fn what_falco_cannot_read_is_found() {
    let mut names = Names::default();
    names.lists.insert("o8_shells".to_owned());
    names.macros.insert("o8_started".to_owned());
    let check = |condition| check_condition(condition, &names);
    for right in [
        "o8_started and proc.name in (o8_shells) and proc.tty != 0",
        "not (evt.type = connect or fd.num >= -1) and not o8_started",
        "container.image.repository in (ghcr.io/acme/debug, localhost:5000/a) and fd.typechar = 'f'",
        "fd.name pmatch (/etc, /usr/bin)",
    ] {
        assert_eq!(check(right), Ok(()), "{right}");
    }
    for wrong in [
        "",
        "o8_started and",
        "started",
        "proc.nmae = sh",
        "proc.name in (o8_programs)",
        "proc.name in o8_shells",
        "proc.name in ()",
        "(proc.tty != 0",
        "proc.tty != 0)",
        "proc.tty != zero",
        "fd.name < 3",
        "proc.name is sh",
        "proc.name = \"sh",
        "o8_started o8_started",
        "proc.name in (sh bash)",
        "o8_shells",
    ] {
        assert!(check(wrong).is_err(), "{wrong}");
    }
    assert!(fields_of_output("a | user=%user.name pod=%k8s.pod.name").is_ok_and(|count| count == 2));
    assert!(fields_of_output("user=%user.nmae").is_err());
    assert!(is_bare("ghcr.io/acme/debug") && !is_bare("a b") && !is_bare(""));
}
