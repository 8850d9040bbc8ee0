//! What is wrong with clusters, and with what they have: E085x, W085x.

use super::wording::{all_of, near_or, nearest, one_of};
use crate::{Diagnostic, Place};

/// E0850: `environment` is read for an addon, which is in a cluster, whatever the environments on it.
pub fn environment_in_addon(place: Place, addon: &str) -> Diagnostic {
    Diagnostic::error("E0850", place, format!("the addon `{addon}` is in no environment"))
        .label("read for a cluster, not for an environment")
        .help("what differs from one cluster to the next is a field of `cluster`, such as a label, or is said `in @CLUSTER`")
}

/// E0850: a component reads a field of `module` that an addon does not have.
pub fn no_field_of_addon(place: Place, field: &str, addon: &str) -> Diagnostic {
    Diagnostic::error(
        "E0850",
        place,
        format!("the addon `{addon}` has no `{field}`, which modules alone have"),
    )
    .label("read for an addon")
}

/// E0851: an override for an environment, in an addon, or for a cluster that does not have it.
pub fn not_deployed_to(
    place: Place,
    addon: &str,
    target: (Option<&str>, Option<&str>),
    deployed: &[&str],
) -> Diagnostic {
    match target {
        (Some(environment), cluster) => {
            let found = Diagnostic::error(
                "E0851",
                place,
                format!("the addon `{addon}` is in clusters: it is not in the environment `{environment}`"),
            )
            .label("an environment");
            let cluster = cluster.or_else(|| deployed.first().copied());
            match cluster {
                Some(cluster) => {
                    found.help(format!("what holds in one cluster is said `in @{cluster} {{ … }}`"))
                }
                None => found,
            }
        }
        (None, cluster) => {
            let cluster = cluster.unwrap_or_default();
            let found = Diagnostic::error(
                "E0851",
                place,
                format!("the addon `{addon}` is not in the cluster `{cluster}`"),
            )
            .label("never holds");
            match nearest(cluster, deployed.iter().copied()) {
                Some(near) => found.help(format!("did you mean `@{near}`?")),
                None if deployed.is_empty() => found.help("it is in no cluster"),
                None => found.help(format!("it is in {}", all_of(deployed.iter().copied(), 6))),
            }
        }
    }
}

/// E0852: clusters are chosen by labels that none of them has. Check CL01.
pub fn nothing_selected(place: Place, message: &str, help: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0852", place, message).label("no cluster has it");
    match help {
        Some(help) => found.help(help),
        None => found,
    }
}

/// W0801: an addon that no cluster has, because there is none.
pub fn addon_nowhere(place: Place, addon: &str) -> Diagnostic {
    Diagnostic::warning("W0801", place, format!("`{addon}` is deployed nowhere: there is no cluster for it"))
        .label("no target")
        .help("declare a cluster, or name one in `clusters`")
}

/// E0864: two clusters have one address.
pub fn same_server(place: Place, cluster: &str, other: &str, there: Place) -> Diagnostic {
    Diagnostic::error(
        "E0864",
        place,
        format!("`{cluster}` has the address of `{other}`: they are one cluster"),
    )
    .label(format!("the address of `{cluster}`"))
    .related(there, format!("that of `{other}`"))
    .help("declare it once; two environments can be in one cluster")
}

/// E0803: an addon and a module have one name, and with it one folder and one application set.
pub fn addon_and_module_of_one_name(name: &str, place: Place, other: Place) -> Diagnostic {
    Diagnostic::error("E0803", place, format!("an addon and a module are both called `{name}` in the output"))
        .label("the second one")
        .related(other, "the first one")
        .help("addons and modules share their folders: give one of them another name")
}

/// E0807: a module needs an addon that a cluster of one of its targets does not have.
pub fn needed_addon_absent(
    place: Place,
    module: &str,
    addon: &str,
    cluster: &str,
    target: &str,
) -> Diagnostic {
    Diagnostic::error(
        "E0807",
        place,
        format!("`{module}` needs the addon `{addon}`, which the cluster `{cluster}` does not have"),
    )
    .label(format!("`{module}` is deployed to `{target}`"))
    .help(format!("give `{addon}` to `{cluster}`, or leave `{target}` out of the targets of `{module}`"))
}

