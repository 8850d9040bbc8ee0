//! What is deployed already, as the committed output says, against what the program would leave of it.

use crate::folder::Folder;

const MANIFEST: &str = "generated/.o8/manifest.json";

#[test]
fn an_application_of_production_does_not_disappear_by_accident() {
    let folder = Folder::built();
    let before = folder.contents("generated");
    folder.change("modules/web.o8", "team = delivery", "team = delivery\n  environments = [dev]");
    folder.change("modules/web.o8", "  in prod {\n    deploy.sizing.replicas = 5\n  }\n", "");
    for arguments in [&["build"][..], &["check"], &["build", "--force"]] {
        folder.o8(arguments).ends(1).says("error[E0860]: `web` disappears from `prod`: 2 applications with");
    }
    assert_eq!(folder.contents("generated"), before);
    // Somewhere else nothing is deployed yet.
    folder.o8(&["build", "--out", "elsewhere"]).ends(0);

    folder.put("gone.o8", "retire web in prod\n");
    folder
        .o8(&["build", "--deny", "warnings"])
        .ends(0)
        .says("`web-prod-prod-eu` is retired: what it has stays in the cluster until `argocd app delete web-prod-prod-eu`");
    // The commit that retires something says no more of it, and says nothing twice.
    let ran = folder.o8(&["build", "--deny", "warnings"]).ends(0);
    assert!(!ran.err.contains("is retired"), "{}", ran.err);
    folder.o8(&["check", "--deny", "warnings"]).ends(0);
    folder.o8(&["build", "--check", "--deny", "warnings"]).ends(0);
    assert!(folder.read(MANIFEST).contains("\"gone\":true"));
    // Without the line, what has gone is forgotten.
    folder.remove("gone.o8");
    folder.o8(&["build", "--deny", "warnings"]).ends(0);
    assert!(!folder.read(MANIFEST).contains("\"gone\""));
    folder.put("gone.o8", "retire web in prod\n");
    folder.o8(&["check"]).ends(0).says("warning[W0860]: nothing called `web` in `prod` is deployed");
}

#[test]
fn an_output_of_before_is_compared_from_the_next_build_on() {
    let folder = Folder::built();
    let text = folder.read(MANIFEST);
    let (files, _) = text.split_once(",\n  \"applications\"").expect("it names them");
    folder.put(MANIFEST, format!("{files}\n}}\n"));
    folder.remove("modules/web.o8");
    folder.o8(&["check"]).ends(0);
    folder.o8(&["build"]).ends(0);
    assert!(folder.read(MANIFEST).contains("\"applications\""));
}

#[test]
fn a_selector_stays_what_the_manifest_says() {
    let folder = Folder::built();
    let text = folder.read(MANIFEST);
    let selects = "\"app.kubernetes.io/name=web\"";
    assert!(text.contains(selects), "{text}");
    let other = text.replace(selects, "\"app=web\"");
    folder.put(MANIFEST, other.clone());
    for arguments in [&["check"][..], &["build"]] {
        folder
            .o8(arguments)
            .ends(1)
            .says("error[E0865]: the selector of `Deployment web`")
            .says("in the committed `.o8/manifest.json`");
    }
    // What an older o8 wrote has no selectors.
    folder.put(MANIFEST, other.replace("\"selectors\"", "\"unknown\""));
    folder.o8(&["check"]).ends(0);
    folder.o8(&["build"]).ends(0);
    assert_eq!(folder.read(MANIFEST), text);
}
