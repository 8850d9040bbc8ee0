use clap::CommandFactory;

use super::*;

#[derive(Parser, Debug)]
struct Build {
    #[command(flatten)]
    build: BuildArguments,
}

#[test]
fn the_definition_is_sound() {
    Arguments::command().debug_assert();
    Build::command().debug_assert();
}

#[test]
fn global_flags_stand_anywhere() {
    let arguments =
        Arguments::try_parse_from(["o8", "explain", "E0902", "--quiet", "-vv", "--color", "never"]);
    let global = arguments.expect("they parse").global;
    assert!(global.quiet);
    assert_eq!((global.verbose, global.color), (2, Colour::Never));
}

#[test]
fn formats_and_layouts_are_called_as_everywhere() {
    let build =
        Build::try_parse_from(["o8", "--format", "sarif", "--layout", "rendered", "--only", "dev,prod"]);
    let build = build.expect("they parse").build;
    assert_eq!((build.reporting.format, build.layout), (Format::Sarif, Some(Layout::Rendered)));
    assert_eq!(build.only, ["dev", "prod"]);
    let wrong = Build::try_parse_from(["o8", "--format", "sarf"]).expect_err("no such format").to_string();
    assert!(wrong.contains("a similar value exists: 'sarif'"), "{wrong}");
    assert!(Build::try_parse_from(["o8", "--check", "--force"]).is_err(), "checking writes nothing");
}

#[test]
fn render_targets_have_up_to_three_parts() {
    let target: RenderTarget = "web@prod@prod-eu".parse().expect("three parts");
    assert_eq!((target.module.as_str(), target.cluster.as_deref()), ("web", Some("prod-eu")));
    assert_eq!("web".parse::<RenderTarget>().expect("one part").environment, None);
    for bad in ["", "web@", "@prod", "a@b@c@d"] {
        assert!(bad.parse::<RenderTarget>().is_err(), "{bad}");
    }
}