/// E0853: a namespace of a cluster is made for an environment and for addons.
pub fn namespace_of_two(
    place: Place,
    addon: &str,
    namespace: &str,
    cluster: &str,
    (environment, module): (&str, &str),
    other: Place,
) -> Diagnostic {
    Diagnostic::error(
        "E0853",
        place,
        format!(
            "the namespace `{namespace}` of `{cluster}` is made for the addon `{addon}` and for `{environment}`: \
             whichever is synced last decides on its labels"
        ),
    )
    .label(format!("`{addon}` lives in `{namespace}`"))
    .related(other, format!("`{module}` lives in it too, in `{environment}`"))
    .help("give one of them another `namespace`")
}

/// E0853: addons of one namespace want it to enforce different levels of Pod Security.
pub fn levels_of_namespace(
    place: Place,
    namespace: &str,
    cluster: &str,
    (addon, level): (&str, &str),
    (other, other_level): (&str, &str),
    other_place: Place,
) -> Diagnostic {
    Diagnostic::error(
        "E0853",
        place,
        format!(
            "the namespace `{namespace}` of `{cluster}` cannot enforce `{level}` for `{addon}` and `{other_level}` for `{other}`"
        ),
    )
    .label(format!("`podSecurity` is `{level}` here"))
    .related(other_place, format!("and `{other_level}` here"))
    .help("give one of them another `namespace`, or both one level")
}

/// E0855: an annotation is asked of a cluster that no cluster declares. Check CL01.
pub fn unknown_annotation(place: Place, key: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error("E0855", place, format!("no cluster has an annotation `{key}`"))
        .label("null in every cluster");
    match nearest(key, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => found.help("no cluster declares `annotations`"),
        None => found.help(format!("clusters have {}", all_of(known.iter().copied(), 6))),
    }
}

/// W0855: annotations of a cluster that nothing carries or reads.
pub fn annotations_unread(place: Place, cluster: &str) -> Diagnostic {
    Diagnostic::warning("W0855", place, format!("nothing reads the annotations of `{cluster}`"))
        .label("these go nowhere")
        .help("read `cluster.annotations` in a component, or write them into Argo CD\'s Secret of the cluster: `register = true`")
}

/// E0856: facts of a cluster that is not declared.
pub fn facts_of_nothing<'a>(
    place: Place,
    name: &str,
    clusters: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0856",
        place,
        format!("there is no cluster `{name}` that these could be facts of"),
    )
    .label("not declared");
    near_or(found, nearest(name, clusters), "facts have the name of the cluster that they are about")
}

/// E0857: a cluster runs another release of Kubernetes than the program says.
pub fn other_release(
    place: Place,
    cluster: &str,
    runs: (u32, u32),
    said: (u32, u32),
    said_at: Place,
) -> Diagnostic {
    Diagnostic::error(
        "E0857",
        place,
        format!(
            "`{cluster}` runs Kubernetes {}.{}, and the program says that it runs {}.{}",
            runs.0, runs.1, said.0, said.1
        ),
    )
    .label("what it runs")
    .related(said_at, "what the program says")
    .help("say what is true, or leave it to the facts")
}

/// E0858: a custom resource in a version that a cluster does not serve. Check VE01.
pub fn custom_resource_not_served(
    (place, emitted): (Place, Place),
    object: &str,
    (group, version): (&str, &str),
    cluster: &str,
    served: &[&str],
    facts: Place,
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0858",
        place,
        format!("{object} is {group}/{version}, which the cluster `{cluster}` does not serve"),
    );
    let found = match place == emitted {
        true => found.label("emitted here"),
        false => found.label("brought about by this").related(emitted, "emitted here"),
    };
    let found = found.related(facts, format!("what `{cluster}` serves of it"));
    match served {
        [] => found.help("it serves no version of this kind"),
        _ => {
            let versions: Vec<String> = served.iter().map(|version| format!("{group}/{version}")).collect();
            found.help(format!("use {}", one_of(versions.iter().map(String::as_str), 6)))
        }
    }
}

/// A custom resource without its definition.
pub struct MissingDefinition<'a> {
    /// The object in words.
    pub object: &'a str,
    /// `GROUP/KIND`
    pub kind: &'a str,
    /// The clusters that lack the definition.
    pub clusters: &'a [&'a str],
    /// A module or an addon that brings it elsewhere, to which cluster, and where it is declared.
    pub bringer: Option<(&'a str, &'a str, Place)>,
    /// A chart that is known to bring it.
    pub chart: Option<&'a str>,
}

