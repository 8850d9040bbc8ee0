//! `o8 module`: modules added, deployed and listed.

use crate::folder::Folder;

/// The platform of the tests, with modules that need each other.
fn platform() -> Folder {
    let folder = Folder::platform();
    folder.put(
        "modules/data.o8",
        "import std/web { WebService }

module postgres {
  team = delivery
  version = \"15.4.0\"
  deploy = WebService { image = \"ghcr.io/acme/postgres:1.0.0\" }

  in prod { version = \"16.1.0\" }
}

module orders {
  team = delivery
  version = \"1.2.0\"
  environments = [dev]
  needs = { postgres = \"^15\" }
  deploy = WebService { image = \"ghcr.io/acme/orders:1.0.0\" }
}
",
    );
    folder
}

#[test]
fn the_list_says_what_runs_where() {
    let folder = platform();
    insta::assert_snapshot!(folder.o8(&["module", "list"]).ends(0).out, @r"
    MODULE    TEAM      dev     prod
    orders    delivery  1.2.0   -
    postgres  delivery  15.4.0  16.1.0
    web       delivery  0.0.0   0.0.0
    ");
    insta::assert_snapshot!(folder.o8(&["module", "list", "--order", "removal"]).ends(0).out, @r"
    STEP  MODULE    TEAM      dev     prod
    0     orders    delivery  1.2.0   -
    0     web       delivery  0.0.0   0.0.0
    1     postgres  delivery  15.4.0  16.1.0
    ");
    let upgrade = folder.o8(&["module", "list", "--order", "upgrade", "--format", "json"]).ends(0).json();
    let names: Vec<_> =
        upgrade["modules"].as_array().into_iter().flatten().map(|module| &module["name"]).collect();
    assert_eq!(names, ["postgres", "web", "orders"]);
    assert_eq!(upgrade["environments"], serde_json::json!(["dev", "prod"]));
    let need =
        serde_json::json!({ "module": "postgres", "requirement": "^15", "version": "15.4.0", "met": true });
    assert_eq!(upgrade["modules"][2]["targets"][0]["needs"][0], need);
}

#[test]
fn the_list_shows_what_is_not_met() {
    let folder = platform();
    folder.change("modules/data.o8", "environments = [dev]", "environments = [dev, prod]");
    let ran = folder.o8(&["module", "list"]).ends(1).says("error[E0808]");
    insta::assert_snapshot!(ran.out, @r"
    MODULE    TEAM      dev     prod
    orders    delivery  1.2.0   1.2.0 !
    postgres  delivery  15.4.0  16.1.0
    web       delivery  0.0.0   0.0.0

    ! orders in prod needs postgres ^15, and 16.1.0 runs there
    ");
    folder.put("modules/bad.o8", b"\xff");
    folder.o8(&["module", "list"]).ends(1).prints("");
}

#[test]
fn a_module_is_deployed_by_a_change_of_its_text() {
    let folder = platform();
    let old = folder.read("modules/data.o8");
    // What would not compile is not written.
    let ran = folder.o8(&["module", "deploy", "orders", "prod"]).ends(1);
    ran.says("error[E0808]").says("nothing was written: the program would have errors\n");
    assert_eq!(folder.read("modules/data.o8"), old);
    folder.change("modules/data.o8", "\"^15\"", "\">=15\"");
    let dry =
        folder.o8(&["module", "deploy", "orders", "prod", "--version", "1.1.0", "--dry-run"]).ends(0).out;
    insta::assert_snapshot!(dry, @r#"
    --- modules/data.o8
    +++ modules/data.o8
    @@ -11,7 +11,9 @@
     module orders {
       team = delivery
       version = "1.2.0"
    -  environments = [dev]
    +  environments = [dev, prod]
       needs = { postgres = ">=15" }
       deploy = WebService { image = "ghcr.io/acme/orders:1.0.0" }
    +
    +  in prod { version = "1.1.0" }
     }
    "#);
    assert!(!folder.read("modules/data.o8").contains("1.1.0"));
    let wet = folder.o8(&["module", "deploy", "orders", "prod", "--version", "1.1.0"]).ends(0);
    wet.prints(&dry);
    folder.o8(&["fmt", "--check"]).ends(0);
    folder
        .o8(&["module", "deploy", "orders", "prod", "--version", "1.1.0"])
        .ends(0)
        .prints("")
        .says("`orders` 1.1.0 runs in `prod` already\n");
    folder.o8(&["module", "deploy", "orders", "prod@prod-us", "--version", "1.3.0"]).ends(0);
    let list = folder.o8(&["module", "list"]).ends(0).out;
    assert!(list.contains("orders    delivery  1.2.0   1.1.0 / 1.3.0\n"), "{list}");
}

#[test]
fn what_cannot_be_deployed_is_said() {
    let folder = platform();
    let cases = [
        (&["ordrs", "prod"][..], "error: no module is called `ordrs`: did you mean `orders`?\n"),
        (&["orders", "prd"], "error: no environment is called `prd`: did you mean `prod`?\n"),
        (&["orders", "prod@prod-uk"], "error: `prod` has no cluster `prod-uk`: did you mean `prod-us`?\n"),
        (&["orders", "prod", "--version", "1.x"], "error: `1.x` is not a version"),
        (&["web", "dev"], "`web` runs in `dev` already\n"),
    ];
    for (arguments, message) in cases {
        let arguments: Vec<&str> = ["module", "deploy"].iter().chain(arguments).copied().collect();
        assert!(folder.o8(&arguments).prints("").says(message).code < Some(3));
    }
    folder.change("modules/data.o8", "\"^15\"", "\">=15\"");
    folder
        .o8(&["module", "deploy", "orders", "prod@prod-us"])
        .ends(2)
        .says("error: `orders` would run in all clusters of `prod`: list its `clusters` first\n");
    folder.change("modules/data.o8", "[dev]\n", "[for e in [dev]: e]\n");
    folder
        .o8(&["module", "deploy", "orders", "prod"])
        .ends(2)
        .prints("")
        .says("its `environments` is computed");
}

#[test]
fn an_addon_is_no_module_and_has_its_name_for_itself() {
    let folder = platform();
    let addon =
        "import std/raw { Objects }\naddon mesh { team = delivery, deploy = Objects { objects = [] } }\n";
    folder.put("modules/mesh.o8", addon);
    folder
        .o8(&["module", "deploy", "mesh", "prod"])
        .ends(2)
        .prints("")
        .says("error: `mesh` is an addon, and in no environment: its clusters are those of its `clusters` or `select`\n");
    folder
        .o8(&["module", "add", "mesh", "--file", "modules/other.o8"])
        .ends(2)
        .says("error: there is an addon `mesh` already\n");
}

#[test]
fn a_module_is_added_that_compiles_at_once() {
    let folder = platform();
    folder.o8(&["module", "add", "cart"]).ends(0).says("  wrote modules/cart.o8\n");
    insta::assert_snapshot!(folder.read("modules/cart.o8"), @r#"
    import std/web { WebService }

    module cart {
      team = delivery
      version = "0.1.0"
      deploy = WebService {
        image = "ghcr.io/acme/cart:${module.version}"
      }
    }
    "#);
    folder.o8(&["fmt", "--check"]).ends(0);
    for component in ["std/worker.Worker", "CronJob", "std/raw.Objects", "std/helm.Chart"] {
        let name = format!("a{}", component.len());
        folder.o8(&["module", "add", &name, "--component", component, "--team", "delivery"]).ends(0);
    }
}

#[test]
fn what_cannot_be_added_is_said() {
    let folder = platform();
    let cases = [
        (&["orders"][..], "error: there is a module `orders` already\n"),
        (&["Orders"], "error: `Orders` cannot be the name of a module"),
        (&["cart", "--team", "delivry"], "error: no team is called `delivry`: did you mean `delivery`?\n"),
        (&["cart", "--component", "std/web.WebServce"], "did you mean `std/web.WebService`?\n"),
        (&["cart", "--file", "../cart.o8"], "error: `../cart.o8` cannot be a file of the package"),
        (
            &["cart", "--file", "modules/web.o8"],
            "error: `modules/web.o8` exists already: `--file` names another one\n",
        ),
    ];
    for (arguments, message) in cases {
        let arguments: Vec<&str> = ["module", "add"].iter().chain(arguments).copied().collect();
        folder.o8(&arguments).ends(2).prints("").says(message);
    }
    assert!(!folder.has("modules/cart.o8"));
}
