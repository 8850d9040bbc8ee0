//! From a type as written to the type that is meant.

use std::sync::Arc;

use o8_diagnostics::{Diagnostic, Place, Span, catalogue};
use o8_syntax::ast::{Expr, ExprKind, Name, Piece, TypeExpr, TypeExprKind, UnaryOp};

use crate::cycles::is_cyclic;
use crate::db::{Program, SourceFile, home};
use crate::ids::DefId;
use crate::names::{self, Meaning, PackageRef, Wanted};
use crate::signature::{self, Form};
use crate::ty::{FunctionTy, ListTy, Literal, MapTy, Ty};

use super::{display, is_optional, optional, union_of};

/// The types that need no declaration, by name.
pub const BUILT_IN: [(&str, Ty); 15] = [
    ("Bool", Ty::Bool),
    ("Int", Ty::Int),
    ("Float", Ty::Float),
    ("String", Ty::String),
    ("Duration", Ty::Duration),
    ("Cpu", Ty::Cpu),
    ("Memory", Ty::Memory),
    ("Percent", Ty::Percent),
    ("Quantity", Ty::Quantity),
    ("Secret", Ty::Secret),
    ("Json", Ty::Json),
    ("Any", Ty::Any),
    ("Component", Ty::Component),
    ("Object", Ty::Object),
    ("Predicate", Ty::Predicate),
];

/// The built-in type of this name.
pub fn built_in(name: &str) -> Option<Ty> {
    BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, ty)| ty.clone())
}

/// The type that is written, and what is wrong with it. Places are local: the caller anchors them.
pub fn resolve_type(
    db: &dyn salsa::Database,
    program: Program,
    file: SourceFile,
    expr: &TypeExpr,
    diagnostics: &mut Vec<Diagnostic>,
) -> Ty {
    Resolver { db, program, file, diagnostics }.resolve(expr)
}

/// As [`resolve_type`], where the type of a function may stand too: for the parameters of a function.
pub fn resolve_parameter_type(
    db: &dyn salsa::Database,
    program: Program,
    file: SourceFile,
    expr: &TypeExpr,
    diagnostics: &mut Vec<Diagnostic>,
) -> Ty {
    let mut resolver = Resolver { db, program, file, diagnostics };
    match &expr.kind {
        TypeExprKind::Function(parameters, result) => {
            let parameters = parameters.iter().map(|ty| resolver.resolve(ty)).collect();
            let result = resolver.resolve(result);
            Ty::Function(Arc::new(FunctionTy { parameters, result }))
        }
        _ => resolver.resolve(expr),
    }
}