impl MissingDefinition<'_> {
    fn found(&self, (place, emitted): (Place, Place), found: Diagnostic) -> Diagnostic {
        let found = match place == emitted {
            true => found.label("emitted here"),
            false => found.label("brought about by this").related(emitted, "emitted here"),
        };
        match self.bringer {
            Some((module, cluster, place)) => {
                found.related(place, format!("`{module}` brings the definition to `{cluster}`"))
            }
            None => found,
        }
    }

    fn clusters(&self) -> String {
        all_of(self.clusters.iter().copied(), 6)
    }
}

/// E0867: a custom resource that a cluster has no definition of, and gets none. Check CR01.
pub fn definition_absent(
    places: (Place, Place),
    missing: &MissingDefinition<'_>,
    facts: Place,
) -> Diagnostic {
    let MissingDefinition { object, kind, .. } = missing;
    let clusters = missing.clusters();
    let message = format!("{object} is a `{kind}`, of which nothing brings the definition to {clusters}");
    let found = missing.found(places, Diagnostic::error("E0867", places.0, message));
    let found = found.related(facts, "all that the cluster has");
    found.help(match (missing.bringer, missing.chart) {
        (Some((module, ..)), _) => format!("deploy `{module}` to {clusters} as well"),
        (None, Some(chart)) => {
            format!("the chart `{chart}` brings it: deploy that to {clusters}, such as by an addon")
        }
        (None, None) => {
            format!("deploy to {clusters} what brings it, such as by an addon, or emit the definition")
        }
    })
}

/// W0864: a custom resource whose definition a module brings to other clusters. Check CR01.
pub fn definition_elsewhere(places: (Place, Place), missing: &MissingDefinition<'_>) -> Diagnostic {
    let MissingDefinition { object, kind, .. } = missing;
    let clusters = missing.clusters();
    let message =
        format!("{object} is a `{kind}`, and nothing in the program brings its definition to {clusters}");
    let found = missing.found(places, Diagnostic::warning("W0864", places.0, message));
    let module = missing.bringer.map_or("what brings it", |(module, ..)| module);
    found.help(format!(
        "deploy `{module}` to {clusters} as well; where others bring it, `crds` of the facts of the cluster says so"
    ))
}

/// E0854: `cluster` is read in an environment whose clusters Argo CD looks for itself.
pub fn cluster_of_fleet(place: Place, environment: &str) -> Diagnostic {
    Diagnostic::error(
        "E0854",
        place,
        format!("the clusters of `{environment}` are known to Argo CD alone: nothing in it can depend on `cluster`"),
    )
    .label("read for a cluster that nobody knows yet")
    .help(format!("without `live = true` in `{environment}`, the clusters that are declared are listed, and each is known"))
}

/// E0854: a module names one of the clusters of an environment whose clusters Argo CD looks for itself.
pub fn one_of_fleet(place: Place, cluster: &str, environment: &str) -> Diagnostic {
    Diagnostic::error(
        "E0854",
        place,
        format!("`{cluster}` cannot be told from the other clusters of `{environment}`, which are known to Argo CD alone"),
    )
    .label("one cluster of many")
    .help(format!("without `live = true` in `{environment}`, the clusters that are declared are listed, and each is known"))
}

/// E0859: clusters that only Argo CD knows, and a delivery that knows all applications.
pub fn live_and_known(place: Place, environment: &str, wants: &str, platform: Place) -> Diagnostic {
    Diagnostic::error(
        "E0859",
        place,
        format!("the applications of `{environment}` are known to Argo CD alone, and {wants}"),
    )
    .label("`live` environments have clusters that nobody knows yet")
    .related(platform, "the platform decides on delivery here")
    .help(format!("take `live` out of `{environment}`: its clusters that are declared are then listed"))
}

/// E0982: a cluster runs another version of a controller than the program brings it.
pub fn other_controller(
    place: Place,
    (cluster, controller, runs): (&str, &str, &str),
    (module, said, said_at): (&str, &str, Place),
) -> Diagnostic {
    Diagnostic::error(
        "E0982",
        place,
        format!("`{cluster}` runs {controller} {runs}, and `{module}` of the program is {said}"),
    )
    .label("what it runs")
    .related(said_at, "what the program says")
    .help("say what is true, or take it out of the facts: the program says it already")
}

