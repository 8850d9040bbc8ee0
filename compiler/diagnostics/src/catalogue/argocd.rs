//! How Argo CD delivers, and what it is told for that: E0973 to E0989, W0970 to W0979.

use super::wording::{all_of, near_or, nearest};
use crate::{Diagnostic, Place};

/// E0973: a module that the hydrator of Argo CD cannot render to a branch.
pub fn not_hydrated(place: Place, module: &str, why: &str, hydrator: Place) -> Diagnostic {
    Diagnostic::error("E0973", place, format!("Argo CD cannot render `{module}` to a branch: {why}"))
        .label("would be synced from where it is")
        .related(hydrator, "everything is to be rendered to a branch")
        .help("say `direct = true` in the hydrator to sync such modules from where they are")
}

/// E0974: a branch of the hydrator is, or is below, a branch that is followed.
pub fn branch_of_two(place: Place, prefix: &str, followed: &str, other: Place) -> Diagnostic {
    let why = match prefix == followed {
        true => format!("`{followed}` is what Argo CD renders from: Git has no branch below it"),
        false => format!(
            "`{followed}` is what Argo CD renders from, and is in the way of branches below `{prefix}`"
        ),
    };
    Diagnostic::error("E0974", place, why)
        .label(format!("branches such as `{prefix}/prod`"))
        .related(other, format!("follows `{followed}`"))
        .help("let the branches of the hydrator begin with another name")
}

/// E0976: something that the release of Argo CD does not have.
pub fn needs_release(place: Place, what: &str, since: (u32, u32), runs: (u32, u32)) -> Diagnostic {
    Diagnostic::error("E0976", place, format!("Argo CD {}.{} does not have {what}", runs.0, runs.1))
        .label(format!("since Argo CD {}.{}", since.0, since.1))
        .help("say which release runs: `argocd.version` of the platform")
}

/// E0975: a hydrator where everything is rendered already.
pub fn rendered_already(place: Place) -> Diagnostic {
    Diagnostic::error(
        "E0975",
        place,
        "nothing is left for Argo CD to render: `layout = \"rendered\"` writes every object in full",
    )
    .label("renders to a branch")
    .help("take `hydrator` out, or `layout` out of `o8.toml`")
}

/// E0977: a team without a service account, where Argo CD syncs by one alone.
pub fn no_service_account(place: Place, team: &str, platform: Place) -> Diagnostic {
    Diagnostic::error(
        "E0977",
        place,
        format!("Argo CD could sync nothing of the team `{team}`: it has no `serviceAccount`"),
    )
    .label("no service account")
    .related(platform, "with this, Argo CD syncs nothing by privileges of its own")
    .help("say by whom its applications are synced: `serviceAccount = \"deployer\"`")
}

/// E0977: the service account of a team, where Argo CD syncs as itself.
pub fn service_account_unused(place: Place, team: &str, platform: Place) -> Diagnostic {
    Diagnostic::error("E0977", place, format!("Argo CD syncs what `{team}` has by privileges of its own, and not by this account"))
        .label("goes nowhere")
        .related(platform, "the platform does not say by whom its own is synced")
        .help("Argo CD syncs by service accounts everywhere or nowhere: say `argocd.serviceAccount = \"argocd:deployer\"` in the platform")
}

/// E0978: a team called like the project that Argo CD has itself.
pub fn built_in_project(place: Place) -> Diagnostic {
    Diagnostic::error(
        "E0978",
        place,
        "Argo CD has a project `default` itself, which the root application is in",
    )
    .label("would take its place, and allow what this team needs alone")
    .help("give the team another name")
}

/// E0979: signatures are asked of branches that Argo CD writes.
pub fn unsigned_branches(place: Place, team: &str, hydrator: Place) -> Diagnostic {
    Diagnostic::error(
        "E0979",
        place,
        format!("nothing of `{team}` could be synced: Argo CD does not sign what it renders to a branch"),
    )
    .label("asks for signed commits")
    .related(hydrator, "modules are synced from branches that Argo CD writes")
    .help("take `signatures` or the hydrator out")
}

