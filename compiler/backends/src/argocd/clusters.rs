//! Clusters as Argo CD knows them: a Secret each, with what is known of the cluster, and without its credentials.

use o8_ir::OutputFile;
use o8_ir::platform::{Cluster, Destination, Platform};

use super::secrets::{Known, secret};

/// `argocd/config/cluster-NAME.yaml`; nothing of a cluster that is not registered from here. Its credentials are the key `config`.
pub fn cluster(platform: &Platform, cluster: &Cluster) -> Option<OutputFile> {
    let Destination::Server(server) = &cluster.destination else { return None };
    let known = Known {
        sort: "cluster",
        name: &cluster.name,
        labels: &cluster.labels,
        annotations: &cluster.annotations,
        data: &[("name", Some(&cluster.name)), ("server", Some(server))],
        source: &cluster.source,
    };
    cluster.register.then(|| secret(platform, &known))
}