/// W0972: nothing is held against the version of a controller.
pub fn controller_unknown<'a>(
    place: Place,
    controller: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found =
        Diagnostic::warning("W0972", place, format!("nothing is held against the version of `{controller}`"))
            .label("neither the program nor a chart that o8 knows says one");
    match nearest(controller, names) {
        Some(own) if own == controller => found
            .help("take it out: the version of its chart is not that of what is in it, and it says no other"),
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(format!(
            "`existing addon {controller} {{}}` lets modules need it, in the versions that will do"
        )),
    }
}

/// E0983: Argo CD's Secret of a cluster does not carry a label as the program declares it. Check CL01.
pub fn other_label(
    place: Place,
    (cluster, key): (&str, &str),
    carries: Option<&str>,
    (declared, declared_at): (&str, Place),
) -> Diagnostic {
    let message = match carries {
        Some(carries) => {
            format!("the Secret of `{cluster}` has `{key}: {carries}`, and the program says `{declared}`")
        }
        None => format!("the Secret of `{cluster}` has no label `{key}`, and the program says `{declared}`"),
    };
    Diagnostic::error("E0983", place, message)
        .label("what it carries")
        .related(declared_at, "what the program says")
        .help("Argo CD finds clusters by the labels of their Secrets: say what is true, in one of the two places")
}

/// E0986: Argo CD finds a cluster for an environment that the program does not count among its clusters. Check CL01.
pub fn found_unawares(
    place: Place,
    cluster: &str,
    (key, value): (&str, &str),
    environment: &str,
    there: Place,
) -> Diagnostic {
    Diagnostic::error(
        "E0986",
        place,
        format!(
            "Argo CD finds `{cluster}` for `{environment}`, by a label that the program does not know of"
        ),
    )
    .label(format!("its Secret carries `{key}: {value}`"))
    .related(there, "all clusters with this label are in this environment")
    .help(format!(
        "give the label to the cluster `{cluster}` in the program, too, or take it away from the Secret"
    ))
}

/// E0984: a custom resource in a version that the release of its controller does not serve. Check VE01.
pub fn not_served_by_controller(
    (place, emitted): (Place, Place),
    (object, group, version): (&str, &str, &str),
    (controller, release, cluster, said): (&str, &str, &str, Place),
    why: &str,
    instead: Option<&str>,
) -> Diagnostic {
    let found = Diagnostic::error(
        "E0984",
        place,
        format!(
            "{object} is {group}/{version}, which {controller} {release} in `{cluster}` does not serve: {why}"
        ),
    );
    let found = match place == emitted {
        true => found.label("emitted here"),
        false => found.label("brought about by this").related(emitted, "emitted here"),
    };
    let found = found.related(said, format!("{controller} {release}"));
    match instead {
        Some(instead) => found.help(format!("use `{group}/{instead}`")),
        None => found.help(format!("it needs a newer {controller}")),
    }
}

/// E0985: pods may send requests to nobody, or to somebody, and cannot ask for names. Check NW01.
pub fn no_dns(
    place: Place,
    (policy, namespace, cluster): (&str, &str, &str),
    pods: Option<(String, Place)>,
    (protocols, port): (&[&str], i64),
    elsewhere: Option<Place>,
) -> Diagnostic {
    let protocols = protocols.join(" and ");
    let whose = match &pods {
        Some((pods, _)) => format!("the pods of {pods}"),
        None => "its pods".to_owned(),
    };
    let found = Diagnostic::error(
        "E0985",
        place,
        format!("{policy} denies egress in `{namespace}` of `{cluster}`, and {whose} may not ask DNS for names ({protocols} {port})"),
    )
    .label("what is not let through here, or by another policy, is denied");
    let found = match pods {
        Some((pods, there)) => found.related(there, format!("{pods} is chosen by it")),
        None => found,
    };
    match elsewhere {
        Some(facts) => found
            .related(facts, "the port of its DNS")
            .help(format!("a policy sees requests as they reach the pods of the DNS, which listen on {port} there: let that through")),
        None => found.help(format!("let requests to port {port} through, by UDP and TCP")),
    }
}
