//! What Falco is told to notice in the pods of an environment: a file of rules, in a ConfigMap that its pods mount.
//!
//! Falco sees the whole node and reads all files of rules as one text, in which later names take the place of earlier ones. So each
//! rule says whose namespaces it is about, every name has the environment in it, and whatever is used is declared in the file itself,
//! before it is used.

use ecow::{EcoString, eco_format};
use o8_ir::Node;

use crate::document::{list, map, text, texts, yaml_in_text};

/// The oldest engine that gives one event for a call, and not two: what is said of a process is said once.
const ENGINE: &str = "0.57.0";

/// The plugin that knows containers and their pods.
const CONTAINER_PLUGIN: (&str, &str) = ("container", "0.4.0");

/// What is noticed in the pods of an environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuntimeRules {
    /// The environment.
    pub environment: EcoString,
    /// The namespace of Falco, where it finds the file.
    pub namespace: EcoString,
    /// The namespaces of the environment. There is at least one.
    pub namespaces: Vec<EcoString>,
    /// What is noticed, each once.
    pub rules: Vec<RuntimeRule>,
}

/// One thing that is noticed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuntimeRule {
    /// What it is.
    pub what: Noticed,
    /// How bad that is, as Falco calls it: `WARNING`.
    pub priority: EcoString,
    /// Words for those who sort what is noticed.
    pub tags: Vec<EcoString>,
    /// Repositories of images in whose containers it is no matter.
    pub except: Vec<EcoString>,
    /// The paths that it is about, where it is about files.
    pub paths: Vec<EcoString>,
}

/// What can be noticed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Noticed {
    /// A shell with a terminal.
    ShellInContainer,
    /// A program that installs others.
    PackageManager,
    /// A file that is opened to be written.
    WriteBelow,
    /// A file that is opened to be read.
    ReadsSensitiveFiles,
    /// A connection to the API server.
    ContactsApiServer,
    /// A container that is started with all rights.
    PrivilegedContainer,
}

impl Noticed {
    /// All of it, in the order in which it is written.
    pub const ALL: [Self; 6] = [
        Self::ShellInContainer,
        Self::PackageManager,
        Self::WriteBelow,
        Self::ReadsSensitiveFiles,
        Self::ContactsApiServer,
        Self::PrivilegedContainer,
    ];

    /// The word for it in o8: `shellInContainer`.
    pub fn word(self) -> &'static str {
        self.template().word
    }

    fn template(self) -> &'static Template {
        match self {
            Self::ShellInContainer => &SHELL_IN_CONTAINER,
            Self::PackageManager => &PACKAGE_MANAGER,
            Self::WriteBelow => &WRITE_BELOW,
            Self::ReadsSensitiveFiles => &READS_SENSITIVE_FILES,
            Self::ContactsApiServer => &CONTACTS_API_SERVER,
            Self::PrivilegedContainer => &PRIVILEGED_CONTAINER,
        }
    }
}

/// How a rule is written. `LIST` in its condition is the list beside it, or that of the paths.
struct Template {
    word: &'static str,
    title: &'static str,
    description: &'static str,
    macros: &'static [Macro],
    list: Option<&'static [&'static str]>,
    condition: &'static str,
    /// What is said of what was noticed, besides pod and image.
    fields: &'static str,
    tags: &'static [&'static str],
}

/// What several rules have in common.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Macro {
    Started,
    OpenedToWrite,
    OpenedToRead,
    Connected,
}

impl Macro {
    fn word(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::OpenedToWrite => "opened_to_write",
            Self::OpenedToRead => "opened_to_read",
            Self::Connected => "connected",
        }
    }

    fn condition(self) -> &'static str {
        match self {
            Self::Started => "(evt.type in (execve, execveat))",
            Self::OpenedToWrite => {
                "(evt.type in (open, openat, openat2, creat) and evt.is_open_write = true and fd.typechar = 'f' and fd.num >= 0)"
            }
            Self::OpenedToRead => {
                "(evt.type in (open, openat, openat2) and evt.is_open_read = true and fd.typechar = 'f' and fd.num >= 0)"
            }
            Self::Connected => {
                "(evt.type = connect and fd.typechar in (4, 6) and (evt.rawres >= 0 or evt.res = EINPROGRESS))"
            }
        }
    }
}

const SHELL_IN_CONTAINER: Template = Template {
    word: "shellInContainer",
    title: "shell in container",
    description: "A shell with a terminal runs in a container: somebody looks around in it.",
    macros: &[Macro::Started],
    list: Some(&["ash", "bash", "csh", "dash", "fish", "ksh", "sh", "tcsh", "zsh"]),
    condition: "proc.name in (LIST) and proc.tty != 0",
    fields: "user=%user.name process=%proc.name parent=%proc.pname command=%proc.cmdline",
    tags: &["shell", "mitre_execution", "T1059"],
};

const PACKAGE_MANAGER: Template = Template {
    word: "packageManager",
    title: "package manager",
    description: "Something is installed in a container: it is another one than its image.",
    macros: &[Macro::Started],
    // The kernel keeps fifteen characters of a name.
    list: Some(&[
        "apk", "apt", "apt-get", "aptitude", "conda", "dnf", "dpkg", "gem", "microdnf", "npm", "pacman",
        "pip", "pip3", "rpm", "snap", "tdnf", "yum", "zypper",
    ]),
    condition: "proc.name in (LIST)",
    fields: "user=%user.name process=%proc.name parent=%proc.pname command=%proc.cmdline",
    tags: &["software", "mitre_persistence", "T1505"],
};

