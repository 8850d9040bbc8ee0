//! Tests by chance, over few paths and few values, so that they often exclude each other: none is said to exclude another one while an
//! object passes both.

use o8_ir::{Node, Tree};

use super::{excluded, is_contradictory};
use crate::{Comparison, Constant, Pattern, Quantifier, Root, Sort, Subject, Term, TextTest};

const TESTS: usize = 900;
const OBJECTS: usize = 800;

/// Numbers that follow from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn text(&mut self) -> &'static str {
        self.one(&["", "a", "ab", "ba", "b", "1", "2Gi"])
    }

    fn object(&mut self) -> Node {
        let labels = ["x", "y"].map(|key| (key, self.value()));
        let containers = (0..=self.below(2)).map(|_| {
            let ports = (0..self.below(3)).map(|_| map([("port", self.value())])).collect::<Vec<_>>();
            let ports = (self.below(3) > 0).then(|| Node::derived(Tree::from(ports)));
            map([("image", self.value()), ("ports", ports)])
        });
        let containers = Node::derived(Tree::from(containers.collect::<Vec<_>>()));
        let labels = (self.below(4) > 0).then(|| map(labels));
        let spec = map([("containers", Some(containers)), ("hostNetwork", self.value())]);
        map([
            ("apiVersion", Some(Node::derived(Tree::from("v1")))),
            ("kind", Some(Node::derived(Tree::from("Pod")))),
            ("metadata", Some(map([("labels", labels)]))),
            ("spec", Some(spec)),
        ])
    }

    /// A value of whatever sort, or none.
    fn value(&mut self) -> Option<Node> {
        let tree = match self.below(8) {
            0 | 1 => return None,
            2 => Tree::Null,
            3 => Tree::Bool(self.below(2) == 0),
            4 => Tree::Int(self.below(4) as i64),
            _ => Tree::from(self.text()),
        };
        Some(Node::derived(tree))
    }

    fn test(&mut self, depth: usize) -> Term {
        match self.below(if depth == 0 { 1 } else { 7 }) {
            0 => {
                let labels =
                    || Term::Root(Root::Object).field("metadata", Sort::Map).field("labels", Sort::Map);
                match self.below(5) {
                    0 => self.of_list(&labels()),
                    1 => self.leaf(Term::Root(Root::Pod).field("hostNetwork", Sort::Any)),
                    _ => {
                        let key = self.one(&["x", "x", "y"]);
                        self.leaf(labels().field(key, Sort::Any))
                    }
                }
            }
            1 => match self.below(2) {
                0 => self.test(depth - 1).negated(),
                _ => Term::OrElse(Box::new(self.test(depth - 1)), Box::new(Term::FALSE)),
            },
            2 => Term::All(vec![self.test(depth - 1), self.test(depth - 1)]),
            3 => Term::Any(vec![self.test(depth - 1), self.test(depth - 1)]),
            _ => {
                let test = self.of_container(depth - 1);
                self.quantified(Term::Root(Root::Containers), 0, test)
            }
        }
    }

    fn of_container(&mut self, depth: usize) -> Term {
        let container = || Term::Element { variable: 0, sort: Sort::Map };
        match self.below(if depth == 0 { 3 } else { 5 }) {
            0 | 1 => self.leaf(container().field("image", Sort::Any)),
            2 => {
                let ports = container().field("ports", Sort::List);
                if self.below(3) == 0 {
                    return self.of_list(&ports);
                }
                let port = Term::Element { variable: 1, sort: Sort::Map }.field("port", Sort::Any);
                let test = self.leaf(port);
                self.quantified(ports, 1, test)
            }
            3 => self.of_container(depth - 1).negated(),
            _ => self.of_container(depth - 1).and(self.of_container(depth - 1)),
        }
    }

    fn quantified(&mut self, list: Term, variable: u32, test: Term) -> Term {
        let quantifier = self.one(&[Quantifier::All, Quantifier::All, Quantifier::Some]);
        Term::Quantified { quantifier, variable, list: Box::new(list), test: Box::new(test) }
    }

    /// How many elements there are, or whether there is a list at all.
    fn of_list(&mut self, list: &Term) -> Term {
        let size = Term::Size(Box::new(list.clone()));
        match self.below(3) {
            0 => Term::Present(Box::new(list.clone())),
            _ => self.compared(size, Sort::Int),
        }
    }

    fn compared(&mut self, of: Term, sort: Sort) -> Term {
        let op = self.one(&[
            Comparison::Equal,
            Comparison::Less,
            Comparison::LessEqual,
            Comparison::Greater,
            Comparison::GreaterEqual,
        ]);
        let constant = match sort {
            Sort::Quantity => Constant::Quantity(self.one(&["1", "2Gi", "3"]).into()),
            _ => Constant::Int(self.below(4) as i64),
        };
        let (mut left, mut right) = (Box::new(of), Box::new(Term::Constant(constant)));
        if self.below(4) == 0 {
            (left, right) = (right, left);
        }
        Term::Compare { op, sort, left, right }
    }

    fn leaf(&mut self, of: Term) -> Term {
        let of = match self.below(6) {
            0 => Term::OrElse(Box::new(of), Box::new(Term::Constant(Constant::Text(self.text().into())))),
            1 => Term::OrElse(Box::new(of), Box::new(Term::Constant(Constant::Bool(self.below(2) == 0)))),
            2 => Term::OrElse(Box::new(of), Box::new(Term::Constant(Constant::Int(self.below(4) as i64)))),
            _ => of,
        };
        let equal = |sort, of, constant| Term::Compare {
            op: Comparison::Equal,
            sort,
            left: Box::new(of),
            right: Box::new(Term::Constant(constant)),
        };
        match self.below(10) {
            0 => of,
            1 => Term::Present(Box::new(of)),
            2 => equal(Sort::Text, of, Constant::Text(self.text().into())),
            3 => equal(Sort::Bool, of, Constant::Bool(self.below(2) == 0)),
            4 => {
                let all = (0..2).map(|_| Constant::Text(self.text().into())).collect();
                Term::OneOf(Box::new(of), all)
            }
            5 => self.compared(of, Sort::Int),
            6 => self.compared(of, Sort::Quantity),
            7 => Term::Matches(Box::new(of), Pattern::new(self.one(&["a.*", "b|1"])).expect("a pattern")),
            _ => {
                let test = self.one(&[TextTest::StartsWith, TextTest::EndsWith, TextTest::Contains]);
                Term::Text(test, Box::new(of), self.text().into())
            }
        }
    }
}

