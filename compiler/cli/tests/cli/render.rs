//! `o8 render`: the objects of each layer.

use crate::folder::Folder;

fn documents(text: &str) -> usize {
    text.split("\n---\n").count()
}

#[test]
fn each_layer_has_its_objects() {
    let folder = Folder::platform();
    let base = folder.o8(&["render", "web"]).ends(0);
    let base = base.says("# what all environments have in common; of one: `web@dev` or `web@prod`\n");
    assert!(base.out.contains("  replicas: 2\n"), "{}", base.out);
    let dev = folder.o8(&["render", "web@dev"]).ends(0);
    assert_eq!(dev.err, "");
    assert_eq!(documents(&dev.out), 4);
    let prod = folder.o8(&["render", "web@prod"]).ends(0);
    let prod =
        prod.says("# what all clusters have in common; of one: `web@prod@prod-eu` or `web@prod@prod-us`\n");
    assert!(prod.out.contains("  replicas: 5\n"), "{}", prod.out);
    let eu = folder.o8(&["render", "web@prod@prod-eu"]).ends(0);
    assert_eq!((eu.out, eu.err), (prod.out, String::new()));
    assert!(!folder.has("generated"));
}

#[test]
fn objects_are_chosen_by_kind() {
    let folder = Folder::platform();
    let ran = folder.o8(&["render", "web@dev", "--kind", "service"]).ends(0);
    insta::assert_snapshot!(ran.out, @r"
    apiVersion: v1
    kind: Service
    metadata:
      name: web
      namespace: web
      labels:
        app.kubernetes.io/part-of: delivery
        app.kubernetes.io/managed-by: o8
        app.kubernetes.io/name: web
        app.kubernetes.io/instance: web
    spec:
      selector:
        app.kubernetes.io/name: web
        app.kubernetes.io/instance: web
      ports:
      - name: http
        port: 80
        targetPort: http
    ");
    folder
        .o8(&["render", "web@dev", "--kind", "Servce"])
        .ends(2)
        .says("error: `web` has no object of the kind `Servce`: did you mean `Service`?\n");
}

#[test]
fn json_is_one_list() {
    let list = Folder::platform().o8(&["render", "web@dev", "--format", "json"]).ends(0).json();
    assert_eq!((&list["apiVersion"], &list["kind"]), (&"v1".into(), &"List".into()));
    assert_eq!(list["items"].as_array().map(Vec::len), Some(4));
}

#[test]
fn unknown_targets_are_wrong_usage() {
    let folder = Folder::platform();
    let cases = [
        ("wbe", "error: no module is called `wbe`: did you mean `web`?\n"),
        ("web@prd", "error: `web` is not deployed to `prd`: did you mean `prod`?\n"),
        ("web@prod@prod-uk", "error: `web` is not deployed to `prod-uk`: did you mean `prod-us`?\n"),
    ];
    for (target, message) in cases {
        folder.o8(&["render", target]).ends(2).prints("").says(message);
    }
}

#[test]
fn a_program_with_errors_has_no_objects() {
    let folder = Folder::platform();
    folder.change("modules/web.o8", "team = delivery", "team = delivry");
    folder.o8(&["render", "web@dev"]).ends(1).prints("").says("error[E0201]");
}
