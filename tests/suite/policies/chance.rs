//! Objects and rules that chance makes: objects are right by their schema, and both are made of the same few values, so that rules are
//! often just passed or just failed.

use ecow::EcoString;
use o8_ir::{Node, Tree};
use o8_policies::{Comparison, Constant, Pattern, Quantifier, Root, Rule, Sort, Term, TextTest};
use o8_tests::random::Random;

/// What a part of an object is.
pub(super) enum Shape {
    Bool,
    Int,
    Text,
    Quantity,
    IntOrText,
    List(&'static Self),
    Record(&'static [(&'static str, Self)]),
    Map(&'static Self),
    Any,
}

use Shape::{Any, Bool, Int, IntOrText, List, Map, Record, Text};

const PROFILE: Shape = Record(&[("type", Text), ("localhostProfile", Text)]);
const SELINUX: Shape = Record(&[("type", Text), ("user", Text), ("role", Text)]);
const WINDOWS: Shape = Record(&[("hostProcess", Bool)]);
const SECURITY: Shape = Record(&[
    ("privileged", Bool),
    ("runAsNonRoot", Bool),
    ("runAsUser", Int),
    ("procMount", Text),
    ("allowPrivilegeEscalation", Bool),
    ("readOnlyRootFilesystem", Bool),
    ("capabilities", Record(&[("add", List(&Text)), ("drop", List(&Text))])),
    ("seccompProfile", PROFILE),
    ("appArmorProfile", PROFILE),
    ("seLinuxOptions", SELINUX),
    ("windowsOptions", WINDOWS),
]);
const POD_SECURITY: Shape = Record(&[
    ("runAsNonRoot", Bool),
    ("runAsUser", Int),
    ("seccompProfile", PROFILE),
    ("appArmorProfile", PROFILE),
    ("seLinuxOptions", SELINUX),
    ("windowsOptions", WINDOWS),
    ("sysctls", List(&Record(&[("name", Text), ("value", Text)]))),
]);
const HTTP: Shape = Record(&[("host", Text), ("path", Text), ("port", IntOrText)]);
const TCP: Shape = Record(&[("host", Text), ("port", IntOrText)]);
const PROBE: Shape = Record(&[("httpGet", HTTP), ("tcpSocket", TCP), ("periodSeconds", Int)]);
const HOOK: Shape = Record(&[("httpGet", HTTP), ("tcpSocket", TCP)]);
const CONTAINER: Shape = Record(&[
    ("name", Text),
    ("image", Text),
    ("imagePullPolicy", Text),
    ("args", List(&Text)),
    ("ports", List(&Record(&[("containerPort", Int), ("hostPort", Int), ("protocol", Text)]))),
    ("resources", Record(&[("limits", Map(&Shape::Quantity)), ("requests", Map(&Shape::Quantity))])),
    ("livenessProbe", PROBE),
    ("readinessProbe", PROBE),
    ("startupProbe", PROBE),
    ("lifecycle", Record(&[("postStart", HOOK), ("preStop", HOOK)])),
    ("securityContext", SECURITY),
    ("env", List(&Record(&[("name", Text), ("value", Text)]))),
    ("volumeMounts", List(&Record(&[("name", Text), ("mountPath", Text), ("readOnly", Bool)]))),
]);
const NAMED: Shape = Record(&[("name", Text)]);
const POD: Shape = Record(&[
    ("containers", List(&CONTAINER)),
    ("initContainers", List(&CONTAINER)),
    ("ephemeralContainers", List(&CONTAINER)),
    (
        "volumes",
        List(&Record(&[
            ("name", Text),
            ("hostPath", Record(&[("path", Text)])),
            ("emptyDir", Record(&[("medium", Text), ("sizeLimit", Shape::Quantity)])),
            ("configMap", NAMED),
            ("secret", Record(&[("secretName", Text)])),
            ("nfs", Record(&[("server", Text), ("path", Text)])),
            ("csi", Record(&[("driver", Text)])),
            ("image", Record(&[("reference", Text)])),
        ])),
    ),
    ("securityContext", POD_SECURITY),
    ("hostNetwork", Bool),
    ("hostPID", Bool),
    ("hostIPC", Bool),
    ("hostUsers", Bool),
    ("priority", Int),
    ("serviceAccountName", Text),
    ("automountServiceAccountToken", Bool),
    ("os", NAMED),
    ("nodeSelector", Map(&Text)),
    ("topologySpreadConstraints", List(&Record(&[("maxSkew", Int), ("topologyKey", Text)]))),
]);
const METADATA: Shape =
    Record(&[("name", Text), ("namespace", Text), ("labels", Map(&Text)), ("annotations", Map(&Text))]);
