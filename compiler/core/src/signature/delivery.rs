//! Components that Argo CD renders itself: what they must have for it.
//!
//! ```o8
//! @delivery(helm)
//! component Redis {
//!   param repo: ChartRepository = "https://charts.example.org"
//!   param chart: ChartName = "redis"
//!   param version: ChartVersion = module.version
//!   param values: RedisValues = {}
//! }
//! ```

use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::SourceSort;
use o8_syntax::ast::{Block, Item, MemberKind};

use crate::db::Program;
use crate::names::{self, attribute};
use crate::ty::{ListTy, RecordSignature, RecordSort, Ty};
use crate::types;

/// What a parameter that Argo CD is told of has to hold.
struct Known {
    name: &'static str,
    ty: Ty,
    required: bool,
}

/// The parameters that the source of an Application is made of.
fn known(sort: SourceSort) -> Vec<Known> {
    let text = |name, required| Known { name, ty: Ty::String, required };
    let texts = |name| Known {
        name,
        ty: Ty::List(ListTy { element: Ty::String, key: None }.into()),
        required: false,
    };
    let mut result = vec![text("repo", true), texts("clusterKinds"), texts("kinds"), text("rendered", false)];
    match sort {
        SourceSort::Helm => result.extend([
            text("chart", true),
            text("version", true),
            text("releaseName", false),
            Known { name: "skipCrds", ty: Ty::Bool, required: false },
            Known { name: "values", ty: Ty::Json, required: true },
        ]),
        SourceSort::Kustomize | SourceSort::Directory => {
            result.extend([text("path", true), text("revision", true)])
        }
        SourceSort::Oci => result.push(text("revision", true)),
    }
    result
}

/// Reports a component with `@delivery` that lacks what Argo CD has to be told, or that emits objects besides.
pub(super) fn check_delivery(
    db: &dyn salsa::Database,
    program: Program,
    item: &Item,
    body: &Block,
    record: &RecordSignature,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let RecordSort::Component { delivery: Some(sort) } = record.sort else { return };
    let Some(attribute) = attribute(&item.attributes, "delivery") else { return };
    let place = Place::local(record.name_span);
    for Known { name, ty, required } in known(sort) {
        match record.fields.iter().find(|field| field.name == name) {
            None if required => {
                let found =
                    catalogue::kubernetes::delivery_needs(place, &record.name, name, &types::display(&ty));
                diagnostics.push(found);
                return;
            }
            None => {}
            Some(field) if types::fits(db, program, types::remove_null(&field.ty), &ty) => {}
            Some(field) => {
                let (place, expected) = (Place::local(field.name_span), types::display(&ty));
                let found = types::display(&field.ty);
                diagnostics.push(catalogue::kubernetes::delivery_parameter(place, name, &expected, &found));
                return;
            }
        }
    }
    check_render(db, program, item, record, diagnostics);
    let emits = body.members.iter().find(|member| matches!(member.kind, MemberKind::Emit(_)));
    if let Some(emit) = emits {
        let (place, attribute) = (Place::local(emit.span), Place::local(attribute.span));
        diagnostics.push(catalogue::kubernetes::delivery_emits(place, &record.name, attribute));
    }
}

/// Warns of a chart that is rendered otherwise each time and of which nothing says why that is no matter, and of what is said of
/// any other chart. Check HE02.
fn check_render(
    db: &dyn salsa::Database,
    program: Program,
    item: &Item,
    record: &RecordSignature,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let values = record.fields.iter().find(|field| field.name == "values");
    let differs = values.and_then(|field| match types::remove_null(&field.ty) {
        Ty::Record(def) => Some((field, names::differs(db, program, *def)?)),
        _ => None,
    });
    match (differs, attribute(&item.attributes, "settled")) {
        (Some((field, (template, function, more))), None) => {
            let place = Place::local(field.name_span);
            diagnostics.push(catalogue::kubernetes::render_differs(
                place,
                &record.name,
                (&template, &function, more),
            ));
        }
        (None, Some(settled)) => {
            diagnostics
                .push(catalogue::kubernetes::nothing_to_settle(Place::local(settled.span), &record.name));
        }
        (None, None) | (Some(_), Some(_)) => {}
    }
}