const WRITE_BELOW: Template = Template {
    word: "writeBelow",
    title: "write below protected paths",
    description: "A file is opened to be written where nothing of a container has to write.",
    macros: &[Macro::OpenedToWrite],
    list: None,
    condition: "fd.name pmatch (LIST)",
    fields: "file=%fd.name user=%user.name process=%proc.name command=%proc.cmdline",
    tags: &["filesystem", "mitre_persistence", "T1543"],
};

const READS_SENSITIVE_FILES: Template = Template {
    word: "readsSensitiveFiles",
    title: "read of sensitive files",
    description: "A file is opened to be read that holds what nobody should know.",
    macros: &[Macro::OpenedToRead],
    list: None,
    condition: "fd.name pmatch (LIST)",
    fields: "file=%fd.name user=%user.name process=%proc.name command=%proc.cmdline",
    tags: &["filesystem", "mitre_credential_access", "T1555"],
};

const CONTACTS_API_SERVER: Template = Template {
    word: "contactsApiServer",
    title: "contact with the API server",
    description: "A container connects to the API server of its cluster.",
    macros: &[Macro::Connected],
    list: None,
    condition: "fd.sip.name = \"kubernetes.default.svc.cluster.local\"",
    fields: "connection=%fd.name user=%user.name process=%proc.name command=%proc.cmdline",
    tags: &["network", "mitre_discovery", "T1565"],
};

const PRIVILEGED_CONTAINER: Template = Template {
    word: "privilegedContainer",
    title: "privileged container",
    description: "The first process of a container starts that may do whatever its node may.",
    macros: &[Macro::Started],
    list: None,
    condition: "proc.vpid = 1 and container.privileged = true",
    fields: "user=%user.name process=%proc.name command=%proc.cmdline",
    tags: &["mitre_privilege_escalation", "T1610"],
};

/// The ConfigMap with the rules.
pub fn config_map(asked: &RuntimeRules) -> Node {
    let rules = yaml_in_text(&rules(asked));
    let name = eco_format!("falco-rules-{}", asked.environment);
    let key = eco_format!("o8-{}.yaml", asked.environment);
    map([
        ("apiVersion", Some(text("v1"))),
        ("kind", Some(text("ConfigMap"))),
        (
            "metadata",
            Some(map([("name", Some(text(name))), ("namespace", Some(text(asked.namespace.clone())))])),
        ),
        ("data", Some(map([(key.as_str(), Some(text(rules)))]))),
    ])
}

/// The file of rules.
pub fn rules(asked: &RuntimeRules) -> Node {
    let named = |word: &str| eco_format!("o8_{}_{word}", asked.environment.replace("-", "_"));
    let list_of =
        |name: &EcoString, items: Node| map([("list", Some(text(name.clone()))), ("items", Some(items))]);
    let macro_of = |name: EcoString, condition: EcoString| {
        map([("macro", Some(text(name))), ("condition", Some(text(condition)))])
    };
    let (plugin, version) = CONTAINER_PLUGIN;
    let plugin = map([("name", Some(text(plugin))), ("version", Some(text(version)))]);
    let (namespaces, pods) = (named("namespaces"), named("pods"));
    let mut all = vec![
        map([("required_engine_version", Some(text(ENGINE)))]),
        map([("required_plugin_versions", Some(list([plugin])))]),
        list_of(&namespaces, texts(asked.namespaces.iter().map(EcoString::as_str))),
        macro_of(pods.clone(), eco_format!("(container.id != host and k8s.ns.name in ({namespaces}))")),
    ];
    let mut macros: Vec<Macro> =
        asked.rules.iter().flat_map(|rule| rule.what.template().macros).copied().collect();
    macros.sort_unstable();
    macros.dedup();
    all.extend(macros.iter().map(|shared| macro_of(named(shared.word()), shared.condition().into())));
    for rule in &asked.rules {
        let template = rule.what.template();
        let own = |word: &str| named(&format!("{}_{word}", snake_case(template.word)));
        let mut condition = pods.to_string();
        for shared in template.macros {
            condition.push_str(&format!(" and {}", named(shared.word())));
        }
        let (items, name) = match template.list {
            Some(items) => (texts(items.iter().copied()), own("programs")),
            None => (texts(rule.paths.iter().map(EcoString::as_str)), own("paths")),
        };
        condition.push_str(&format!(" and {}", template.condition.replace("LIST", &name)));
        if template.condition.contains("LIST") {
            all.push(list_of(&name, items));
        }
        if !rule.except.is_empty() {
            let name = own("except");
            all.push(list_of(&name, texts(rule.except.iter().map(EcoString::as_str))));
            condition.push_str(&format!(" and not container.image.repository in ({name})"));
        }
        let tags = ["o8", "container"].into_iter().chain(template.tags.iter().copied());
        let tags = tags.chain(rule.tags.iter().map(EcoString::as_str));
        let title = eco_format!("o8 {}: {}", asked.environment, template.title);
        let output = eco_format!(
            "{title} | {} namespace=%k8s.ns.name pod=%k8s.pod.name container=%container.name image=%container.image.repository",
            template.fields
        );
        all.push(map([
            ("rule", Some(text(title))),
            ("desc", Some(text(template.description))),
            ("condition", Some(text(condition))),
            ("output", Some(text(output))),
            ("priority", Some(text(rule.priority.clone()))),
            ("tags", Some(texts(tags))),
        ]));
    }
    list(all)
}

/// `shellInContainer` as `shell_in_container`.
fn snake_case(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