const TEMPLATE: Shape = Record(&[("metadata", METADATA), ("spec", POD)]);
const WORKLOAD: Shape = Record(&[
    ("replicas", Int),
    ("paused", Bool),
    (
        "strategy",
        Record(&[
            ("type", Text),
            ("rollingUpdate", Record(&[("maxSurge", IntOrText), ("maxUnavailable", IntOrText)])),
        ]),
    ),
    ("template", TEMPLATE),
]);
const JOBS: Shape =
    Record(&[("suspend", Bool), ("jobTemplate", Record(&[("spec", Record(&[("template", TEMPLATE)]))]))]);

/// The API server has null for the rules of a role without any.
const ROLE: Shape = List(&Record(&[("verbs", List(&Text)), ("resources", List(&Text))]));

/// Whatever an object may be. What differs between kinds is absent in others, or `extra`, which has no schema.
const OBJECT: Shape = Record(&[
    ("metadata", METADATA),
    (
        "spec",
        Record(&[
            ("replicas", Int),
            ("paused", Bool),
            ("strategy", Record(&[("rollingUpdate", Record(&[("maxSurge", IntOrText)]))])),
            ("priority", Int),
            ("hostNetwork", Bool),
        ]),
    ),
    ("data", Map(&Text)),
    ("rules", ROLE),
    ("extra", Any),
]);

const KINDS: &[(&str, &str, &str, Shape)] = &[
    ("v1", "Pod", "spec", POD),
    ("apps/v1", "Deployment", "spec", WORKLOAD),
    ("apps/v1", "StatefulSet", "spec", WORKLOAD),
    ("batch/v1", "CronJob", "spec", JOBS),
    ("v1", "PodTemplate", "template", TEMPLATE),
    ("argoproj.io/v1alpha1", "Rollout", "spec", WORKLOAD),
    ("v1", "ConfigMap", "data", Map(&Text)),
    ("rbac.authorization.k8s.io/v1", "ClusterRole", "rules", ROLE),
    ("example.org/v1", "Widget", "extra", Any),
    // No pods, whatever it is called.
    ("example.org/v1", "Deployment", "extra", Any),
];

