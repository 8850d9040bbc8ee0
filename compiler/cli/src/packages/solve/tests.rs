use o8_diagnostics::{FileId, Place, Span};
use semver::Version;

use super::*;
use crate::package::origin::Want;

/// Packages with versions and what each needs: `a 1.0.0: b ^1, c ^2`.
struct Registry {
    versions: BTreeMap<String, Vec<(Version, Vec<Dependency>)>>,
    looked: usize,
}

fn wants(text: &str) -> Dependency {
    let (name, version) = text.trim().split_once(' ').expect("a name and a requirement");
    let place = Place::file(FileId(0), Span::at(0));
    Dependency {
        name: name.to_owned(),
        origin: Origin::Registry("r".to_owned()),
        want: Want::Version(version.parse().expect("a requirement")),
        name_place: place,
        origin_place: place,
        want_place: place,
    }
}

impl Registry {
    fn of(lines: &[&str]) -> Self {
        let mut versions: BTreeMap<String, Vec<(Version, Vec<Dependency>)>> = BTreeMap::new();
        for line in lines {
            let (head, needs) = line.split_once(':').unwrap_or((line, ""));
            let (name, version) = head.split_once(' ').expect("a name and a version");
            let needs = needs.split(';').filter(|need| !need.trim().is_empty()).map(wants).collect();
            let all = versions.entry(name.to_owned()).or_default();
            all.push((version.parse().expect("a version"), needs));
            all.sort_by(|a, b| b.0.cmp(&a.0));
        }
        Self { versions, looked: 0 }
    }
}

impl Market for Registry {
    type Stop = ();

    fn editions(&mut self, wants: &Dependency) -> Result<Vec<Edition>, ()> {
        let of =
            |(version, _): &(Version, _)| Edition { version: Some(version.clone()), ..Edition::default() };
        Ok(self.versions.get(&wants.name).into_iter().flatten().map(of).collect())
    }

    fn needs(&mut self, wants: &Dependency, edition: &Edition) -> Result<Vec<Dependency>, ()> {
        self.looked += 1;
        let all = self.versions.get(&wants.name).ok_or(())?;
        Ok(all.iter().find(|(version, _)| Some(version) == edition.version.as_ref()).ok_or(())?.1.clone())
    }

    fn same(&self, one: &Origin, other: &Origin) -> bool {
        one == other
    }

    fn is_root(&self, wants: &Dependency) -> bool {
        wants.name == "root"
    }
}

fn check(registry: &[&str], needs: &[&str], expected: &str) {
    let needs: Vec<Dependency> = needs.iter().map(|need| wants(need)).collect();
    let found = match solve(&mut Registry::of(registry), "root", &needs) {
        Ok(chosen) => chosen
            .iter()
            .map(|chosen| format!("{} {}", chosen.requirement.wants.name, chosen.edition))
            .collect::<Vec<_>>()
            .join(", "),
        Err(Failure::Conflict { first, second, .. }) => {
            let said = |requirement: &Requirement| {
                format!("{} wants {} {}", requirement.by, requirement.wants.name, requirement.wants.want)
            };
            format!("{} but {}", said(&first), said(&second))
        }
        Err(Failure::None { requirement, .. }) => {
            format!("nothing for {} {}", requirement.wants.name, requirement.wants.want)
        }
        Err(other) => format!("{other:?}"),
    };
    assert_eq!(found, expected);
}

#[test]
fn the_newest_that_fits() {
    let registry = ["a 1.0.0", "a 1.2.0", "a 1.10.0", "a 2.0.0", "a 1.11.0-rc.1"];
    check(&registry, &["a ^1"], "a 1.10.0");
    check(&registry, &["a ~1.2"], "a 1.2.0");
    check(&registry, &["a ^1.11.0-rc.0"], "a 1.11.0-rc.1");
    check(&registry, &["a ^1", "a <1.10"], "a 1.2.0");
    check(&registry, &["a ^3"], "nothing for a version `^3`");
    check(&registry, &["x ^3"], "nothing for x version `^3`");
    check(&registry, &[], "");
}