/// W0970: whoever may open a pull request gets a copy of an environment.
pub fn open_to_all(place: Place, environment: &str, repository: &str) -> Diagnostic {
    let message = format!(
        "everybody who may open a pull request of `{repository}` may run code in the clusters of `{environment}`"
    );
    Diagnostic::warning("W0970", place, message)
        .label("no `label`")
        .help("ask for a label, which those may give who review: `label = \"preview\"`")
}

/// E0980: Argo CD gets to know a repository twice.
pub fn repository_twice(place: Place, names: (&str, &str), url: &str, other: Place) -> Diagnostic {
    let message = format!(
        "`{}` and `{}` are one repository: Argo CD takes the credentials of one of them",
        names.0, names.1
    );
    Diagnostic::error("E0980", place, message)
        .label(format!("`{url}` again"))
        .related(other, "already known by this")
        .help("take one of them out, or give each to another team")
}

/// W0971: Argo CD gets to know a repository that nothing reads.
pub fn repository_unread(place: Place, name: &str, url: &str, read: &[&str]) -> Diagnostic {
    let found = Diagnostic::warning("W0971", place, format!("no module reads the repository `{name}`"))
        .label(format!("`{url}`"));
    let known = format!("modules read {}", all_of(read.iter().copied(), 6));
    near_or(found, nearest(url, read.iter().copied()), known)
}

/// E0981: an ApplicationSet is to leave something alone of an application that there is not.
pub fn unknown_application(place: Place, name: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("E0981", place, format!("there is no application `{name}`"))
        .label("nothing would be left alone");
    near_or(
        found,
        nearest(name, known.iter().copied()),
        "applications are called `MODULE-ENVIRONMENT`; without `name`, it holds for all",
    )
}

/// W0862: something waits for objects of a kind that Argo CD takes for healthy as soon as they are there. `waits` is who, and where that
/// is said; nobody in particular, where it is the next environment. Check HC01.
pub fn awaited_without_health(
    (place, emitted): (Place, Place),
    kind: &str,
    modules: &[&str],
    waits: Option<(&str, Place)>,
    (since, runs): (Option<(u32, u32)>, (u32, u32)),
) -> Diagnostic {
    let waiter = waits.map_or("the next environment".to_owned(), |(module, _)| format!("`{module}`"));
    let modules = all_of(modules.iter().copied(), 6);
    let found = Diagnostic::warning(
        "W0862",
        place,
        format!("{waiter} waits for {modules}, and Argo CD takes every `{kind}` for healthy as soon as it is there"),
    )
    .label(format!("Argo CD {}.{} has no check for it", runs.0, runs.1));
    let found = if place == emitted { found } else { found.related(emitted, "emitted here") };
    let found = match waits {
        Some((_, place)) => found.related(place, "waits for it"),
        None => found,
    };
    let say = format!(
        "say when it is healthy: `argocd.health = {{ \"{kind}\" = SCRIPT }}` in the platform, with a script in Lua"
    );
    found.help(match since {
        Some((major, minor)) => format!("Argo CD has a check since {major}.{minor}; until then, {say}"),
        None => say,
    })
}

/// W0863: a check of a kind that nothing has, and that is nearly one that something has.
pub fn health_of_nothing(place: Place, kind: &str, near: &str) -> Diagnostic {
    Diagnostic::warning("W0863", place, format!("nothing in the program is a `{kind}`"))
        .label("looks at nothing")
        .help(format!("did you mean `{near}`?"))
}

/// E0866: a check of applications, where waves are made of them.
pub fn health_of_applications(place: Place, platform: Place) -> Diagnostic {
    Diagnostic::error(
        "E0866",
        place,
        "waves of applications depend on the check of `argoproj.io/Application` that o8 writes",
    )
    .label("would take its place")
    .related(platform, "delivers by applications that wait for each other")
    .help("take it out")
}