const TEXTS: &[&str] = &[
    "",
    "a",
    "ab",
    "b",
    "ALL",
    "NET_BIND_SERVICE",
    "Default",
    "nginx",
    "nginx:1.27",
    "acme/api",
    "ghcr.io/acme/api:1",
    "GHCR.io/acme/api:1",
    "ghcr.io/acme.evil/api",
    "localhost/x",
    "localhost:5000/x",
    "a@sha256:00",
    "é",
    "it's \"q\" \\",
    "two\nlines",
    "`",
    "true",
    "1",
];
/// What fields usually hold, by their names.
const USUAL: &[(&str, &[&str])] = &[
    (
        "type",
        &[
            "RuntimeDefault",
            "Localhost",
            "Unconfined",
            "container_t",
            "container_engine_t",
            "container_init_t",
            "spc_t",
        ],
    ),
    ("procMount", &["Default", "Unmasked"]),
    ("add", &["NET_BIND_SERVICE", "CHOWN", "SYS_ADMIN", "net_bind_service"]),
    ("drop", &["ALL", "NET_RAW", "all"]),
    (
        "name",
        &[
            "windows",
            "linux",
            "net.ipv4.tcp_rmem",
            "kernel.msgmax",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.tcp_notsent_lowat",
        ],
    ),
    ("user", &[""]),
    ("role", &[""]),
    ("host", &[""]),
    ("imagePullPolicy", &["Always", "IfNotPresent", "Never"]),
    ("annotations", &["runtime/default", "localhost/a", "unconfined", ""]),
];
const KEYS: &[&str] = &[
    "team",
    "app.kubernetes.io/name",
    "memory",
    "cpu",
    "in",
    "namespace",
    "it's",
    "a",
    "container.apparmor.security.beta.kubernetes.io/a",
];
/// The last is too large for most fields.
const INTS: &[i64] = &[-1, 0, 1, 2, 3, 80, 1024, 8080, i64::MAX];
const QUANTITIES: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "-1",
    "1Gi",
    "1024Mi",
    "2Gi",
    "3Gi",
    "0.5Gi",
    "512Mi",
    "1073741824",
    "1073741823",
    "1073741824000m",
    "1073741823999m",
    "1073741824001m",
    "1073741824000000001n",
    "1G",
    "1e9",
    "1E",
    "1E3",
    "1Ei",
    "7Ei",
    "8Ei",
    "9e18",
    "1e19",
    "1.5",
    "1500m",
    "100m",
    "0.1",
    "+1",
    ".5",
    "1.",
    "0.0000000001",
    "1e-12",
    "-0.5",
    "-500m",
    "1.25Ki",
    "1280",
    "12345678901234567890",
    "1e40",
    "1e-40",
    "1k",
    "1000",
    "0.001Ti",
];
/// What looks like quantities.
const NO_QUANTITIES: &[&str] = &["512mi", "1K", "1GB", "1.2.3", "1e", "--1", "0x1", " 1"];
const PATTERNS: &[&str] = &[
    "^a",
    "b$",
    "^$",
    "@sha256:[0-9a-f]{2}$",
    r"^[^/]+\.[^/]+/",
    ":[^:/]+$",
    "^(a|b)$",
    "é",
    "`",
    "'",
    r"\\",
    "\n",
    "^[A-Z_]+$",
];

