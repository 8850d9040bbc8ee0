//! Properties of programs that chance made and that are right by construction.

use o8_core::compile::{Compilation, compile};
use o8_diagnostics::Severity;
use o8_ir::platform::Layout;
use o8_tests::fixture::{Fixture, Options};
use o8_tests::generate;
use o8_tests::report;

const PROGRAMS: u64 = 60;

fn compiled(text: &str, layout: Layout) -> Compilation {
    let files = vec![("main.o8".to_owned(), text.to_owned())];
    let (db, program) =
        Fixture { files, options: Options { layout, ..Options::default() }, ..Fixture::default() }.load();
    let compilation = compile(&db, program, 2);
    let errors: Vec<_> =
        compilation.diagnostics.iter().filter(|found| found.severity == Severity::Error).cloned().collect();
    assert!(errors.is_empty(), "{}\n{text}", report::diagnostics(&db, program, &errors));
    assert!(!compilation.files.is_empty(), "{text}");
    compilation
}

/// That base and overlays make the target is asserted by the compiler on every build, so building is the test; that its
/// model of Kustomize is right is for the conformance tests to show.
#[test]
fn generated_programs_compile_in_both_layouts() {
    for seed in 0..PROGRAMS {
        let text = generate::program(seed);
        let kustomize = compiled(&text, Layout::Kustomize);
        let rendered = compiled(&text, Layout::Rendered);
        assert_eq!(kustomize.objects, rendered.objects);
    }
}

#[test]
fn formatting_keeps_the_meaning() {
    for seed in 0..PROGRAMS {
        let text = generate::program(seed);
        let formatted = o8_syntax::format(&text).text;
        assert_eq!(
            compiled(&text, Layout::Kustomize).files,
            compiled(&formatted, Layout::Kustomize).files,
            "{text}"
        );
    }
}

#[test]
fn the_number_of_threads_and_the_run_do_not_show() {
    let text = generate::program(7);
    let (db, program) =
        Fixture { files: vec![("main.o8".to_owned(), text.clone())], ..Fixture::default() }.load();
    let one = compile(&db, program, 1).files;
    let again = compiled(&text, Layout::Kustomize).files;
    assert_eq!(one, again);
}

#[test]
fn the_order_of_declarations_and_files_does_not_show_in_the_platform_files() {
    let text = generate::program(11);
    let formatted = o8_syntax::format(&text).text;
    let blocks: Vec<&str> = formatted.split("\nmodule ").collect();
    let (head, modules) = blocks.split_first().expect("not empty");
    let turned: String = modules.iter().rev().map(|module| format!("\nmodule {module}\n")).collect();
    let turned = format!("{head}\n{turned}");
    assert_eq!(compiled(&formatted, Layout::Kustomize).files, compiled(&turned, Layout::Kustomize).files);
}

#[test]
fn an_edit_of_one_module_touches_no_other_modules_files() {
    let text = "\nmodule a { team = shop, deploy = WebService { image = \"ghcr.io/acme/a:1.0.0\" } }\nmodule b { team = shop, deploy = WebService { image = \"ghcr.io/acme/b:1.0.0\" } }\n";
    let head = "import std/web { WebService }\nplatform acme { repository = \"https://github.com/acme/platform\", domain = \"acme.example\" }\ncluster c { kubernetes = \"1.36\" }\nenvironment dev { clusters = [c] }\nteam shop {}\n";
    let before = compiled(&format!("{head}{text}"), Layout::Kustomize).files;
    let after = compiled(&format!("{head}{}", text.replace("a:1.0.0", "a:2.0.0")), Layout::Kustomize).files;
    let changed: Vec<&str> =
        before.iter().zip(&after).filter(|(old, new)| old != new).map(|(old, _)| old.path.as_str()).collect();
    assert!(!changed.is_empty());
    assert!(changed.iter().all(|path| path.starts_with("modules/a/")), "{changed:?}");
}

#[test]
fn an_override_of_one_environment_touches_no_other_environments_files() {
    let program = |override_: &str| {
        format!(
            "import std/web {{ WebService }}\nplatform acme {{ repository = \"https://github.com/acme/platform\", domain = \"acme.example\" }}\ncluster c {{ kubernetes = \"1.36\" }}\ncluster d {{ kubernetes = \"1.36\" }}\nenvironment dev {{ clusters = [c] }}\nenvironment prod {{ clusters = [d] }}\nteam shop {{}}\nmodule a {{ team = shop, deploy = WebService {{ image = \"ghcr.io/acme/a:1.0.0\" }}\n{override_} }}"
        )
    };
    let before = compiled(&program(""), Layout::Kustomize).files;
    let after = compiled(
        &program("in prod { deploy.sizing.replicas = 7, deploy.autoscale { max = 9 } }"),
        Layout::Kustomize,
    )
    .files;
    // What the team's project allows, and what Argo CD leaves to an autoscaler, follow from everything that the module renders.
    let of_argocd = ["argocd/projects/shop.yaml", "argocd/applicationsets/a.yaml"];
    for old in before.iter().filter(|old| !of_argocd.contains(&old.path.as_str())) {
        let new = after.iter().find(|new| new.path == old.path).expect("no file goes");
        assert!(new == old || old.path.starts_with("modules/a/overlays/prod/"), "{} changed", old.path);
    }
    let added = after.iter().filter(|new| !before.iter().any(|old| old.path == new.path));
    for new in added {
        assert!(new.path.starts_with("modules/a/overlays/prod/"), "{} was added", new.path);
    }
}
