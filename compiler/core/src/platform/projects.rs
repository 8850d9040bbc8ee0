//! What a team's project says that depends on the rest of the platform: by whom Argo CD syncs, and what has to be signed.

use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::argocd as catalogue;
use o8_ir::ModuleSummary;
use o8_ir::platform::{Platform, Team};

use crate::model::Model;

/// The first release of Argo CD that syncs by a service account of the project.
const SERVICE_ACCOUNTS: (u32, u32) = (2, 13);

/// The first release that looks at all commits since the last sync.
const STRICT_SIGNATURES: (u32, u32) = (3, 5);

/// Reports teams whose applications could not be synced, or would be by somebody else than they say.
pub fn check_projects(model: &Model, modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let Some(platform) = &model.platform else { return Vec::new() };
    let delivers = |team: &Team| modules.iter().any(|module| module.team == team.name);
    let teams = model.teams.iter().filter(|team| !team.existing && delivers(team));
    let mut found: Vec<Diagnostic> = teams.flat_map(|team| of_team(platform, team)).collect();
    if let Some((_, place)) = &platform.service_account
        && platform.argocd_version < SERVICE_ACCOUNTS
    {
        let what = "service accounts of projects";
        found = vec![catalogue::needs_release(*place, what, SERVICE_ACCOUNTS, platform.argocd_version)];
    }
    found
}

fn of_team(platform: &Platform, team: &Team) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if team.name == "default" {
        found.push(catalogue::built_in_project(team.place));
    }
    match (&platform.service_account, &team.service_account) {
        (Some((_, place)), None) => {
            found.push(catalogue::no_service_account(team.place, &team.name, *place));
        }
        (None, Some((_, place))) => {
            found.push(catalogue::service_account_unused(*place, &team.name, platform.place));
        }
        _ => {}
    }
    if let Some(signatures) = &team.signatures {
        if let Some(hydrator) = &platform.hydrator {
            found.push(catalogue::unsigned_branches(signatures.place, &team.name, hydrator.place));
        } else if signatures.strict && platform.argocd_version < STRICT_SIGNATURES {
            let what = "the mode `strict` of signatures";
            let runs = platform.argocd_version;
            found.push(catalogue::needs_release(signatures.place, what, STRICT_SIGNATURES, runs));
        }
    }
    found
}
