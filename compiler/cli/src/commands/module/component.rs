//! What a new module deploys: a component found by its name, and something for each parameter that has no default.

use std::sync::Arc;

use o8_core::db::{item, package_items};
use o8_core::ids::{DefId, DefKind, PackageId};
use o8_syntax::ast::{self, ExprKind, ItemKind, MemberKind, TypeExprKind};

use super::unknown;
use crate::Error;
use crate::package::Compilation;

/// A component.
pub(super) struct Found {
    /// The package to import it from; nothing where it is the program's own.
    pub(super) package: Option<&'static str>,
    /// Its name.
    pub(super) name: String,
    declaration: Option<Arc<ast::Item>>,
}

/// The component of this name: `Worker`, or `std/worker.Worker`.
pub(super) fn find(compilation: &Compilation, asked: &str) -> Result<Found, Error> {
    let (db, program) = (&compilation.db, compilation.program);
    let mut known: Vec<(String, DefId)> = Vec::new();
    for (package, _) in program.packages(db).iter() {
        for entry in &package_items(db, program, *package).items {
            let own = *package == PackageId::root();
            if entry.def.data().kind == DefKind::Component && (own || entry.public) {
                let name = entry.def.name();
                let full = if own { name.to_owned() } else { format!("{}.{name}", package.path()) };
                known.push((full, entry.def));
            }
        }
    }
    known.sort_by(|(one, _), (other, _)| one.cmp(other));
    let by_own_name = || {
        let mut named = known.iter().filter(|(_, def)| def.name() == asked);
        named.next().filter(|_| named.next().is_none())
    };
    let found = known.iter().find(|(full, _)| full == asked).or_else(by_own_name);
    let Some((_, def)) = found else {
        let names: Vec<&str> = known.iter().map(|(full, _)| full.as_str()).collect();
        return Err(unknown("there is no component", asked, &names));
    };
    let package = def.package();
    Ok(Found {
        package: (package != PackageId::root()).then(|| package.path()),
        name: def.name().to_owned(),
        declaration: item(db, program, *def).cloned(),
    })
}

impl Found {
    /// Something for each parameter that has no default, as text.
    pub(super) fn settings(&self, module: &str, organisation: &str) -> Vec<(String, String)> {
        let Some(ItemKind::Component(component)) = self.declaration.as_ref().map(|item| &item.kind) else {
            return Vec::new();
        };
        let members = component.body.members.iter();
        let required = members.filter_map(|member| match &member.kind {
            MemberKind::Param(field) if field.default.is_none() => Some(field),
            _ => None,
        });
        let one =
            |field: &ast::Field| (field.name.text.to_string(), sample(&field.ty.kind, module, organisation));
        required.map(|field| one(field)).collect()
    }
}

/// A value of a type, for its reader to replace.
fn sample(ty: &TypeExprKind, module: &str, organisation: &str) -> String {
    match ty {
        TypeExprKind::List(_) => "[]".to_owned(),
        TypeExprKind::Map(..) => "{}".to_owned(),
        TypeExprKind::Optional(_) => "null".to_owned(),
        TypeExprKind::Union(options) => {
            options.first().map_or_else(String::new, |first| sample(&first.kind, module, organisation))
        }
        TypeExprKind::Literal(literal) => match &literal.kind {
            ExprKind::Number(number) => number.to_string(),
            ExprKind::Bool(value) => value.to_string(),
            ExprKind::String(text) => format!("\"{}\"", plain(text)),
            _ => "null".to_owned(),
        },
        TypeExprKind::Name(name) => match name.last().map_or("", |name| name.text.as_str()) {
            "ImageRef" => format!("\"ghcr.io/{organisation}/{module}:${{module.version}}\""),
            "Int" | "Number" | "Port" | "Replicas" => "1".to_owned(),
            "Bool" => "false".to_owned(),
            "Duration" => "1h".to_owned(),
            "Cron" | "CronFields" => "\"0 3 * * *\"".to_owned(),
            "TimeZone" => "\"UTC\"".to_owned(),
            "Url" | "ChartRepository" => format!("\"https://{module}.example.org/{module}\""),
            "GitRepo" => format!("\"https://example.org/{organisation}/{module}\""),
            _ => format!("\"{module}\""),
        },
        TypeExprKind::Function(..) | TypeExprKind::Hole => "null".to_owned(),
    }
}

/// The text of a string without anything put into it.
fn plain(text: &ast::StringLit) -> String {
    let piece = |piece: &ast::Piece| match piece {
        ast::Piece::Text(text, _) => text.to_string(),
        _ => String::new(),
    };
    text.pieces.iter().map(piece).collect()
}