#[test]
fn older_ones_where_that_suits_all() {
    let registry = ["a 1.0.0: c ^1", "a 1.1.0: c ^2", "b 1.0.0: c ^1", "c 1.0.0", "c 2.0.0"];
    check(&registry, &["a ^1", "b ^1"], "a 1.0.0, b 1.0.0, c 1.0.0");
    check(&registry, &["b ^1", "a ^1"], "a 1.0.0, b 1.0.0, c 1.0.0");
    check(&registry, &["a ^1.1", "b ^1"], "a wants c version `^2` but b wants c version `^1`");
    // An edition that needs what nobody has.
    check(&["a 1.0.0", "a 1.1.0: x ^1"], &["a ^1"], "a 1.0.0");
    check(&["a 1.1.0: x ^1"], &["a ^1"], "nothing for x version `^1`");
}

#[test]
fn circles_end() {
    check(&["a 1.0.0: b ^1", "b 1.0.0: a ^1; root ^1"], &["a ^1"], "a 1.0.0, b 1.0.0");
    check(
        &["a 1.0.0: b ^1", "b 1.0.0: a ^2"],
        &["a ^1"],
        "root wants a version `^1` but b wants a version `^2`",
    );
}

#[test]
fn a_long_chain_is_not_hard() {
    let lines: Vec<String> = (0..30_000).map(|n| format!("a{n} 1.0.0: a{} ^1", (n + 1) % 30_000)).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let chosen = solve(&mut Registry::of(&lines), "root", &[wants("a0 ^1")]);
    assert_eq!(chosen.map(|chosen| chosen.len()).ok(), Some(30_000));
}

#[test]
fn unrelated_decisions_are_not_tried_through() {
    // `z` needs what `a` forbids; between them lie packages with many versions each.
    let mut lines = vec![
        "a 1.0.0: c ^1".to_owned(),
        "z 1.0.0: c ^2".to_owned(),
        "c 1.0.0".to_owned(),
        "c 2.0.0".to_owned(),
    ];
    for name in ["m", "n", "o", "p", "q", "r"] {
        lines.extend((0..20).map(|minor| format!("{name} 1.{minor}.0")));
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut registry = Registry::of(&lines);
    let needs = ["a ^1", "m ^1", "n ^1", "o ^1", "p ^1", "q ^1", "r ^1", "z ^1"].map(wants);
    assert!(matches!(solve(&mut registry, "root", &needs), Err(Failure::Conflict { .. })));
    assert!(registry.looked < 50, "{} editions were looked at", registry.looked);
}

/// Every choice of one version each, or none of a package that nobody needs.
fn by_trying_all(registry: &Registry, needs: &[Dependency]) -> bool {
    let names: Vec<&String> = registry.versions.keys().collect();
    let counts: Vec<usize> = names.iter().map(|name| registry.versions[*name].len()).collect();
    let all: usize = counts.iter().product();
    (0..all).any(|mut number| {
        let pick: BTreeMap<&str, usize> = names
            .iter()
            .zip(&counts)
            .map(|(name, count)| {
                let at = number % count;
                number /= count;
                (name.as_str(), at)
            })
            .collect();
        let mut waiting: Vec<&Dependency> = needs.iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(need) = waiting.pop() {
            let Some(at) = pick.get(need.name.as_str()) else { return false };
            let (version, needs) = &registry.versions[&need.name][*at];
            let edition = Edition { version: Some(version.clone()), ..Edition::default() };
            if !need.want.fits(&edition) {
                return false;
            }
            if seen.insert(&need.name) {
                waiting.extend(needs);
            }
        }
        true
    })
}

#[test]
fn a_solution_is_found_where_there_is_one() {
    let mut seed: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = |below: u64| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed % below
    };
    let (mut solved, mut failed) = (0, 0);
    for _ in 0..600 {
        let mut lines = Vec::new();
        for package in 0..5 {
            for version in 1..=3 {
                let needs: Vec<String> = (0..random(3))
                    .map(|_| format!("p{} ={}", random(5), ["1", "2", "3"][random(3) as usize]))
                    .collect();
                lines.push(format!("p{package} {version}.0.0: {}", needs.join(";")));
            }
        }
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut registry = Registry::of(&lines);
        let needs = [wants("p0 >=1"), wants("p1 >=2"), wants("p2 >=1")];
        let possible = by_trying_all(&registry, &needs);
        match solve(&mut registry, "root", &needs) {
            Ok(_) => solved += 1,
            Err(Failure::Conflict { .. } | Failure::None { .. }) => failed += 1,
            Err(other) => panic!("{other:?}"),
        }
        let found = solve(&mut registry, "root", &needs).is_ok();
        assert_eq!(found, possible, "{lines:#?}");
    }
    assert!(solved > 50 && failed > 50, "{solved} solved, {failed} not");
}