struct Resolver<'a> {
    db: &'a dyn salsa::Database,
    program: Program,
    file: SourceFile,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    fn resolve(&mut self, expr: &TypeExpr) -> Ty {
        match &expr.kind {
            TypeExprKind::Hole => Ty::Error,
            TypeExprKind::Name(name) => self.name(name, expr.span),
            TypeExprKind::List(element) => {
                let element = self.resolve(element);
                Ty::List(Arc::new(ListTy { element, key: None }))
            }
            TypeExprKind::Map(key, value) => {
                let key = self.map_key(key);
                let value = self.resolve(value);
                Ty::Map(Arc::new(MapTy { key, value }))
            }
            TypeExprKind::Optional(inner) => {
                let ty = self.resolve(inner);
                if is_optional(&ty) {
                    let mark = Span::new(inner.span.end, expr.span.end);
                    self.report(catalogue::names::optional_twice(local(expr.span), local(mark)));
                }
                optional(ty)
            }
            TypeExprKind::Literal(literal) => match type_literal(literal) {
                Some(literal) => Ty::Literal(literal),
                None => {
                    self.report(catalogue::names::literal_type(local(expr.span)));
                    Ty::Error
                }
            },
            TypeExprKind::Union(parts) => self.union(parts),
            TypeExprKind::Function(parameters, result) => {
                self.report(catalogue::names::function_type_elsewhere(local(expr.span)));
                parameters.iter().for_each(|ty| drop(self.resolve(ty)));
                self.resolve(result);
                Ty::Error
            }
        }
    }

    fn name(&mut self, name: &[Name], span: Span) -> Ty {
        match name {
            [] => Ty::Error,
            _ if name.iter().any(Name::is_hole) => Ty::Error,
            [single] => self.simple(single),
            [package, member] => self.qualified(package, member),
            [.., last] => {
                let text: Vec<&str> = name.iter().map(|name| name.text.as_str()).collect();
                let found =
                    catalogue::names::unknown_type(local(span), &text.join("."), [last.text.as_str()]);
                self.report(found);
                Ty::Error
            }
        }
    }

    fn simple(&mut self, name: &Name) -> Ty {
        let (db, program, file) = (self.db, self.program, self.file);
        match names::lookup(db, program, file, &name.text, None) {
            Meaning::Missing => match built_in(&name.text) {
                Some(ty) => ty,
                None => {
                    let place = local(name.span);
                    self.report(match foreign(&name.text) {
                        Some(ours) => catalogue::names::foreign_type(place, &name.text, ours),
                        None => names::missing(db, program, file, &name.text, Wanted::Type, &[], place),
                    });
                    Ty::Error
                }
            },
            meaning => self.meant(name, meaning),
        }
    }

    fn qualified(&mut self, package: &Name, member: &Name) -> Ty {
        let (db, program, file) = (self.db, self.program, self.file);
        let found = match names::lookup(db, program, file, &package.text, None) {
            Meaning::Package(found) => found,
            Meaning::Missing => {
                let place = local(package.span);
                self.report(names::missing(db, program, file, &package.text, Wanted::Type, &[], place));
                return Ty::Error;
            }
            Meaning::Error => return Ty::Error,
            meaning => {
                // `Type.field`: a type has no members that are types.
                self.report(catalogue::names::not_a_package(
                    local(package.span),
                    &package.text,
                    sort_of(&meaning),
                ));
                return Ty::Error;
            }
        };
        match names::lookup_in(db, program, found, &member.text) {
            Meaning::Missing => {
                let path = path_of(found);
                self.report(names::missing_in(db, program, found, &path, &member.text, local(member.span)));
                Ty::Error
            }
            meaning => self.meant(member, meaning),
        }
    }

    /// The type that a name means.
    fn meant(&mut self, name: &Name, meaning: Meaning) -> Ty {
        match meaning {
            Meaning::Type(def) => {
                if let Some(instead) = names::deprecated_here(self.db, self.program, self.file, def) {
                    let place = local(name.span);
                    self.report(catalogue::types::deprecated_item(place, def.name(), &instead));
                }
                self.declared(def)
            }
            Meaning::Kube(id) => Ty::Kube(id),
            Meaning::Error | Meaning::Missing => Ty::Error,
            meaning => {
                self.report(catalogue::names::not_a_type(local(name.span), &name.text, sort_of(&meaning)));
                Ty::Error
            }
        }
    }

    fn declared(&self, def: DefId) -> Ty {
        // An alias without a condition is what it stands for; one in a circle is nothing.
        match signature::form(self.db, self.program, def) {
            Form::Alias | Form::Refined if is_cyclic(self.db, self.program, def) => Ty::Error,
            Form::Alias => {
                signature::alias(self.db, self.program, def).map_or(Ty::Error, |alias| alias.base.clone())
            }
            Form::Refined => Ty::Refined(def),
            Form::Inferred | Form::Other => Ty::Record(def),
        }
    }

    fn map_key(&mut self, expr: &TypeExpr) -> Ty {
        let ty = self.resolve(expr);
        if self.is_key(&ty) {
            return ty;
        }
        self.report(catalogue::names::map_key_type(local(expr.span), &display(&ty)));
        Ty::Error
    }

    fn is_key(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Error | Ty::String | Ty::Literal(Literal::String(_)) => true,
            Ty::Union(alternatives) => {
                alternatives.iter().all(|ty| matches!(ty, Ty::Literal(Literal::String(_))))
                    || super::is_entities(self.db, self.program, ty)
            }
            Ty::Refined(def) => super::base(self.db, self.program, *def).is_none_or(|base| self.is_key(base)),
            Ty::Record(_) => super::is_entity(self.db, self.program, ty),
            _ => false,
        }
    }

    fn union(&mut self, parts: &[TypeExpr]) -> Ty {
        let mut seen: Vec<(Ty, Tag)> = Vec::new();
        let mut types = Vec::new();
        for part in parts {
            let ty = self.resolve(part);
            for alternative in super::alternatives(&ty) {
                let Some(tag) = self.tag(alternative) else {
                    let found = catalogue::names::not_in_union(local(part.span), &display(alternative));
                    self.report(found);
                    return Ty::Error;
                };
                let clash = seen.iter().find(|(other, known)| known.clashes(&tag) && other != alternative);
                if let Some((other, _)) = clash {
                    let (first, second) = (display(other), display(alternative));
                    self.report(catalogue::names::union_not_told_apart(local(part.span), &first, &second));
                    return Ty::Error;
                }
                seen.push((alternative.clone(), tag));
            }
            types.push(ty);
        }
        union_of(types)
    }

    /// By what a value shows that it is of an alternative; `None` for a type whose values look like any other's.
    fn tag(&self, ty: &Ty) -> Option<Tag> {
        Some(match ty {
            Ty::Error => Tag::Unknown,
            Ty::Literal(literal) => Tag::Constant(literal.clone()),
            Ty::Refined(def) => match super::base(self.db, self.program, *def) {
                Some(base) => match self.tag(base)? {
                    // A refinement of constants: told apart as its base is.
                    tag @ (Tag::Of(_) | Tag::Unknown | Tag::Constant(_) | Tag::Record(_)) => tag,
                },
                None => Tag::Unknown,
            },
            Ty::Record(_) | Ty::Kube(_) | Ty::Component | Ty::Object => Tag::Record(ty.clone()),
            Ty::Bool
            | Ty::Int
            | Ty::Float
            | Ty::String
            | Ty::Duration
            | Ty::Cpu
            | Ty::Memory
            | Ty::Percent => Tag::Of(std::mem::discriminant(ty)),
            Ty::Secret | Ty::List(_) | Ty::Map(_) => Tag::Of(std::mem::discriminant(ty)),
            Ty::Null | Ty::Optional(_) | Ty::Union(_) => Tag::Unknown,
            Ty::Quantity | Ty::Json | Ty::Any | Ty::Predicate | Ty::Reviewed | Ty::Function(_) => {
                return None;
            }
        })
    }

    fn report(&mut self, found: Diagnostic) {
        self.diagnostics.push(found);
    }
}

