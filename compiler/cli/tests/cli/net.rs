//! `o8 net`: who may reach whom.

use crate::folder::Folder;
use crate::run::Ran;

const SHOP: &str = r#"import std/cnpg { Postgres }
import std/web { WebService }

platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }
cluster dev-eu {}
cluster prod-eu {}
environment dev { clusters = [dev-eu] }
environment prod {
  clusters = [prod-eu]
  after = [dev]
  network { gateways = { public = { namespace = "gateways", pods = { app = "envoy" } } } }
}
team shop {}

module web {
  team = shop
  exposes = { http = 80 }
  ingress = [{ gateway = "public", ports = ["http"] }]
  connects = { api = ["http"] }
  deploy = WebService { image = "ghcr.io/acme/web:1.4.2" }
}

module api {
  team = shop
  exposes = { http = 80 }
  connects = { postgres = ["sql"] }
  egress = [{ cidr = "10.20.0.0/16", except = ["10.20.9.0/24"], ports = [443] }]
  deploy = WebService { image = "ghcr.io/acme/api:1.4.2" }
}

module postgres { team = shop, exposes = { sql = 5432 }, deploy = Postgres {} }
"#;

fn net(arguments: &[&str]) -> Ran {
    let folder = Folder::with(&[("o8.toml", "name = \"acme\"\n"), ("main.o8", SHOP)]);
    let arguments: Vec<&str> = std::iter::once("net").chain(arguments.iter().copied()).collect();
    folder.o8(&arguments)
}

#[test]
fn connections_are_listed_with_where_they_hold() {
    insta::assert_snapshot!(net(&[]).ends(0).out, @r"
    FROM            TO         PORTS                              WHERE
    api             postgres   sql (5432)                         dev, prod
    api             addresses  443 10.20.0.0/16 but 10.20.9.0/24  dev, prod
    web             api        http (8080)                        dev, prod
    gateway:public  web        http (8080)                        prod

    ! in dev nothing is denied to any module
    ");
    let prod = net(&["--environment", "prod"]).ends(0).out;
    assert!(!prod.contains("dev") && prod.contains("gateway:public"), "{prod}");
    net(&["--environment", "prdo"]).ends(2).says("did you mean `prod`?");
}

#[test]
fn a_claim_is_proved_or_shown_to_be_wrong() {
    let prod = |claim: &str| net(&["--environment", "prod", "--prove", claim]);
    insta::assert_snapshot!(prod("internet !-> postgres").ends(0).out, @r"
    internet !-> postgres holds in prod
      all else is denied to postgres, which gets requests of
        api: declared, by sql
    ");
    insta::assert_snapshot!(prod("internet !->> postgres").ends(3).out, @r"
    internet !->> postgres does not hold in prod
      internet -> gateway:public: gateways are there for that
      gateway:public -> web: declared, by http
      web -> api: declared, by http
      api -> postgres: declared, by sql
    ");
    insta::assert_snapshot!(prod("postgres !->> web").ends(0).out, @r"
    postgres !->> web holds in prod
      what postgres sends gets, through whomever, to nobody
    ");
    insta::assert_snapshot!(prod("internet -> web").ends(0).out, @r"
    internet -> web holds in prod
      internet -> gateway:public: gateways are there for that
      gateway:public -> web: declared, by http
    ");
    prod("web -> postgres").ends(3).prints("web -> postgres does not hold in prod\n  all else is denied to postgres, which gets requests of\n    api: declared, by sql\n");
    // Where nothing is denied, a claim that something is not let through does not hold.
    net(&["--environment", "dev", "--prove", "internet !-> postgres"])
        .ends(3)
        .prints("internet !-> postgres does not hold in dev\n  internet -> postgres: nothing is denied\n");
}

#[test]
fn claims_are_about_somebody() {
    net(&["--prove", "web -> postgers"])
        .ends(2)
        .says("error: nobody is called `postgers` in `web -> postgers`: did you mean `postgres`?\n");
    net(&["--prove", "web postgres"]).ends(2).says("expected `A -> B`, `A !-> B`");
    net(&["--prove", "web -> api", "--format", "svg"]).ends(2).says("a claim has no picture");
}

#[test]
fn a_policy_by_hand_may_let_more_through() {
    let by_hand = SHOP.replace(
        "deploy = Postgres {} }",
        r#"deploy = Postgres {}, extras = [ByHand {}] }

component ByHand {
  emit NetworkPolicy { metadata.name = "by-hand", spec { podSelector {}, policyTypes = ["Ingress"], ingress = [{}] } }
}"#,
    );
    let text = format!("import k8s/networking/v1 {{ NetworkPolicy }}\n{by_hand}");
    let folder = Folder::with(&[("o8.toml", "name = \"acme\"\n"), ("main.o8", &text)]);
    let ran = folder.o8(&["net", "--environment", "prod", "--prove", "gateway:public !-> postgres"]);
    insta::assert_snapshot!(ran.ends(3).out, @r"
    gateway:public !-> postgres does not hold in prod
      gateway:public -> postgres: `by-hand`, a policy written by hand, may let it through
    ");
}

#[test]
fn programs_and_people_get_it_in_other_forms() {
    let document = net(&["--environment", "prod", "--format", "json"]).ends(0).json();
    let connection = &document["places"][0]["connections"][0];
    assert_eq!((&connection["from"], &connection["to"]), (&"api".into(), &"postgres".into()));
    assert_eq!(connection["destinations"][0]["labels"]["cnpg.io/cluster"], "postgres");
    assert_eq!(connection["destinations"][0]["ports"][0]["port"], 5432);
    let claims = net(&["--prove", "web -> api", "--format", "json"]).ends(0).json();
    assert_eq!(claims["claims"][1]["place"], "prod");
    assert_eq!(claims["claims"][1]["way"][0]["to"], "api");
    insta::assert_snapshot!(net(&["--format", "mermaid"]).ends(0).out, @r#"
    ---
    title: "Who reaches whom in acme"
    ---
    flowchart LR
      subgraph g0["shop"]
        n0["api<br/>shop"]
        n1["postgres<br/>shop"]
        n3["web<br/>shop"]
      end
      n2["addresses<br/>of no module"]
      n4["gateway:public<br/>of no module"]
      n0 -.->|"sql"| n1
      n0 -.->|"443"| n2
      n3 -.->|"http"| n0
      n4 -.->|"http in prod"| n3
      classDef existing stroke-dasharray: 4 3
      class n2,n4 existing
    "#);
    assert!(net(&["--format", "svg"]).ends(0).out.starts_with("<svg"));
    assert!(net(&["--format", "dot"]).ends(0).out.starts_with("digraph"));
}
