use super::{check, stays};
use crate::format::format;

#[test]
fn files() {
    check("", "");
    check("\n\n", "");
    check("\u{feff}let a = 1", "let a = 1\n");
    check("let a = 1\r\n\r\nlet b = 2\r\n", "let a = 1\n\nlet b = 2\n");
    check("\n\nlet a = 1\n\n\n\nlet b = 2\n\n", "let a = 1\n\nlet b = 2\n");
    check("// only\n\n\n// comments", "// only\n\n// comments\n");
}

#[test]
fn imports() {
    check(
        "import   std/web   {WebService,Sizing as Size}",
        "import std/web { WebService, Sizing as Size }\n",
    );
    check("import k8s/apps/v1 as   apps", "import k8s/apps/v1 as apps\n");
    check("import std/web", "import std/web\n");
    check(
        "import crd/gateway.networking.k8s.io/v1 {\n HTTPRoute,\n Gateway as G,\n}",
        "import crd/gateway.networking.k8s.io/v1 {\n  HTTPRoute\n  Gateway as G\n}\n",
    );
    check(
        "import k8s/core/v1 { ConfigMap, Container, EnvVar, PersistentVolumeClaim, PodSpec, Service, ServiceAccount }",
        "import k8s/core/v1 {\n  ConfigMap\n  Container\n  EnvVar\n  PersistentVolumeClaim\n  PodSpec\n  Service\n  ServiceAccount\n}\n",
    );
}

#[test]
fn blocks_on_one_line() {
    check(
        "team shop {owners=[\"a\",\"b\"],contact=\"c\"}",
        "team shop { owners = [\"a\", \"b\"], contact = \"c\" }\n",
    );
    check("team shop {   }", "team shop {}\n");
    check("team shop {\n\n}", "team shop {}\n");
    check("team shop { owners = [ ], }", "team shop { owners = [] }\n");
}

#[test]
fn blocks_that_the_author_broke() {
    check(
        "module web {\n\n\n  team = shop, version = \"1\"\n\n\n  a.b   = 2\n\n}",
        "module web {\n  team = shop\n  version = \"1\"\n\n  a.b = 2\n}\n",
    );
    check(
        "module web { team = shop\n version = \"1\" }",
        "module web {\n  team = shop\n  version = \"1\"\n}\n",
    );
    check(
        "module web { deploy { a {\n b = 1 } } }",
        "module web {\n  deploy {\n    a {\n      b = 1\n    }\n  }\n}\n",
    );
}

