//! Which folders of the platform's repository an application is made from. Argo CD refreshes it for commits that touch them, and
//! keeps the manifests that it has for all others, instead of rendering every application for every commit.
//!
//! ```text
//! argocd.argoproj.io/manifest-generate-paths: .;../../base;../prod
//! ```

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Layout, Target};

use super::element::{Field, Fields, Group};

/// The annotation. Paths are relative to that of the source, with semicolons between them.
pub(super) const GENERATE_PATHS: &str = "argocd.argoproj.io/manifest-generate-paths";

/// The folder of the source itself.
pub(super) const HERE: &str = ".";

/// What the folder of a target refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Above {
    /// Nothing: everything is written out in it.
    Nothing,
    /// The base of the module.
    Base,
    /// The overlay of the environment, which refers to the base.
    Environment,
}

impl Above {
    /// That of a target of a module.
    pub(super) fn of(layout: Layout, target: &Target) -> Self {
        match layout {
            Layout::Rendered => Self::Nothing,
            Layout::Kustomize if target.one_of_several && !target.live && target.environment.is_some() => {
                Self::Environment
            }
            Layout::Kustomize => Self::Base,
        }
    }
}

impl Group<'_> {
    /// The folders that an application is made from; `None` where something of others is part of it. The paths would be
    /// those of other repositories too, and hide what changes there.
    pub(super) fn generate_paths(&self, fields: Fields<'_>) -> Option<EcoString> {
        if self.elements.iter().any(|element| element.source.is_some() || element.path.is_none()) {
            return None;
        }
        let above = |wanted: Above| self.elements.iter().any(|element| element.above == wanted);
        let mut paths = EcoString::from(HERE);
        if above(Above::Base) || above(Above::Environment) {
            paths.push_str(";../../base");
        }
        if above(Above::Environment) {
            // Where an element is all there is of its environment, this is its own folder once more.
            paths.push_str(&eco_format!(";../{}", fields.get(Field::Environment)));
        }
        Some(paths)
    }
}
