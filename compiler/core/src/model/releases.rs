//! Releases of Kubernetes that the table of kinds knows nothing of: what is checked for them is what is known of others.

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_kubernetes::{FIRST_RELEASE, RELEASE, Release};

use super::ClusterEntry;

/// Warns of clusters that run a release which is not known, once for each place that says so. `floor` is where the platform
/// says it of all clusters that say nothing.
pub(super) fn unknown(clusters: &[ClusterEntry], floor: Option<Place>) -> Vec<Diagnostic> {
    let mut found: Vec<(Place, Release, Vec<&str>)> = Vec::new();
    for entry in clusters {
        let release = entry.cluster.kubernetes;
        if (FIRST_RELEASE..=RELEASE).contains(&release) {
            continue;
        }
        let place = entry.says_release().map(|(_, place)| place).or(floor).unwrap_or(entry.cluster.place);
        let name = entry.cluster.name.as_str();
        match found.iter_mut().find(|(known, ..)| *known == place) {
            Some((_, _, names)) => names.push(name),
            None => found.push((place, release, vec![name])),
        }
    }
    let say = |(place, release, names): &(Place, Release, Vec<&str>)| {
        catalogue::platform::unknown_release(*place, names, *release, (FIRST_RELEASE, RELEASE))
    };
    found.iter().map(say).collect()
}
