//! `o8 schema add`: types out of definitions of custom resources and of JSON Schemas.

use crate::folder::Folder;

const PLATFORM: &str =
    "platform acme { repository = \"https://github.com/acme/platform\", domain = \"acme.example\" }\n";

/// Two kinds in one file, one of them with a version that is served no more and one that is deprecated.
const WIDGETS: &str = r#"apiVersion: v1
kind: Service
metadata: {name: beside}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: widgets.example.org
spec:
  group: example.org
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
  - name: v1alpha1
    served: false
    storage: false
    schema: {openAPIV3Schema: {type: object}}
  - name: v1beta1
    served: true
    storage: false
    deprecated: true
    schema: {openAPIV3Schema: {type: object}}
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    schema:
      openAPIV3Schema:
        description: A widget that does things.
        type: object
        required: [spec]
        properties:
          apiVersion: {type: string}
          kind: {type: string}
          metadata: {type: object}
          status: {type: object, properties: {ready: {type: boolean}}}
          spec:
            type: object
            required: [size, mode, parts]
            properties:
              size: {type: integer, minimum: 1, maximum: 9, description: How large it is.}
              mode: {type: string, enum: [fast, slow], default: fast}
              name: {type: string, pattern: '^[a-z]+$', maxLength: 10}
              lookahead: {type: string, pattern: '^(?!x).*$'}
              port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
              memory: {x-kubernetes-int-or-string: true, pattern: '^([0-9]+)(([KMGTPE]i)|[numkMGTPE])?$'}
              timeout: {type: string, format: duration}
              since: {type: string, format: date-time, nullable: true}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
              labels: {type: object, additionalProperties: {type: string}}
              pause: {type: object}
              parts:
                type: array
                maxItems: 4
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items:
                  type: object
                  required: [name]
                  properties: {name: {type: string}, weight: {type: number}}
              names: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              source:
                type: object
                oneOf: [{required: [git]}, {required: [oci]}]
                properties: {git: {type: string}, oci: {type: string}}
              odd: {type: object, properties: {$ref: {type: string}}}
            x-kubernetes-validations:
            - rule: self.size > 1 || self.mode == 'slow'
              message: small ones are slow
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: gadgets.example.org
spec:
  group: example.org
  names: {kind: Gadget, plural: gadgets}
  scope: Cluster
  versions:
  - name: v1
    served: true
    storage: true
    schema: {openAPIV3Schema: {type: object, properties: {data: {type: object, additionalProperties: {type: integer}}}}}
"#;

fn package(files: &[(&str, &str)]) -> Folder {
    let mut all = vec![("o8.toml", "name = \"acme\"\n"), ("platform.o8", PLATFORM)];
    all.extend(files);
    Folder::with(&all)
}

#[test]
fn definitions_become_types_that_check_and_are_formatted() {
    let folder = package(&[("crds/all.yaml", WIDGETS)]);
    folder
        .o8(&["schema", "add", "crds/all.yaml"])
        .ends(0)
        .says("  wrote crd/example.org/v1/gadget.o8: Gadget of example.org/v1\n")
        .says("  wrote crd/example.org/v1/widget.o8: Widget of example.org/v1\n")
        .says("  wrote crd/example.org/v1beta1/widget.o8: Widget of example.org/v1beta1\n")
        .says("3 of 3 files written\n");
    insta::assert_snapshot!("widget", folder.read("crd/example.org/v1/widget.o8"));
    insta::assert_snapshot!("gadget", folder.read("crd/example.org/v1/gadget.o8"));
    insta::assert_snapshot!("widget_v1beta1", folder.read("crd/example.org/v1beta1/widget.o8"));
    folder.o8(&["check", "--deny", "warnings"]).ends(0);
    folder.o8(&["fmt", "--check"]).ends(0).prints("");
    let before = folder.times("crd");
    folder
        .o8(&["schema", "add", "crds/all.yaml"])
        .ends(0)
        .says("   kept crd/example.org/v1/widget.o8")
        .says("0 of 3 files written\n");
    assert_eq!(folder.times("crd"), before);
}