/// Makes objects and rules.
pub(super) struct Chance {
    random: Random,
    /// Whether nothing is made that only some engines take for what it is, see `judges`.
    pub exact: bool,
    /// The quantifiers around, and what their elements are.
    bound: Vec<(u32, &'static Shape)>,
    variable: u32,
}

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self { random: Random::new(seed), exact: false, bound: Vec::new(), variable: 0 }
    }

    fn text(&mut self) -> EcoString {
        (*self.random.pick(TEXTS)).into()
    }

    /// An object, as somebody may write it: with nulls, and numbers for quantities.
    pub(super) fn object(&mut self) -> Node {
        let (api_version, kind, field, shape) = self.random.pick(KINDS);
        let mut map = o8_ir::Map::default();
        map.insert("apiVersion", Node::from(*api_version));
        map.insert("kind", Node::from(*kind));
        map.insert("metadata", self.part(&METADATA, 4, ""));
        // A Rollout may take its pods from elsewhere.
        if !self.random.chance(1, 12) {
            let part = self.part(shape, 9, "");
            map.insert(*field, part);
        }
        if self.random.chance(1, 4) {
            map.insert("extra", self.part(&Any, 4, ""));
        }
        Node::derived(Tree::Map(map))
    }

    /// A part of this shape, in a field of this name.
    fn part(&mut self, shape: &Shape, depth: u32, field: &str) -> Node {
        let length = |this: &mut Self| if depth == 0 { 0 } else { [0, 1, 1, 2, 3][this.random.below(5)] };
        match shape {
            Bool => Node::from(self.random.chance(1, 2)),
            Int if self.exact => Node::from(*self.random.pick(&INTS[..INTS.len() - 1])),
            Int => Node::from(*self.random.pick(INTS)),
            Text => match USUAL.iter().find(|(name, _)| *name == field) {
                Some((_, usual)) if self.random.chance(4, 5) => Node::from(*self.random.pick(usual)),
                _ => Node::from(self.text()),
            },
            Shape::Quantity => match self.random.below(6) {
                0 => Node::from(*self.random.pick(&[0, 1, 2, 1_073_741_824])),
                1 => Node::derived(Tree::Float(*self.random.pick(&[0.5, 1.5, 1e9, 0.001]))),
                _ => Node::from(*self.random.pick(QUANTITIES)),
            },
            IntOrText => {
                if self.random.chance(1, 2) {
                    self.part(&Int, 0, "")
                } else {
                    self.part(&Text, 0, "")
                }
            }
            List(element) => {
                let length = length(self);
                let items: Vec<_> = (0..length).map(|_| self.part(element, depth - 1, field)).collect();
                Node::derived(Tree::from(items))
            }
            Record(fields) => {
                let mut map = o8_ir::Map::default();
                for (name, shape) in *fields {
                    let likely = matches!(
                        *name,
                        "containers" | "spec" | "template" | "jobTemplate" | "metadata" | "image"
                    );
                    match self.random.below(10) {
                        0 => map.insert(*name, Node::derived(Tree::Null)),
                        1..5 if !likely => {}
                        1 => {}
                        _ => {
                            let part = self.part(shape, depth.saturating_sub(1), name);
                            map.insert(*name, part);
                        }
                    }
                }
                Node::derived(Tree::Map(map))
            }
            Map(element) => {
                let mut map = o8_ir::Map::default();
                for _ in 0..length(self) {
                    let key = *self.random.pick(KEYS);
                    let part = self.part(element, depth - 1, field);
                    map.insert(key, part);
                }
                Node::derived(Tree::Map(map))
            }
            Any => match self.random.below(if depth == 0 { 7 } else { 11 }) {
                0 => self.part(&Bool, 0, ""),
                1 => self.part(&Int, 0, ""),
                2 | 3 => self.part(&Text, 0, ""),
                4 => Node::derived(Tree::Null),
                5 if self.exact => Node::derived(Tree::Float(1.5)),
                5 => Node::derived(Tree::Float(*self.random.pick(&[1.5, 1.0, 2.0, -0.5]))),
                6 if self.random.chance(1, 3) => Node::from(*self.random.pick(NO_QUANTITIES)),
                6 => Node::from(*self.random.pick(QUANTITIES)),
                7 | 8 => self.part(&List(&Any), depth - 1, ""),
                _ => self.part(&Map(&Any), depth - 1, ""),
            },
        }
    }

    /// A pod.
    pub(super) fn pod(&mut self) -> Node {
        let mut map = o8_ir::Map::default();
        map.insert("apiVersion", Node::from("v1"));
        map.insert("kind", Node::from("Pod"));
        map.insert("metadata", self.part(&METADATA, 4, ""));
        map.insert("spec", self.part(&POD, 9, ""));
        Node::derived(Tree::Map(map))
    }

    /// A rule.
    pub(super) fn rule(&mut self, name: &str) -> Rule {
        let matches = if self.random.chance(1, 2) { Term::TRUE } else { self.test(1) };
        let asserts = self.test(3);
        Rule::new(name, matches, asserts, "no")
    }

    /// A test.
    fn test(&mut self, depth: u32) -> Term {
        if depth > 0 {
            match self.random.below(10) {
                0 | 1 => {
                    let parts = (0..=self.random.below(3)).map(|_| self.test(depth - 1)).collect();
                    return Term::All(parts);
                }
                2 | 3 => {
                    let parts = (0..=self.random.below(3)).map(|_| self.test(depth - 1)).collect();
                    return Term::Any(parts);
                }
                4 => return Term::Not(Box::new(self.test(depth - 1))),
                5 => {
                    let list = if self.random.chance(2, 3) {
                        Term::Root(Root::Containers)
                    } else {
                        Term::Join(vec![Term::Root(Root::Containers), Term::Root(Root::Containers)])
                    };
                    return self.quantified(list, &CONTAINER, depth);
                }
                _ => {}
            }
        }
        match self.random.below(30) {
            0 => return Term::Constant(Constant::Bool(self.random.chance(1, 2))),
            1 => {
                let (api_version, kind, ..) = self.random.pick(KINDS);
                return Term::OfKind { api_version: (*api_version).into(), kind: (*kind).into() };
            }
            2 => {
                let inner = self.value_of(&Text);
                let texts: Vec<_> = (0..=1 + self.random.below(2)).map(|_| self.text()).collect();
                let test = *self.random.pick(&[TextTest::StartsWith, TextTest::EndsWith, TextTest::Contains]);
                let of = |text| Term::Text(test, Box::new(inner.clone()), text);
                return Term::Any(texts.into_iter().map(of).collect());
            }
            3 => {
                let list = self.constants(&Text);
                return self.quantified(Term::Constant(Constant::List(list)), &Text, depth);
            }
            _ => {}
        }
        let (term, shape) = self.path();
        self.about(term, shape, depth)
    }

    /// A path to some part of the object, or of an element.
    fn path(&mut self) -> (Term, &'static Shape) {
        let (mut term, mut shape) = match self.bound.last().copied() {
            Some(_) if self.random.chance(4, 5) => {
                let (number, shape) = *self.random.pick(&self.bound.clone());
                (Term::Element { variable: number, sort: sort(shape) }, shape)
            }
            _ => match self.random.below(5) {
                0 | 1 => (Term::Root(Root::Object), &OBJECT),
                2 => (Term::Root(Root::Template), &TEMPLATE),
                _ => (Term::Root(Root::Pod), &POD),
            },
        };
        loop {
            let stop = self.random.chance(1, 8);
            match shape {
                Record(fields) if !stop => {
                    let (name, inner) = self.random.pick(fields);
                    (term, shape) = (term.field(*name, sort(inner)), inner);
                }
                Map(inner) if !stop && self.random.chance(1, 4) => {
                    let key = Box::new(self.key());
                    (term, shape) = (Term::Entry { map: Box::new(term), key, sort: sort(inner) }, inner);
                }
                Any if self.random.chance(1, 10) => {
                    let key = Box::new(self.key());
                    term = Term::Entry { map: Box::new(term), key, sort: Sort::Any };
                }
                Map(inner) if !stop && self.random.chance(2, 3) => {
                    let key = *self.random.pick(KEYS);
                    (term, shape) = (term.field(key, sort(inner)), inner);
                }
                Any if self.random.chance(1, 3) => {
                    let key = *self.random.pick(KEYS);
                    term = term.field(key, Sort::Any);
                }
                _ => return (term, shape),
            }
        }
    }

    /// A key that is not known before.
    fn key(&mut self) -> Term {
        match self.bound.last() {
            Some((variable, shape @ (Text | Any))) => {
                Term::Element { variable: *variable, sort: sort(shape) }
            }
            _ if self.random.chance(1, 2) => Term::Constant(Constant::Text((*self.random.pick(KEYS)).into())),
            _ => self.value_of(&Text),
        }
    }

    /// A value of a shape: what a path leads to, with or without another value where it is absent.
    fn value_of(&mut self, wanted: &'static Shape) -> Term {
        for _ in 0..20 {
            let (term, shape) = self.path();
            if sort(shape) == sort(wanted) || matches!(shape, Any) {
                return self.or_else(term, wanted);
            }
        }
        Term::Constant(self.constant(wanted))
    }

    fn or_else(&mut self, term: Term, shape: &'static Shape) -> Term {
        match self.random.below(8) {
            0 => Term::OrElse(Box::new(term), Box::new(Term::Constant(self.constant(shape)))),
            1 => {
                let (other, there) = self.path();
                if sort(there) == sort(shape) || matches!(there, Any) {
                    Term::OrElse(Box::new(term), Box::new(other))
                } else {
                    term
                }
            }
            _ => term,
        }
    }

    fn constant(&mut self, shape: &Shape) -> Constant {
        match shape {
            Bool => Constant::Bool(self.random.chance(1, 2)),
            Int => Constant::Int(*self.random.pick(INTS)),
            Shape::Quantity => Constant::Quantity((*self.random.pick(QUANTITIES)).into()),
            IntOrText | Any if self.random.chance(1, 2) => self.constant(&Int),
            _ => Constant::Text(self.text()),
        }
    }

    fn constants(&mut self, shape: &Shape) -> Vec<Constant> {
        (0..=self.random.below(3)).map(|_| self.constant(shape)).collect()
    }

    fn op(&mut self) -> Comparison {
        *self.random.pick(&[
            Comparison::Equal,
            Comparison::Equal,
            Comparison::Less,
            Comparison::LessEqual,
            Comparison::Greater,
            Comparison::GreaterEqual,
        ])
    }

    fn compare(&mut self, shape: &'static Shape, left: Term) -> Term {
        let mut right = if self.random.chance(2, 3) {
            Term::Constant(self.constant(shape))
        } else {
            self.value_of(shape)
        };
        let (op, mut left) = (self.op(), left);
        if sort(shape) == Sort::Quantity {
            for side in [&mut left, &mut right] {
                if self.random.chance(1, 4) {
                    *side = Term::Times(*self.random.pick(&[1, 2, 3, 10]), Box::new(side.clone()));
                }
            }
            if self.random.chance(1, 8) {
                let other = Term::Constant(Constant::Quantity("2Gi".into()));
                left = Term::OrElse(Box::new(left), Box::new(other));
            }
        }
        if self.random.chance(1, 4) {
            std::mem::swap(&mut left, &mut right);
        }
        Term::Compare { op, sort: sort(shape), left: Box::new(left), right: Box::new(right) }
    }

    fn quantified(&mut self, list: Term, element: &'static Shape, depth: u32) -> Term {
        self.variable += 1;
        let variable = self.variable;
        self.bound.push((variable, element));
        let test = self.test(depth.saturating_sub(1));
        self.bound.pop();
        let quantifier = *self.random.pick(&[Quantifier::All, Quantifier::Some]);
        Term::Quantified { quantifier, variable, list: Box::new(list), test: Box::new(test) }
    }

    /// A test of what a path leads to.
    fn about(&mut self, term: Term, shape: &'static Shape, depth: u32) -> Term {
        let boxed = |term: Term| Box::new(term);
        if self.random.chance(1, 8) {
            return Term::Present(boxed(self.or_else(term, shape)));
        }
        match shape {
            Bool => match self.random.below(4) {
                0 => {
                    let test = self.test(0);
                    Term::Compare { op: self.op(), sort: Sort::Bool, left: boxed(term), right: boxed(test) }
                }
                1 => self.or_else(term, shape),
                2 => self.compare(shape, term),
                _ => term,
            },
            Int => match self.random.below(4) {
                0 => Term::OneOf(boxed(self.or_else(term, shape)), self.constants(shape)),
                _ => {
                    let term = self.or_else(term, shape);
                    self.compare(shape, term)
                }
            },
            Text => {
                let term = self.or_else(term, shape);
                let term = if self.random.chance(1, 5) { Term::Reference(boxed(term)) } else { term };
                match self.random.below(6) {
                    0 => Term::OneOf(boxed(term), self.constants(shape)),
                    1 => Term::Matches(boxed(term), self.pattern()),
                    2 | 3 => {
                        let test = *self.random.pick(&[
                            TextTest::StartsWith,
                            TextTest::EndsWith,
                            TextTest::Contains,
                        ]);
                        Term::Text(test, boxed(term), self.text())
                    }
                    4 => Term::Is(boxed(term), *self.random.pick(SORTS)),
                    _ => self.compare(shape, term),
                }
            }
            Shape::Quantity => {
                let term = self.or_else(term, shape);
                match self.random.below(6) {
                    0 => Term::OneOf(boxed(term), self.constants(shape)),
                    1 => Term::Is(boxed(term), Sort::Quantity),
                    2 => Term::Present(boxed(Term::Times(2, boxed(term)))),
                    _ => self.compare(shape, term),
                }
            }
            IntOrText => match self.random.below(5) {
                0 => Term::Is(boxed(term), *self.random.pick(&[Sort::Int, Sort::Text, Sort::IntOrText])),
                1 => Term::Matches(boxed(term), self.pattern()),
                2 => Term::OneOf(boxed(term), self.constants(&Int)),
                3 => self.compare(&Text, term),
                _ => self.compare(&Int, term),
            },
            List(element) => match self.random.below(4) {
                0 => {
                    let size = Term::Size(boxed(term));
                    self.compare(&Int, size)
                }
                1 => {
                    let joined = Term::Join(vec![term.clone(), term]);
                    self.quantified(joined, element, depth)
                }
                _ => self.quantified(term, element, depth),
            },
            Map(_) => match self.random.below(4) {
                0 => {
                    let size = Term::Size(boxed(term));
                    self.compare(&Int, size)
                }
                1 => {
                    let size = Term::Size(boxed(Term::Keys(boxed(term))));
                    self.compare(&Int, size)
                }
                2 => {
                    let joined = Term::Join(vec![Term::Keys(boxed(term))]);
                    self.quantified(joined, &Text, depth)
                }
                _ => self.quantified(Term::Keys(boxed(term)), &Text, depth),
            },
            Record(_) => Term::Present(boxed(term)),
            Any => match self.random.below(12) {
                0 | 1 => Term::Is(boxed(self.or_else(term, shape)), *self.random.pick(SORTS)),
                2 => self.compare(&Int, term),
                3 => self.compare(&Text, term),
                4 => self.compare(&Bool, term),
                5 => self.compare(&Shape::Quantity, term),
                6 => {
                    Term::Text(TextTest::StartsWith, boxed(Term::Reference(boxed(term))), "docker.io/".into())
                }
                7 => {
                    let list = self.constants(&Int);
                    let list = if self.random.chance(1, 2) { self.constants(&Text) } else { list };
                    Term::OneOf(boxed(self.or_else(term, shape)), list)
                }
                8 => self.quantified(Term::Keys(boxed(term)), &Text, depth),
                9 => {
                    let size = Term::Size(boxed(term));
                    self.compare(&Int, size)
                }
                10 => self.or_else(term, &Bool),
                _ => self.quantified(term, &Any, depth),
            },
        }
    }

    fn pattern(&mut self) -> Pattern {
        Pattern::new(*self.random.pick(PATTERNS)).expect("a regular expression")
    }
}

