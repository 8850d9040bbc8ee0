//! What a module deploys that is no set of objects of ours: a chart, a folder, an artifact that Argo CD reads itself.

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Source, SourceSort};
use o8_ir::{ListMerge, Node, Tree};

use crate::ids::DefId;

use super::delivery_options::options;
use super::machine::Machine;
use super::render::Rendering;
use super::value::Instance;

impl<'a> Machine<'a, '_> {
    /// What Argo CD reads for a module where the evaluation is; `None` where the module is a set of objects.
    pub(super) fn source(&mut self, module: DefId) -> Option<Source> {
        let (component, at) = self.deployed(module)?;
        let sort = component.info.shape.delivery?;
        let fields = self.parameters(component);
        let text = |name: &str| fields.at(&[name]).and_then(Node::as_str).map(EcoString::from);
        let mut repository = text("repo")?;
        let mut chart = text("chart");
        let mut path = text("path");
        if let (Some(name), true) = (&chart, repository.starts_with("oci://")) {
            // A chart of a registry is an artifact of its own. (Argo CD 3.1 and later.)
            repository = eco_format!("{repository}/{name}");
            chart = None;
            path = Some(".".into());
        }
        let revision = text(if sort == SourceSort::Helm { "version" } else { "revision" })?;
        let kinds = |name: &str| fields.at(&[name]).map(texts);
        let rendered = fields.at(&["rendered"]).and_then(|node| Some((node.as_str()?.into(), node.origin)));
        Some(Source {
            sort,
            repository,
            chart,
            path,
            revision,
            options: options(sort, &fields),
            cluster_kinds: kinds("clusterKinds").unwrap_or_default(),
            kinds: kinds("kinds"),
            rendered,
            place: at.place(),
        })
    }

    /// The values of a module's chart where the evaluation is; `None` where the module is no chart.
    pub(super) fn chart_values(&mut self, module: DefId) -> Option<Node> {
        let (component, _) = self.deployed(module)?;
        if component.info.shape.delivery != Some(SourceSort::Helm) {
            return None;
        }
        let field = component.info.shape.position("values")?;
        let written = component.slot(field).and_then(|slot| slot.at).unwrap_or(component.made);
        let found = self.field(component, field, || written.place());
        self.render(found, written, ListMerge::Replace, &mut Rendering::of(true))
    }

    fn parameters(&mut self, component: &'a Instance<'a>) -> Node {
        Node::derived(Tree::Map(self.render_record(component, &mut Rendering::of(true))))
    }
}

fn texts(node: &Node) -> Vec<EcoString> {
    node.items().filter_map(Node::as_str).map(Into::into).collect()
}

/// In what the source of one target differs from that of another; `None` where only its version, path and values do, which
/// an ApplicationSet can say for each target.
pub(super) fn otherness(here: &Source, there: &Source) -> Option<(EcoString, EcoString)> {
    let what = |source: &Source| match &source.chart {
        Some(chart) => eco_format!("the chart `{chart}` of `{}`", source.repository),
        None => eco_format!("`{}`", source.repository),
    };
    if (&here.chart, &here.repository) != (&there.chart, &there.repository) {
        return Some((what(here), what(there)));
    }
    if here.options == there.options {
        return None;
    }
    let all = here.options.iter().chain(&there.options);
    let value =
        |source: &Source, name: &str| source.options.iter().find(|(other, _)| *other == name).cloned();
    let (name, _) = all.into_iter().find(|(name, _)| value(here, name) != value(there, name))?;
    Some((eco_format!("another `{name}`"), "one and the same".into()))
}