#[test]
fn objects_of_added_kinds_are_checked() {
    let program = "import crd/example.org/v1 { Widget }

component Widgets {
  emit Widget { metadata { name = \"w\" }, spec { size = 10, mode = \"fats\", parts = [], source { git = \"a\", oci = \"b\" } } }
}

module w { team = t, deploy = Widgets {} }
team t {}
cluster c {}
environment dev { clusters = [c] }
";
    let folder = package(&[("crds/all.yaml", WIDGETS), ("w.o8", program)]);
    folder.o8(&["schema", "add", "crds/all.yaml"]).ends(0);
    folder.o8(&["check"]).ends(1).says("expected `fast` or `slow`, found `fats`");
    folder.put("w.o8", program.replace("fats", "fast").as_bytes());
    folder.o8(&["check"]).ends(1).says("must be 1 to 9");
    folder.put("w.o8", program.replace("fats", "fast").replace("10", "9").as_bytes());
    folder.o8(&["check"]).ends(1).says("exactly one of `git`, `oci` is needed");
    folder.put(
        "w.o8",
        program.replace("fats", "fast").replace("10", "9").replace(", oci = \"b\"", "").as_bytes(),
    );
    folder.o8(&["check"]).ends(0);
    folder.put("w.o8", program.replace("/v1 ", "/v1alpha1 ").as_bytes());
    folder.o8(&["check"]).ends(1).says("error[E0510]").says("\n1 error\n");
}

#[test]
fn what_was_edited_stays_unless_forced() {
    let folder = package(&[("crds.yaml", WIDGETS)]);
    folder.o8(&["schema", "add", "crds.yaml"]).ends(0);
    let path = "crd/example.org/v1/widget.o8";
    let written = folder.read(path);
    let edited = written.replace("size: WidgetSize", "size: Int");
    folder.put(path, edited.as_bytes());
    let changed =
        WIDGETS.replace("maximum: 9", "maximum: 8").replace("type: integer}}}}}", "type: string}}}}}");
    folder.put("crds.yaml", changed.as_bytes());
    folder.o8(&["schema", "add", "crds.yaml"]).ends(1).says("error[E0953]").says(path);
    assert_eq!(folder.read(path), edited);
    assert!(folder.read("crd/example.org/v1/gadget.o8").contains("{String: Int}"), "all or none");
    folder.o8(&["schema", "add", "--force", "crds.yaml"]).ends(0).says("2 of 3 files written\n");
    assert!(folder.read(path).contains("must be 1 to 8"));
    // Other line ends are Git's, and no edit.
    folder.put(path, folder.read(path).replace('\n', "\r\n").as_bytes());
    folder.o8(&["schema", "add", "crds.yaml"]).ends(0).says("0 of 3 files written\n");
    // A file that we never wrote is somebody's own.
    folder.put(path, b"// mine\n");
    folder.o8(&["schema", "add", "crds.yaml"]).ends(1).says("error[E0953]");
}

#[test]
fn what_is_wrong_with_a_file_is_one_diagnostic() {
    let folder = package(&[
        ("broken.yaml", "a: [1\n---\nb: 2\n"),
        ("service.yaml", "apiVersion: v1\nkind: Service\n"),
        ("empty.yaml", ""),
        ("old.yaml", &WIDGETS.replace("apiextensions.k8s.io/v1\n", "apiextensions.k8s.io/v1beta1\n")),
        ("group.yaml", &WIDGETS.replace("  group: example.org\n", "")),
        ("path.yaml", &WIDGETS.replace("group: example.org", "group: ../up")),
        ("schema.json", "{\"$schema\": \"x\", \"type\": \"object\"}"),
        ("list.json", "{\"$schema\": \"x\", \"type\": \"array\"}"),
        ("ref.json", "{\"properties\": {\"a\": {\"$ref\": \"#/$defs/b\"}}}"),
        ("far.json", "{\"properties\": {\"a\": {\"$ref\": \"https://example.org/b.json\"}}}"),
    ]);
    let add = |file: &str| folder.o8(&["schema", "add", file]);
    add("broken.yaml").ends(1).says("error[E0950]").says("broken.yaml:");
    add("service.yaml").ends(1).says("error[E0951]").says("`Service`").says("service.yaml:1:1");
    add("empty.yaml").ends(1).says("error[E0951]");
    add("old.yaml").ends(1).says("error[E0952]").says("v1beta1").says("old.yaml:5:13");
    add("group.yaml").ends(1).says("error[E0952]").says("has no `spec.group`").says("group.yaml:8:9");
    add("path.yaml").ends(1).says("error[E0952]").says("`../up`").says("path.yaml:10:10");
    add("schema.json").ends(2).says("error: `schema.json` is a JSON Schema, and nothing names its type");
    add("nowhere.yaml").ends(2).says("nowhere.yaml");
    let named = |file: &str, name: &str| folder.o8(&["schema", "add", "--name", name, file]);
    named("list.json", "Values").ends(1).says("error[E0951]");
    named("ref.json", "Values").ends(1).says("error[E0954]").says("#/$defs/b").says("ref.json:1:32");
    named("far.json", "Values")
        .ends(1)
        .says("error[E0954]")
        .says("outside of the file")
        .says("far.json:1:32");
    named("ref.json", "values").ends(2).says("`values` is no name for a type");
    named("old.yaml", "Values").ends(2).says("declares kinds");
    assert!(!folder.join("crd").exists() && !folder.join("schemas").exists());
}

#[test]
fn the_schema_of_a_chart_becomes_a_type() {
    let schema = r##"{
	"$schema": "http://json-schema.org/draft-07/schema#",
	"type": "object",
	"required": ["image"],
	"properties": {
		"image": {"type": "object", "properties": {
			"repository": {"type": "string", "minLength": 1, "description": "Where the image is."},
			"tag": {"type": ["string", "null"]},
			"pullPolicy": {"enum": ["Always", "IfNotPresent"]}}},
		"replicas": {"type": "integer", "minimum": 1, "maximum": 9},
		"ratio": {"type": "number", "exclusiveMinimum": 0},
		"port": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
		"either": {"anyOf": [{"type": "object", "properties": {"a": {"type": "string"}}}, {"type": "array"}]},
		"both": {"oneOf": [{"type": "object"}, {"type": "object", "properties": {"a": {"type": "string"}}}]},
		"resources": {"$ref": "#/$defs/resources"},
		"extraEnv": {"type": "array", "items": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
		"annotations": {"type": "object", "additionalProperties": {"type": "string"}},
		"config": {"type": "object"},
		"auth_mode": {"const": "basic"},
		"tree": {"$ref": "#/$defs/node"}
	},
	"$defs": {
		"resources": {"type": "object", "properties": {"limits": {"$ref": "#/$defs/amounts"}}},
		"amounts": {"type": "object", "additionalProperties": {"type": ["string", "integer"]}},
		"node": {"allOf": [{"type": "object", "properties": {"name": {"type": "string"}}}, {"properties": {"children": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}]}
	}
}"##;
    let folder = package(&[("charts/redis/values.schema.json", schema)]);
    folder
        .o8(&["schema", "add", "--name", "RedisValues", "charts/redis/values.schema.json"])
        .ends(0)
        .says("  wrote schemas/redisvalues.o8: RedisValues\n");
    insta::assert_snapshot!("values", folder.read("schemas/redisvalues.o8"));
    folder.o8(&["check", "--deny", "warnings"]).ends(0);
    folder.o8(&["fmt", "--check"]).ends(0).prints("");
}

const CHART: [(&str, &str); 8] = [
    ("charts/redis/Chart.yaml", "apiVersion: v2\nname: redis\nversion: 1.4.2\n"),
    ("charts/redis/values.yaml", "{}\n"),
    (
        "charts/redis/values.schema.json",
        "{\"type\": \"object\", \"properties\": {\"existingSecret\": {\"type\": \"string\"}}}\n",
    ),
    (
        "charts/redis/templates/secret.yaml",
        "{{- if not .Values.existingSecret }}\npassword: {{ randAlphaNum 32 }}\n{{- end }}\n",
    ),
    ("charts/redis/templates/plain.yaml", "{{/* now */}}\nat: {{ .Values.now }}\n"),
    ("charts/redis/templates/NOTES.txt", "{{ now }}\n"),
    (
        "charts/redis/charts/tls/templates/_helpers.tpl",
        "{{ define \"ca\" }}{{ genCA \"redis\" 365 }}{{ end }}\n",
    ),
    ("charts/empty/Chart.yaml", "apiVersion: v2\nname: empty\nversion: 1.0.0\n"),
];

#[test]
fn a_chart_says_what_it_makes_otherwise_each_time() {
    let folder = package(&CHART);
    folder
        .o8(&["schema", "add", "--name", "RedisValues", "charts/redis"])
        .ends(0)
        .says("  wrote schemas/redisvalues.o8: RedisValues\n");
    let text = folder.read("schemas/redisvalues.o8");
    insta::assert_snapshot!("chart", text);
    // The same out of an archive, in which all is below the name of the chart.
    let mut archive =
        tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (path, content) in CHART.iter().filter(|(path, _)| path.starts_with("charts/redis/")) {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        let path = path.strip_prefix("charts/").expect("one of these");
        archive.append_data(&mut header, path, content.as_bytes()).expect("in memory");
    }
    let archive = archive.into_inner().expect("in memory").finish().expect("in memory");
    std::fs::write(folder.join("redis-1.4.2.tgz"), &archive).expect("a file");
    folder.o8(&["schema", "add", "--name", "RedisValues", "redis-1.4.2.tgz"]).ends(0);
    let found = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("@differs")).map(str::to_owned).collect()
    };
    assert_eq!(found(&folder.read("schemas/redisvalues.o8")), found(&text));
}

#[test]
fn what_is_no_chart_is_refused() {
    let folder = package(&CHART);
    folder.put("cut.tgz", "this is no archive");
    for (arguments, message) in [
        (vec!["--name", "A", "charts/empty"], "the chart `charts/empty` has no `values.schema.json`"),
        (vec!["--name", "A", "charts"], "`charts` is no chart: it has no `Chart.yaml`"),
        (vec!["--name", "A", "cut.tgz"], "cannot read the chart `cut.tgz`"),
        (
            vec!["charts/redis"],
            "`charts/redis/values.schema.json` is a JSON Schema, and nothing names its type",
        ),
    ] {
        let mut all = vec!["schema", "add"];
        all.extend(arguments);
        folder.o8(&all).ends(2).says(message);
    }
}
