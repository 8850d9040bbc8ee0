//! Packages in OCI image layouts: written, listed, read, damaged.

use std::fs;

use sha2::{Digest as _, Sha256};

use crate::folder::Folder;
use crate::repository::{expect, user};

/// Writes a version of `blocks` into `layout`.
fn publish(folder: &Folder, version: &str, value: u32) -> String {
    folder.put(".src/o8.toml", format!("name = \"blocks\"\nversion = \"{version}\"\n"));
    folder.put(".src/values.o8", format!("pub let blocks = {value}\n"));
    folder.put(".src/README.md", "Blocks.\n");
    folder.o8(&["package", ".src", "--output", "layout"]).ends(0).out.trim().to_owned()
}

fn acme() -> Folder {
    let folder = Folder::new();
    publish(&folder, "1.10.0", 110);
    publish(&folder, "1.2.0", 102);
    publish(&folder, "2.0.0", 200);
    user(&folder, "blocks = { oci = \"oci-layout:layout\", version = \"^1\" }", 110);
    folder
}

#[test]
fn an_artefact_is_used_like_any_package() {
    let folder = acme();
    folder.o8(&["update"]).ends(0).says("+ blocks 1.10.0\n");
    let lock = folder.read("o8.lock");
    assert!(lock.contains("source = \"oci-layout:layout\"\ntag = \"1.10.0\"\ndigest = \"sha256:"), "{lock}");
    folder.o8(&["test"]).ends(0);
    let head = "package  current  compatible  newest  source\n";
    folder.o8(&["outdated"]).ends(0).prints(&format!("{head}blocks   1.10.0   1.10.0      2.0.0   layout\n"));
    let digest = publish(&folder, "3.0.0", 300);
    user(&folder, &format!("blocks = {{ oci = \"oci-layout:layout\", digest = \"{digest}\" }}"), 300);
    folder.o8(&["update"]).ends(0).says("~ blocks 1.10.0 -> 3.0.0\n");
    folder.o8(&["test"]).ends(0);
    folder.put("o8.toml", "name = \"acme\"\n");
    let layout = format!("file://{}", folder.join("layout").display());
    folder.o8(&["add", "blocks", "--oci", &layout, "--version", "^2"]).ends(0);
    expect(&folder, 200);
    folder.o8(&["test"]).ends(0);
}