#[test]
fn blocks_that_do_not_fit() {
    check(
        "
        module web { deploy = WebService { image = \"ghcr.io/acme/web:1.4.2\", host = \"web.acme.example\", port = 8080 } }
        ",
        "
        module web {
          deploy = WebService { image = \"ghcr.io/acme/web:1.4.2\", host = \"web.acme.example\", port = 8080 }
        }
        ",
    );
}

#[test]
fn members() {
    stays(
        "
        module web {
          let x: Int = 3
          a = 1
          a.b[\"c\"].d += [2]
          labels[\"app.kubernetes.io/name\"] = \"web\"
          \"app.kubernetes.io/name\" = \"web\"
          into prod { a = 1 }
          rule \"two replicas\" { a = 1 }
          containers[\"web\"] { image = \"x\" }
          unset a.b
          unset m[\"k\"]
          in prod, staging@eu, @us { a = 1 }
          patch Deployment { spec.replicas = 2 }
          patch apps.Deployment \"web\" { spec.replicas = 2 }
        }
        ",
    );
}

#[test]
fn words_as_fields() {
    stays("let x = { if = 1, match { in = 2 }, then.else = 3, let = 4, where = 5 }\n");
}

#[test]
fn declarations() {
    check(
        "pub   type  Port=Int   where it>=1&&it<=65535 else \"must be a port\"",
        "pub type Port = Int where it >= 1 && it <= 65535 else \"must be a port\"\n",
    );
    check(
        "existing   cluster x {server=\"a\"}\nexisting namespace y\nextend module m { a = 1 }",
        "existing cluster x { server = \"a\" }\nexisting namespace y\nextend module m { a = 1 }\n",
    );
    check("retire old in prod , staging\nmoved a   ->   b", "retire old in prod, staging\nmoved a -> b\n");
    check(
        "@entity( platform,platforms )\npub type P { @key(name) xs: [X], @since(\"1.2\")\n y: Int }",
        "@entity(platform, platforms)\npub type P {\n  @key(name) xs: [X]\n  @since(\"1.2\")\n  y: Int\n}\n",
    );
    check("@a @b(c = 1) type T = Int", "@a\n@b(c = 1)\ntype T = Int\n");
}

#[test]
fn types() {
    stays(
        "
        type T {
          a: [Int]
          b: {EnvName: String | Secret} = {}
          c: DnsLabel? = null
          d: (Int, String?) -> Bool
          e: \"small\" | \"large\" | 3 = \"small\"
          f: rollouts.Canary
          where a.size() > 0 else \"empty\"
        }
        ",
    );
    check(
        "type Reason = \"NodeAffinityMismatch\" | \"InsufficientResources\" | \"ImagePullBackOff\" | \"CrashLoopBackOff\"",
        "
        type Reason = \"NodeAffinityMismatch\"
          | \"InsufficientResources\"
          | \"ImagePullBackOff\"
          | \"CrashLoopBackOff\"
        ",
    );
    check(
        "pub type Release = String where it.matches(r\"^1\\.[1-9][0-9]?$\") else \"must be a minor release such as 1.36\"",
        "
        pub type Release = String where it.matches(r\"^1\\.[1-9][0-9]?$\")
          else \"must be a minor release such as 1.36\"
        ",
    );
}

#[test]
fn functions() {
    check("fn f(a:Int=1,b:String)->Int=a+1", "fn f(a: Int = 1, b: String) -> Int = a + 1\n");
    check("fn f() -> Int = {\n let a = 1\n a }", "fn f() -> Int = {\n  let a = 1\n  a\n}\n");
    check(
        "fn topicUrl(e: Environment, topic: DnsLabel) -> Url = \"kafka://broker.${e.name}.svc.cluster.local:9092/${topic}\"",
        "
        fn topicUrl(e: Environment, topic: DnsLabel) -> Url =
          \"kafka://broker.${e.name}.svc.cluster.local:9092/${topic}\"
        ",
    );
    check(
        "fn title(window: Window?) -> String = if window == null then \"always\" else window.label ?? \"${window.days} days\"",
        "
        fn title(window: Window?) -> String =
          if window == null then \"always\" else window.label ?? \"${window.days} days\"
        ",
    );
    check(
        "fn f(xs: [Int]) -> [Int] = if xs.isEmpty() then xs else [\n1\n]",
        "fn f(xs: [Int]) -> [Int] = if xs.isEmpty() then xs else [\n  1\n]\n",
    );
    check(
        "fn service(name: DnsLabel, image: ImageRef, port: Port = 8080, host: DnsSubdomain? = null) -> WebService = f(name)",
        "
        fn service(
          name: DnsLabel,
          image: ImageRef,
          port: Port = 8080,
          host: DnsSubdomain? = null,
        ) -> WebService = f(name)
        ",
    );
}

#[test]
fn matches() {
    check(
        "let x = match size {\"small\"=>{cpu=100m}\n \"medium\"|\"large\" => { let a = 1, cpu = a }, String s => s\n _=>null}",
        "
        let x = match size {
          \"small\" => { cpu = 100m }
          \"medium\" | \"large\" => { let a = 1, cpu = a }
          String s => s
          _ => null
        }
        ",
    );
    check("let x = match a { 1 => 2, null => 3 }", "let x = match a { 1 => 2, null => 3 }\n");
}

#[test]
fn lists() {
    check("let x = [ 1,2 ,3 ]", "let x = [1, 2, 3]\n");
    check("let x = [\n1,2\n3]", "let x = [\n  1\n  2\n  3\n]\n");
    check("let x = [1\n2]", "let x = [\n  1\n  2\n]\n");
    check("let x = [{\na=1\n}]", "let x = [{\n  a = 1\n}]\n");
    check("let x = [\n{a=1}]", "let x = [\n  { a = 1 }\n]\n");
    check(
        "let x = [{ a = 1\n b = 2 }, { a = 2 }]",
        "let x = [\n  {\n    a = 1\n    b = 2\n  }\n  { a = 2 }\n]\n",
    );
}

#[test]
fn comprehensions() {
    check("let x = [ for k,v in m if k!=v : f(k) ]", "let x = [for k, v in m if k != v: f(k)]\n");
    check("let x = { for k , v in m:k=>v }", "let x = {for k, v in m: k => v}\n");
    check("let x = [for k in m: {\n a = k\n }]", "let x = [for k in m: {\n  a = k\n}]\n");
    check("let x = [\nfor k in m: k\n]", "let x = [\n  for k in m: k\n]\n");
    check(
        "let variables = [for name, value in allTheVariablesOfTheService if value != null: environmentVariable(name, value)]",
        "
        let variables = [
          for name, value in allTheVariablesOfTheService if value != null: environmentVariable(name, value)
        ]
        ",
    );
}

#[test]
fn operators() {
    check("let x = a+b*c", "let x = a + b * c\n");
    check("let x = -a  ??  !b", "let x = -a ?? !b\n");
    check("let x = a\n  && b\n  && c", "let x = a && b && c\n");
    check("let x = (a||b)&&c in d", "let x = (a || b) && c in d\n");
    check(
        "let healthy = replicas.available >= replicas.desired && replicas.updated == replicas.desired && generation == observed || paused",
        "
        let healthy = replicas.available >= replicas.desired
            && replicas.updated == replicas.desired
            && generation == observed
          || paused
        ",
    );
    check(
        "let message = \"the service ${module.name} of ${team.name}\" + \" has no owner in ${environment.name}\" + x",
        "
        let message =
          \"the service ${module.name} of ${team.name}\" + \" has no owner in ${environment.name}\" + x
        ",
    );
}

#[test]
fn conditions() {
    check("let x = if a   then b\n else c", "let x = if a then b else c\n");
    check(
        "let volumeMounts = if files.size() == 0 then null else [{ name = \"files\", mountPath = \"/etc/app\", readOnly = true }]",
        "
        let volumeMounts = if files.size() == 0
          then null
          else [{ name = \"files\", mountPath = \"/etc/app\", readOnly = true }]
        ",
    );
    check("let x = if a then {\n b = 1 } else { c = 1 }", "let x = if a then {\n  b = 1\n} else { c = 1 }\n");
    check(
        "let factor = if size == \"extra-large\" then 16 else if size == \"large\" then 4 else if size == \"medium\" then 2 else 1",
        "
        let factor = if size == \"extra-large\" then 16
          else if size == \"large\" then 4
          else if size == \"medium\" then 2
          else 1
        ",
    );
}

#[test]
fn calls_and_chains() {
    check("let x = f( a,b = 1 )", "let x = f(a, b = 1)\n");
    check("let x = f(a,\n b)", "let x = f(\n  a,\n  b,\n)\n");
    check("let x = f(\n a\n)", "let x = f(\n  a,\n)\n");
    check("let x = f(1, {\n a = 1 })", "let x = f(1, {\n  a = 1\n})\n");
    check("let x = xs . filter( x=>x.port>80 )?.y[ 0 ]", "let x = xs.filter(x => x.port > 80)?.y[0]\n");
    check("let x = xs.map((x,y) => {\n a = x\n })", "let x = xs.map((x, y) => {\n  a = x\n})\n");
    check("let x = xs.a\n.filter(x => x)\n.map(y => y)", "let x = xs.a\n  .filter(x => x)\n  .map(y => y)\n");
    check(
        "let names = services.filter(service => service.host != null).map(service => service.name).sort().unique()",
        "
        let names = services
          .filter(service => service.host != null)
          .map(service => service.name)
          .sort()
          .unique()
        ",
    );
    check("let x = a with {b=1}", "let x = a with { b = 1 }\n");
}

#[test]
fn components() {
    stays(
        "
        /// A service.
        pub component WebService {
          param name: DnsLabel = module.name
          param size: Size

          let labels = module.labels.merge(selector)
          where size > 1 else \"too small\"

          emit if files.size() > 0: ConfigMap {
            metadata { name = config }
          }
          emit for x in xs if x.ok: Service { metadata { name = x.name } }
          emit other
        }
        ",
    );
}

#[test]
fn unit_tests() {
    check(
        "test \"a database\" { assertFails( \"E0701\",\"needs\" ) { module db {team=platform} }\n assert a==b }",
        "
        test \"a database\" {
          assertFails(\"E0701\", \"needs\") { module db { team = platform } }
          assert a == b
        }
        ",
    );
}

#[test]
fn text_blocks_move_with_their_surroundings() {
    check(
        "
        module web {
              script = \"\"\"
            one
              two

            \"\"\"
          b = 1
        }
        ",
        "
        module web {
          script = \"\"\"
            one
              two

            \"\"\"
          b = 1
        }
        ",
    );
    check("let x = \"\"\"\na\n b\n\"\"\"", "let x = \"\"\"\n  a\n   b\n  \"\"\"\n");
    check("let x = f(\"\"\"\n      a\n    \"\"\")", "let x = f(\"\"\"\n    a\n  \"\"\")\n");
}

#[test]
fn broken_items_stay() {
    let text = "let a = 1\n\nmodule   web {\n   b = = 2\n }\n\nlet c=3\n";
    let formatted = format(text);
    assert!(formatted.partial && !formatted.refused);
    assert_eq!(formatted.text, "let a = 1\n\nmodule   web {\n   b = = 2\n }\n\nlet c = 3\n");
}
