use crate::Exit;
use crate::commands::testing::{Ran, o8};
use crate::package::{Given, find, load};
use crate::scratch::Scratch;

fn init(scratch: &Scratch, folder: &str, flags: &[&str]) -> Ran {
    let path = scratch.join(folder).to_string_lossy().into_owned();
    o8(&[&["init", path.as_str()], flags].concat())
}

fn programs(scratch: &Scratch, folder: &str) -> String {
    let all = scratch.list(folder);
    let own = all.iter().filter(|path| path.ends_with(".o8") || path.ends_with(".toml"));
    own.map(|path| {
        format!(
            "//- {path}\n{}",
            scratch.read(&format!("{folder}/{path}")).replace(env!("CARGO_PKG_VERSION"), "VERSION")
        )
    })
    .collect()
}

#[test]
fn a_package_is_made_of_small_files() {
    let scratch = Scratch::new();
    let ran = init(&scratch, "shop", &[]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Fine, ""));
    insta::assert_snapshot!(ran.err.replace(&*scratch.path().to_string_lossy(), "ROOT"), @r#"
      wrote o8.toml
      wrote platform.o8
      wrote environments.o8
      wrote teams.o8
      wrote modules/hello.o8
      wrote .github/workflows/o8.yml
      wrote .gitattributes
      wrote .editorconfig
      wrote .vscode/settings.json

    `o8 build ROOT/shop` compiles it into `ROOT/shop/generated/`.
    "#);
    insta::assert_snapshot!(programs(&scratch, "shop"), @r##"
    //- environments.o8
    // Where modules run, in the order in which changes reach production.

    cluster dev-eu { kubernetes = "1.34" }
    cluster staging-eu { kubernetes = "1.34" }
    cluster prod-eu { kubernetes = "1.34" }

    environment dev { clusters = [dev-eu] }
    environment staging { clusters = [staging-eu], after = [dev] }
    environment prod { clusters = [prod-eu], after = [staging], tier = "production" }
    //- modules/hello.o8
    import std/web { WebService }

    /// A first service: put an image of your own in its place.
    module hello {
      team = delivery
      version = "1.0.0"

      deploy = WebService {
        image = "ghcr.io/acme/hello:${module.version}"
        vars = { LOG_LEVEL = "debug" }
      }

      in prod {
        deploy.sizing.replicas = 3
        deploy.vars.LOG_LEVEL = "warn"
      }
    }
    //- o8.toml
    name    = "shop"
    version = "1.0.0"
    edition = "2026"
    o8      = ">=VERSION"
    //- platform.o8
    /// The platform: where its repository is, and how names are made.
    platform shop {
      repository = "https://github.com/acme/shop"
      domain = "shop.example"
    }
    //- teams.o8
    // Who owns modules: each team becomes an Argo CD project.

    team delivery { owners = ["oidc:delivery"], contact = "#delivery" }
    "##);
}

#[test]
fn every_provider_and_choice_of_environments_is_a_package() {
    for flags in [
        &["--provider", "aws"][..],
        &["--provider", "gcp", "--environment", "test", "--environment", "live"],
        &["--provider", "azure", "--environment", "prod"],
        &["--provider", "kind", "--environment", "one", "two"],
    ] {
        let scratch = Scratch::new();
        assert_eq!(init(&scratch, "shop", flags).exit, Exit::Fine, "{flags:?}");
        let package = find(Some(&scratch.join("shop"))).and_then(|target| load(&target)).expect("a package");
        assert_eq!(package.diagnostics, [], "{flags:?}");
        for path in scratch.list("shop") {
            let text = scratch.read(&format!("shop/{path}"));
            assert!(!text.contains("{{"), "{path}: {text}");
        }
    }
}

#[test]
fn one_cluster_holds_all_environments_on_one_machine() {
    let scratch = Scratch::new();
    init(&scratch, "shop", &["--provider", "kind", "--environment", "dev,prod"]);
    insta::assert_snapshot!(scratch.read("shop/environments.o8"), @r#"
    // Where modules run, in the order in which changes reach production.

    /// The cluster that Argo CD itself runs in: all environments share it.
    cluster local { server = "https://kubernetes.default.svc", kubernetes = "1.34" }

    environment dev { clusters = [local] }
    environment prod { clusters = [local], after = [dev], tier = "production" }
    "#);
    insta::assert_snapshot!(scratch.read("shop/platform.o8"), @r#"
    /// The platform: where its repository is, and how names are made.
    platform shop {
      repository = "https://github.com/acme/shop"
      domain = "shop.example"
      namespaces = "module-environment"
    }
    "#);
}

#[test]
fn settings_that_exist_are_kept() {
    let scratch = Scratch::with(&[("shop/.editorconfig", "mine"), ("shop/README.md", "mine")]);
    let ran = init(&scratch, "shop", &[]);
    assert!(ran.err.contains("   kept .editorconfig\n"), "{}", ran.err);
    assert_eq!(scratch.read("shop/.editorconfig"), "mine");
    let workflow = scratch.read("shop/.github/workflows/o8.yml");
    assert!(
        workflow
            .contains(&format!("--git https://github.com/o8-lang/o8 --tag v{} ", env!("CARGO_PKG_VERSION"))),
        "{workflow}"
    );
}

#[test]
fn a_package_that_exists_is_left_alone() {
    let scratch = Scratch::with(&[("shop/teams.o8", "mine")]);
    let ran = init(&scratch, "shop", &[]);
    assert_eq!(ran.exit, Exit::World);
    assert!(ran.err.contains("teams.o8` exists already"), "{}", ran.err);
    assert_eq!(scratch.list("shop"), ["teams.o8"]);
}

#[test]
fn a_package_below_a_repository_says_where_it_is() {
    let scratch = Scratch::with(&[("repository/.git/config", "")]);
    let ran = init(&scratch, "repository/delivery/shop", &["--environment", "prod"]);
    assert!(ran.err.contains("  wrote ../../.github/workflows/o8.yml\n"), "{}", ran.err);
    let read = |path: &str| scratch.read(&format!("repository/{path}"));
    assert!(read("delivery/shop/platform.o8").contains("\n  path = \"delivery/shop/generated\"\n"));
    let workflow = read(".github/workflows/o8.yml");
    assert!(
        workflow.contains("    defaults:\n      run:\n        working-directory: delivery/shop\n"),
        "{workflow}"
    );
    assert!(read("delivery/shop/.editorconfig").starts_with("[*]\n"));
}

#[test]
fn names_are_checked_first() {
    let scratch = Scratch::new();
    for names in ["Prod", "a--b", "dev,dev", "1", "-x", "dev,in"] {
        let flag = format!("--environment={names}");
        assert_eq!(init(&scratch, "shop", &[&flag]).exit, Exit::World, "{names}");
        assert!(scratch.list("").is_empty(), "nothing is written");
    }
}

#[test]
fn what_is_written_parses() {
    for flags in [&[][..], &["--provider", "aws"], &["--provider", "kind"]] {
        let scratch = Scratch::new();
        init(&scratch, "shop", flags);
        let package = find(Some(&scratch.join("shop"))).and_then(|target| load(&target)).expect("a package");
        let compilation = package.compile(Given::default());
        let root = o8_core::ids::PackageId::root();
        let found = o8_core::db::syntax_diagnostics(&compilation.db, compilation.program, root);
        assert_eq!(found, [], "{flags:?}");
    }
}