#[test]
fn layouts_are_the_same_bytes_everywhere() {
    let (one, other) = (acme(), Folder::new());
    // In another order, at another time.
    for (version, value) in [("2.0.0", 200), ("1.2.0", 102), ("1.10.0", 110)] {
        publish(&other, version, value);
    }
    assert_eq!(one.contents("layout"), other.contents("layout"));
    let index: serde_json::Value = serde_json::from_str(&one.read("layout/index.json")).expect("JSON");
    let tags: Vec<&str> = (0..3)
        .map(|n| {
            index["manifests"][n]["annotations"]["org.opencontainers.image.ref.name"].as_str().expect("a tag")
        })
        .collect();
    assert_eq!(tags, ["1.2.0", "1.10.0", "2.0.0"]);
    let digest = index["manifests"][0]["digest"].as_str().expect("a digest").replace(':', "/");
    let manifest = one.read(&format!("layout/blobs/{digest}"));
    let parsed: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let layer = parsed["layers"][0].clone();
    // How well it is packed is not ours to say.
    let manifest = manifest.replace(layer["digest"].as_str().expect("a digest"), "DIGEST");
    insta::assert_snapshot!(manifest.replace(&format!("\"size\": {}\n", layer["size"]), "\"size\": SIZE\n"), @r#"
    {
      "schemaVersion": 2,
      "mediaType": "application/vnd.oci.image.manifest.v1+json",
      "artifactType": "application/vnd.o8.package.v1",
      "config": {
        "mediaType": "application/vnd.oci.empty.v1+json",
        "digest": "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "size": 2
      },
      "layers": [
        {
          "mediaType": "application/vnd.o8.package.layer.v1.tar+gzip",
          "digest": "DIGEST",
          "size": SIZE
        }
      ],
      "annotations": {
        "org.opencontainers.image.title": "blocks",
        "org.opencontainers.image.version": "1.2.0"
      }
    }
    "#);
    insta::assert_snapshot!(one.list("layout").iter().filter(|path| !path.contains("sha256/")).cloned().collect::<Vec<_>>().join(" "), @"blobs/ index.json oci-layout");
}

#[test]
fn a_version_that_is_out_stays() {
    let folder = acme();
    let before = folder.contents("layout");
    folder.put(".src/o8.toml", "name = \"blocks\"\nversion = \"2.0.0\"\n");
    folder
        .o8(&["package", ".src", "--output", "layout"])
        .ends(0)
        .says("`blocks` 2.0.0 is in `layout` already\n");
    folder.put(".src/values.o8", "pub let blocks = 201\n");
    folder.o8(&["package", ".src", "--output", "layout"]).ends(2).prints("").says(
        "error: `blocks` 2.0.0 is in `layout` with another content: a version that is out stays as it is",
    );
    folder.put(".src/o8.toml", "name = \"shapes\"\nversion = \"1.0.0\"\n");
    folder
        .o8(&["package", ".src", "--output", "layout"])
        .ends(2)
        .says("the layout `layout` holds versions of `blocks`");
    folder
        .o8(&["package", ".src", "--output", ".src"])
        .ends(2)
        .says("`.src` is not empty, and no OCI image layout\n");
    folder.put(".src/o8.toml", "name = \"blocks\"\n");
    folder
        .o8(&["package", ".src", "--output", "layout"])
        .ends(2)
        .says("`o8.toml` does not say which version this is");
    folder.put(
        ".src/o8.toml",
        "name = \"blocks\"\nversion = \"4.0.0\"\n[dependencies]\nx = { path = \"x\" }\n",
    );
    folder.put(".src/x/o8.toml", "name = \"x\"\n");
    folder
        .o8(&["package", ".src", "--output", "layout"])
        .ends(2)
        .says("depends on a folder, which others do not have: `x`");
    folder.put(".src/o8.toml", "name = \"blocks\"\nversion = \"4.0.0\"\n");
    folder.put(".src/values.o8", "pub let blocks = nowhere\n");
    folder.o8(&["package", ".src", "--output", "layout"]).ends(1).prints("").says("1 error");
    assert_eq!(folder.contents("layout"), before);
}

#[test]
fn layouts_that_are_damaged() {
    let folder = acme();
    folder.o8(&["update"]).ends(0);
    let lock = folder.read("o8.lock");
    fs::remove_dir_all(folder.join(".cache")).expect("it is there");
    let whole = folder.contents("layout");
    let restore = || whole.iter().for_each(|(path, bytes)| folder.put(&format!("layout/{path}"), bytes));
    let fails = |message: &str| {
        for command in ["update", "fetch"] {
            folder.o8(&[command]).ends(2).prints("").says(message);
        }
        assert_eq!(folder.read("o8.lock"), lock);
        restore();
    };
    folder.put("layout/index.json", "{\"manifests\": [");
    fails("the OCI image layout `layout` is damaged: `index.json` is not JSON");
    folder.put("layout/index.json", "{}");
    folder.o8(&["update"]).ends(2).says("`index.json` has no list `manifests`");
    restore();
    folder.put("layout/oci-layout", "{\"imageLayoutVersion\":\"9\"}");
    fails("the version of its format is not 1.0.0");
    folder.remove("layout/oci-layout");
    fails("`layout` is no OCI image layout");
    folder.remove("layout/index.json");
    fails("cannot read `layout/index.json`");
    let digest = lock.split("digest = \"").nth(1).expect("a digest").split('"').next().expect("its end");
    let manifest = format!("layout/blobs/{}", digest.replace(':', "/"));
    folder.change(&manifest, "\"schemaVersion\": 2", "\"schemaVersion\": 3");
    fails(&format!("the content of `{}` has the digest", &digest[..19]));
    folder.remove(&manifest);
    fails("cannot read `layout/blobs/sha256/");
    let parsed: serde_json::Value = serde_json::from_str(&folder.read(&manifest)).expect("JSON");
    let layer = parsed["layers"][0]["digest"].as_str().expect("a digest");
    let path = format!("layout/blobs/{}", layer.replace(':', "/"));
    let bytes = fs::read(folder.join(&path)).expect("it is there");
    folder.put(&path, &bytes[..bytes.len() / 2]);
    fails(&format!("the content of `{}` has the digest", &layer[..19]));
    folder.o8(&["fetch"]).ends(0);
    folder.o8(&["test"]).ends(0);
    assert_eq!(folder.list(".cache/tmp"), Vec::<String>::new());
}

#[test]
fn the_size_of_a_layer_is_what_its_manifest_says() {
    let folder = acme();
    let digest = publish(&folder, "3.0.0", 300);
    let path = format!("layout/blobs/{}", digest.replace(':', "/"));
    let mut manifest: serde_json::Value = serde_json::from_str(&folder.read(&path)).expect("JSON");
    manifest["layers"][0]["size"] = 5.into();
    let text = manifest.to_string();
    let hash: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    folder.put(&format!("layout/blobs/sha256/{hash}"), &text);
    folder.change("layout/index.json", &digest, &format!("sha256:{hash}"));
    user(&folder, "blocks = { oci = \"oci-layout:layout\", version = \"^3\" }", 300);
    folder
        .o8(&["update"])
        .ends(2)
        .says("is damaged: `sha256:")
        .says("says that its layer has another size than it has\n");
}
