//! Types as a user writes them.

use crate::ty::{Literal, Ty};

/// The type as it would be written, names without their packages.
pub fn display(ty: &Ty) -> String {
    let mut text = String::new();
    write(&mut text, ty);
    text
}

fn write(out: &mut String, ty: &Ty) {
    match ty {
        // Never shown: what has this type has been reported.
        Ty::Error => out.push('_'),
        Ty::Null => out.push_str("null"),
        Ty::Bool => out.push_str("Bool"),
        Ty::Int => out.push_str("Int"),
        Ty::Float => out.push_str("Float"),
        Ty::String => out.push_str("String"),
        Ty::Duration => out.push_str("Duration"),
        Ty::Cpu => out.push_str("Cpu"),
        Ty::Memory => out.push_str("Memory"),
        Ty::Percent => out.push_str("Percent"),
        Ty::Quantity => out.push_str("Quantity"),
        Ty::Secret => out.push_str("Secret"),
        Ty::Json => out.push_str("Json"),
        Ty::Any => out.push_str("Any"),
        Ty::Component => out.push_str("Component"),
        Ty::Object => out.push_str("Object"),
        Ty::Predicate => out.push_str("Predicate"),
        Ty::Reviewed => out.push_str("part of an object"),
        Ty::List(list) => {
            out.push('[');
            write(out, &list.element);
            out.push(']');
        }
        Ty::Map(map) => {
            out.push('{');
            write(out, &map.key);
            out.push_str(": ");
            write(out, &map.value);
            out.push('}');
        }
        Ty::Optional(inner) if matches!(**inner, Ty::Union(_) | Ty::Function(_)) => {
            out.push('(');
            write(out, inner);
            out.push_str(")?");
        }
        Ty::Optional(inner) => {
            write(out, inner);
            out.push('?');
        }
        Ty::Literal(literal) => write_literal(out, literal),
        Ty::Union(alternatives) => {
            for (index, alternative) in alternatives.iter().enumerate() {
                if index > 0 {
                    out.push_str(" | ");
                }
                write(out, alternative);
            }
        }
        Ty::Record(def) | Ty::Refined(def) => out.push_str(def.name()),
        Ty::Kube(id) => out.push_str(o8_kubernetes::definition(*id).name),
        Ty::Function(function) => {
            out.push('(');
            for (index, parameter) in function.parameters.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                write(out, parameter);
            }
            out.push_str(") -> ");
            write(out, &function.result);
        }
    }
}

fn write_literal(out: &mut String, literal: &Literal) {
    match literal {
        Literal::Null => out.push_str("null"),
        Literal::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Literal::Int(value) => out.push_str(&value.to_string()),
        Literal::Float(value) => out.push_str(&value.to_string()),
        Literal::String(text) => {
            out.push('"');
            for c in text.chars() {
                match c {
                    '"' => out.push_str("\\\""),
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '\t' => out.push_str("\\t"),
                    '$' => out.push_str("\\$"),
                    c => out.push(c),
                }
            }
            out.push('"');
        }
        Literal::Duration(_, text)
        | Literal::Cpu(_, text)
        | Literal::Memory(_, text)
        | Literal::Percent(_, text)
        | Literal::Quantity(text) => out.push_str(text),
    }
}
