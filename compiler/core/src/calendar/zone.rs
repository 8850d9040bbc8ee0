//! Time zones of the IANA database that is bundled with the compiler.

use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use o8_diagnostics::catalogue;

static BUNDLED: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// The names of all zones, also the old ones of the file `backward`, in order.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> = BUNDLED.available().map(|name| name.to_string()).collect();
    names.sort_unstable();
    names
});

/// Whether a text is the name of a zone. Kubernetes and Argo CD look for a file of the name, so case counts.
pub(crate) fn is_zone(name: &str) -> bool {
    NAMES.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
}

/// A zone of a name.
pub(crate) fn zone(name: &str) -> Option<TimeZone> {
    BUNDLED.get(name).ok()
}

/// The zone that was most likely meant: of a similar name, or the one of that city.
pub(crate) fn nearest(wrong: &str) -> Option<&'static str> {
    let names = || NAMES.iter().map(String::as_str);
    let cities = || names().filter_map(|name| Some((name.rsplit_once('/')?.1, name)));
    let city = catalogue::nearest(wrong, cities().map(|(city, _)| city));
    let of_city = || cities().find(|(other, _)| Some(*other) == city).map(|(_, name)| name);
    catalogue::nearest(wrong, names()).or_else(of_city)
}
