//! Entities, `extend`, `existing`.

use crate::testing::check;

#[test]
fn an_entity_is_checked_against_its_type() {
    check(
        r##"
cluster eu { nam = "x", region = 3 }
environment dev { clusters = [eu, us], tier = "prod" }
environment prod { after = [dev] }
existing environment other {}
team shop { param x: Int, in prod { contact = "x" }, patch Deployment {} }
extend team shop { contact = "#shop", owner = [] }
"##
        .trim_start(),
        r#"
        main.o8:1:14 E0314 `Cluster` has no field `nam`
          help: did you mean `name`?
          fix: rename to `name`
        main.o8:1:34 E0301 expected `String`, found `Int`
          help: a text around it makes it one: `"${…}"`
        main.o8:2:35 E0201 nothing is called `us`
          help: there is `eu`
        main.o8:2:47 E0304 expected `development` or `production`, found `prod`
        main.o8:5:13 E0327 `param` does not belong in an entity
          help: it stands in a `component`
        main.o8:5:27 E0327 an override does not belong in an entity
          help: it stands in the body of a `module`, an `addon` or an `extend`
        main.o8:5:54 E0327 `patch` does not belong in an entity
          help: it stands in the body of a `module`, an `addon` or an `extend`, or in an override
        main.o8:6:39 E0314 `Team` has no field `owner`
          help: did you mean `owners`?
          fix: rename to `owners`
        "#,
    );
}

#[test]
fn an_extension_may_complete_an_entity() {
    check(
        r#"
import std/web { WebService }
cluster eu {}
cluster us {}
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us], after = [dev] }
team shop {}

module web { deploy = WebService { image = "a/b:1" } }
extend module web { team = shop, labels { cost = "1" } }
module other { in prod { team = shop }, deploy = WebService { image = "a/b:1" } }
module last { deploy = WebService { image = "a/b:1" } }
"#
        .trim_start(),
        r#"
        main.o8:11:8 E0315 the module `last` needs the field `team`
        "#,
    );
}

#[test]
fn keys_of_a_map_may_be_entities() {
    check(
        r#"
import std/web { WebService }
cluster eu {}
cluster us {}
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us], after = [dev] }
team shop {}

module web { team = shop, deploy = WebService { image = "a/b:1" }, needs = { db = "^1", nope = "^2" } }
module db { team = shop, deploy = WebService { image = "a/b:1" }, connects { web = ["http"] } }
"#
        .trim_start(),
        r#"
        main.o8:8:89 E0201 nothing is called `nope`
          help: there is `web` or `db`
        "#,
    );
}