const SORTS: &[Sort] =
    &[Sort::Bool, Sort::Int, Sort::Text, Sort::Quantity, Sort::IntOrText, Sort::List, Sort::Map, Sort::Any];

fn sort(shape: &Shape) -> Sort {
    match shape {
        Bool => Sort::Bool,
        Int => Sort::Int,
        Text => Sort::Text,
        Shape::Quantity => Sort::Quantity,
        IntOrText => Sort::IntOrText,
        List(_) => Sort::List,
        Record(_) | Map(_) => Sort::Map,
        Any => Sort::Any,
    }
}

/// An object as the API server has it: what is null is not there, and a whole number has no point.
pub(super) fn canonical(node: &Node) -> Node {
    let there = |node: &&Node| node.tree != Tree::Null;
    Node::derived(match &node.tree {
        Tree::List(list) => Tree::from(list.items.iter().filter(there).map(canonical).collect::<Vec<_>>()),
        Tree::Map(map) => {
            let entries = map.0.iter().filter(|(_, node)| node.tree != Tree::Null);
            Tree::Map(entries.map(|(key, node)| (key.clone(), canonical(node))).collect())
        }
        Tree::Float(number) if number.fract() == 0.0 => Tree::Int(*number as i64),
        tree => tree.clone(),
    })
}
