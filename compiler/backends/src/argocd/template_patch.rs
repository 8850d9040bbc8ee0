//! `templatePatch` of an ApplicationSet: what the template cannot say, because it differs from one element to the next and is
//! no text, or because it may be there in some and absent in others.

use o8_ir::Node;

use super::element::sync_options;
use crate::document::text;

/// What differs between the elements of an ApplicationSet. Each is a field of the elements.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Differences {
    /// `server`: some clusters are addressed by URL and some by name, which the template says.
    pub(super) server: bool,
    /// `automated`: Argo CD syncs some by itself.
    pub(super) automated: bool,
    /// `ignoreDifferences`: rules of what others write.
    pub(super) ignored: bool,
    /// Whether a sync leaves that alone too.
    pub(super) respected: Respected,
}

/// Where a sync leaves alone what others write.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Respected {
    /// Nowhere, or wherever the template says.
    Same,
    /// Where there are rules.
    WithRules,
    /// Where `respectIgnoreDifferences` says so.
    Said,
}

/// The patch; `None` where nothing differs.
pub(super) fn template_patch(differences: Differences) -> Option<Node> {
    let mut parts = Vec::new();
    if differences.server {
        parts.push(Part::new("server", &["destination:", "  server: \"{{.server}}\""]));
    }
    if differences.ignored {
        parts.push(Part::new("ignoreDifferences", &["ignoreDifferences: {{toJson .ignoreDifferences}}"]));
    }
    let mut policy = Vec::new();
    if differences.automated {
        policy.push(Part::new("automated", &["automated:", "  prune: true", "  selfHeal: true"]));
    }
    let respected = match differences.respected {
        Respected::Same => None,
        Respected::WithRules => Some("ignoreDifferences"),
        Respected::Said => Some("respectIgnoreDifferences"),
    };
    if let Some(condition) = respected {
        // A patch replaces a list.
        let options = sync_options(true).map(|option| format!("- {option}"));
        let lines = std::iter::once("syncOptions:".to_owned()).chain(options).collect();
        policy.push(Part { conditions: vec![condition], lines });
    }
    parts.extend(Part::below("syncPolicy:", policy));
    let patch = Part::below("spec:", parts)?;
    let mut all = patch.guarded().join("\n");
    all.push('\n');
    Some(text(all))
}

/// Some lines, and the fields of which one has to be set for them to be there.
struct Part {
    conditions: Vec<&'static str>,
    lines: Vec<String>,
}

impl Part {
    fn new(condition: &'static str, lines: &[&str]) -> Self {
        Self { conditions: vec![condition], lines: lines.iter().map(|line| (*line).to_owned()).collect() }
    }

    /// Parts below a line, which is there where one of them is: without any, the line alone would take away what the template
    /// says there.
    fn below(line: &str, parts: Vec<Self>) -> Option<Self> {
        let mut conditions: Vec<&str> = Vec::new();
        for condition in parts.iter().flat_map(|part| &part.conditions) {
            if !conditions.contains(condition) {
                conditions.push(condition);
            }
        }
        let is_one = conditions.len() == 1;
        let lines = parts.into_iter().flat_map(|part| if is_one { part.lines } else { part.guarded() });
        let mut all = vec![line.to_owned()];
        all.extend(lines.map(|line| format!("  {line}")));
        (!conditions.is_empty()).then_some(Self { conditions, lines: all })
    }

    /// The lines with their condition around them.
    fn guarded(self) -> Vec<String> {
        let fields: Vec<String> = self.conditions.iter().map(|field| format!(".{field}")).collect();
        let condition = match fields.as_slice() {
            [one] => one.clone(),
            several => format!("or {}", several.join(" ")),
        };
        let mut all = vec![format!("{{{{- if {condition} }}}}")];
        all.extend(self.lines);
        all.push("{{- end }}".to_owned());
        all
    }
}
