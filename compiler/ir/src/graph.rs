//! Pictures of a program as plain data: what stands for what, and what leads where. How they are drawn is the backends'.

use ecow::EcoString;

/// What a picture is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    /// Modules, what they need and what they connect to.
    Modules,
    /// Who reaches whom.
    Network,
    /// Environments in the order of promotion.
    Promotion,
    /// Packages and what they depend on.
    Packages,
}

/// A picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Graph {
    /// What it is of.
    pub subject: Subject,
    /// The one line above it.
    pub title: EcoString,
    /// The environment that it is narrowed to.
    pub environment: Option<EcoString>,
    /// What a group is, where nodes are grouped: `team`.
    pub grouped_by: Option<&'static str>,
    /// In the order of their names, or of promotion.
    pub nodes: Vec<Node>,
    /// In the order of the nodes that they come from.
    pub edges: Vec<Edge>,
}

/// A box of a picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node {
    /// What tells it from the others.
    pub name: EcoString,
    /// What it belongs to, such as its team.
    pub group: Option<EcoString>,
    /// Whether the program only refers to it.
    pub existing: bool,
    /// What stands below its name.
    pub lines: Vec<EcoString>,
    /// Everything else that is known of it.
    pub facts: Facts,
}

/// What is known of a node, in the order of printing.
pub type Facts = Vec<(&'static str, Fact)>;

/// One thing that is known of a node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fact {
    /// Nothing.
    None,
    /// Text.
    Text(EcoString),
    /// A number.
    Number(u32),
    /// Whether something is so.
    Flag(bool),
    /// Several texts.
    Texts(Vec<EcoString>),
    /// Several things with facts of their own.
    Records(Vec<Facts>),
}

/// What an edge says of its two ends.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EdgeKind {
    /// The first has to have the second beside it.
    Needs,
    /// The first sends requests to the second.
    Connects,
    /// A change goes from the first to the second.
    Promotes,
    /// The first imports from the second.
    DependsOn,
}

/// An arrow of a picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    /// The index of the node that it comes from.
    pub from: usize,
    /// The index of the node that it leads to.
    pub to: usize,
    /// What it says.
    pub kind: EdgeKind,
    /// What stands at it: requirements, ports.
    pub labels: Vec<Label>,
}

/// A word at an edge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// The word.
    pub text: EcoString,
    /// The environments where it holds, in the order of promotion.
    pub environments: Vec<EcoString>,
    /// Whether these are all environments of the node that the edge comes from.
    pub everywhere: bool,
}

impl EdgeKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Needs => "needs",
            Self::Connects => "connects",
            Self::Promotes => "promotes",
            Self::DependsOn => "depends-on",
        }
    }
}

impl Edge {
    /// What stands at it, on one line: `^1.4`, or `^1.4, ^2 in prod`.
    pub fn label(&self) -> EcoString {
        let one = |label: &Label| match label.everywhere {
            true => label.text.clone(),
            false => ecow::eco_format!("{} in {}", label.text, label.environments.join(", ")),
        };
        self.labels.iter().map(one).collect::<Vec<_>>().join(", ").into()
    }
}

impl Node {
    /// The fact of this name.
    pub fn fact(&self, name: &str) -> Option<&Fact> {
        self.facts.iter().find(|(known, _)| *known == name).map(|(_, fact)| fact)
    }
}
