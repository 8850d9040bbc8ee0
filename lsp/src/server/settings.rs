//! What the user wants to be shown, as the client says it at the start and whenever it changes.

use serde_json::Value;
use tower_lsp::ls_types::ConfigurationItem;

use super::Backend;
use crate::features::{inlay, lenses};

/// The section that the settings are below.
const SECTION: &str = "o8";

/// What is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Settings {
    /// `o8.inlayHints.…`
    pub(super) hints: inlay::Wanted,
    /// `o8.codeLens.…`
    pub(super) lenses: lenses::Wanted,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            hints: inlay::Wanted { types: true, effective: true, defaults: false },
            lenses: lenses::Wanted { objects: true, overrides: true, references: false, tests: true },
        }
    }
}

impl Settings {
    /// Takes over what is said, and gives what cannot be understood of it. What is not said stays as it is.
    pub(super) fn update(&mut self, said: &Value) -> Vec<String> {
        let said = said.get(SECTION).unwrap_or(said);
        let mut wrong = Vec::new();
        let flags = [
            ("inlayHints", "types", &mut self.hints.types),
            ("inlayHints", "effectiveValues", &mut self.hints.effective),
            ("inlayHints", "defaults", &mut self.hints.defaults),
            ("codeLens", "objects", &mut self.lenses.objects),
            ("codeLens", "overrides", &mut self.lenses.overrides),
            ("codeLens", "references", &mut self.lenses.references),
            ("codeLens", "tests", &mut self.lenses.tests),
        ];
        let mut known = Vec::new();
        for (group, name, flag) in flags {
            known.push((group, name));
            match said.get(group).and_then(|group| group.get(name)) {
                None | Some(Value::Null) => {}
                Some(Value::Bool(value)) => *flag = *value,
                Some(other) => {
                    wrong.push(format!("`{SECTION}.{group}.{name}` is `true` or `false`, not `{other}`"));
                }
            }
        }
        for group in ["inlayHints", "codeLens"] {
            match said.get(group) {
                None | Some(Value::Null) => {}
                Some(Value::Object(entries)) => {
                    let unknown = entries.keys().filter(|name| !known.contains(&(group, name.as_str())));
                    wrong.extend(
                        unknown.map(|name| format!("there is no setting `{SECTION}.{group}.{name}`")),
                    );
                }
                Some(other) => wrong.push(format!("`{SECTION}.{group}` holds settings, not `{other}`")),
            }
        }
        wrong
    }
}

impl Backend {
    pub(super) fn settings(&self) -> Settings {
        *self.settings.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Takes over what the client says.
    pub(super) fn take_settings(&self, said: &Value) {
        let mut settings = self.settings.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for wrong in settings.update(said) {
            self.outbox.show_error(&wrong);
        }
    }

    /// Takes over what has changed. A client that does not say what is asked.
    pub(super) async fn settings_changed(&self, said: Value) {
        let before = self.settings();
        let known = self.known.get();
        if said.is_null() && known.is_some_and(|known| known.has_settings) {
            let section = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
            if let Ok(found) = self.client.configuration(vec![section]).await {
                found.iter().for_each(|found| self.take_settings(found));
            }
        } else {
            self.take_settings(&said);
        }
        let after = self.settings();
        let client = self.client.clone();
        let asks_hints = before.hints != after.hints && known.is_some_and(|known| known.can_refresh_hints);
        let asks_lenses =
            before.lenses != after.lenses && known.is_some_and(|known| known.can_refresh_lenses);
        // The answer of the client is for nobody to wait for.
        tokio::spawn(async move {
            if asks_hints {
                let _ = client.inlay_hint_refresh().await;
            }
            if asks_lenses {
                let _ = client.code_lens_refresh().await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_said_is_taken_and_the_rest_stays() {
        let mut settings = Settings::default();
        assert!(settings.update(&json!({ "inlayHints": { "types": false }, "codeLens": null })).is_empty());
        assert!(!settings.hints.types && settings.hints.effective);
        assert!(settings.update(&json!({ "o8": { "codeLens": { "references": true } } })).is_empty());
        assert!(settings.lenses.references && !settings.hints.types);
        assert!(settings.update(&Value::Null).is_empty());
    }

    #[test]
    fn what_cannot_be_understood_is_said() {
        let mut settings = Settings::default();
        let said = json!({ "inlayHints": { "types": "no", "colours": true }, "codeLens": false });
        let wrong = settings.update(&said);
        assert_eq!(
            wrong,
            [
                "`o8.inlayHints.types` is `true` or `false`, not `\"no\"`",
                "there is no setting `o8.inlayHints.colours`",
                "`o8.codeLens` holds settings, not `false`",
            ]
        );
        assert_eq!(settings, Settings::default());
    }
}