fn map<const N: usize>(entries: [(&str, Option<Node>); N]) -> Node {
    let entries = entries.into_iter().filter_map(|(key, node)| Some((ecow::EcoString::from(key), node?)));
    Node::derived(Tree::Map(entries.collect()))
}

#[test]
fn nothing_passes_both_of_what_excludes_each_other() {
    let mut chance = Chance(1);
    let objects: Vec<Node> = (0..OBJECTS).map(|_| chance.object()).collect();
    let tests: Vec<Term> = (0..TESTS).map(|_| chance.test(2)).collect();
    let passes = |test: &Term| -> Vec<bool> {
        objects.iter().map(|object| test.holds(Subject::new(object))).collect()
    };
    let passing: Vec<Vec<bool>> = tests.iter().map(passes).collect();
    let mut found = 0;
    for (index, test) in tests.iter().enumerate() {
        assert!(
            !is_contradictory(test) || !passing[index].contains(&true),
            "something passes what is said to contradict itself: {test:#?}"
        );
        for (other_index, other) in tests[..index].iter().enumerate() {
            let Some(why) = excluded(other, test) else { continue };
            // What nothing passes at all shows little.
            found += usize::from(passing[index].contains(&true) && passing[other_index].contains(&true));
            let both = passing[index].iter().zip(&passing[other_index]).position(|(a, b)| *a && *b);
            if let Some(at) = both {
                panic!("{why:?}\n{other:#?}\n{test:#?}\n{:#?}", objects[at]);
            }
        }
    }
    assert!(found > 4000, "hardly any exclusion is found: {found}");
}