/// By what a value shows which alternative of a union it is of.
enum Tag {
    /// Broken: told apart from everything.
    Unknown,
    /// One value.
    Constant(Literal),
    /// Its built-in type.
    Of(std::mem::Discriminant<Ty>),
    /// Its record type.
    Record(Ty),
}

impl Tag {
    /// Whether a value may have both.
    fn clashes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Unknown, _) | (_, Self::Unknown) => false,
            (Self::Of(a), Self::Of(b)) => a == b,
            (Self::Of(of), Self::Constant(constant)) | (Self::Constant(constant), Self::Of(of)) => {
                let ty = match constant {
                    Literal::Bool(_) => Ty::Bool,
                    Literal::Int(_) => Ty::Int,
                    _ => Ty::String,
                };
                std::mem::discriminant(&ty) == *of
            }
            (Self::Record(Ty::Component | Ty::Object), Self::Record(_))
            | (Self::Record(_), Self::Record(Ty::Component | Ty::Object)) => true,
            (Self::Constant(_) | Self::Record(_), _) | (_, Self::Record(_)) => false,
        }
    }
}

/// The constant that a literal in a type stands for.
fn type_literal(expr: &Expr) -> Option<Literal> {
    match &expr.kind {
        ExprKind::Bool(value) => Some(Literal::Bool(*value)),
        ExprKind::Number(text) => text.parse().ok().map(Literal::Int),
        ExprKind::Unary(UnaryOp::Negate, inner) => match &inner.kind {
            ExprKind::Number(text) => format!("-{text}").parse().ok().map(Literal::Int),
            _ => None,
        },
        ExprKind::String(string) => match string.pieces.as_slice() {
            [] => Some(Literal::String("".into())),
            [Piece::Text(text, _)] => Some(Literal::String(text.clone())),
            _ => None,
        },
        _ => None,
    }
}

/// What other languages call a type of ours.
fn foreign(name: &str) -> Option<&'static str> {
    Some(match name {
        "string" | "str" | "text" | "Str" | "Text" => "String",
        "int" | "integer" | "Integer" | "int32" | "int64" | "i32" | "i64" | "long" => "Int",
        "number" | "Number" | "float" | "double" | "Double" | "float64" | "f64" => "Float",
        "bool" | "boolean" | "Boolean" => "Bool",
        "list" | "List" | "array" | "Array" => "[String]",
        "map" | "Map" | "dict" | "Dict" | "object" => "{String: String}",
        "any" | "json" | "JSON" | "dynamic" | "unknown" => "Json",
        "duration" => "Duration",
        "quantity" => "Quantity",
        "secret" => "Secret",
        _ => return None,
    })
}

fn sort_of(meaning: &Meaning) -> &'static str {
    match meaning {
        Meaning::Constant(_) => "a constant",
        Meaning::Function(_) => "a function",
        Meaning::Package(_) => "a package",
        Meaning::Entity(_) | Meaning::Ambiguous(_) => "an entity",
        Meaning::Entities(_) => "all entities of a kind",
        Meaning::Type(_) | Meaning::Kube(_) => "a type",
        Meaning::Missing | Meaning::Error => "nothing",
    }
}

/// The path of a package as an import writes it.
fn path_of(package: PackageRef) -> String {
    match package {
        PackageRef::Source(package) => package.shown().to_owned(),
        PackageRef::Kube { group, version } => names::import_path(group, version),
    }
}

/// Whether a declared type is visible to other packages.
pub(crate) fn is_public(db: &dyn salsa::Database, program: Program, def: DefId) -> bool {
    home(db, program, def).is_some_and(|home| home.public)
}

const fn local(span: Span) -> Place {
    Place::local(span)
}
