//! Names and types in C# for the declarations of the header.

use crate::header_model::{Field, Function, Header, Kind, Param, Type};

/// C# names that differ from the C name without its `Scipix`.
const NAMES: &[(&str, &str)] = &[("ScipixElement", "ElementType")];

/// Public structs, which are written by hand.
pub const PUBLIC_STRUCTS: &[(&str, &str)] = &[
    ("ScipixQuantParams", "QuantParams"),
    ("ScipixCtcSymbol", "CtcSymbol"),
    ("ScipixCtcAlternative", "CtcAlternative"),
];

/// Handles that are plain addresses in C#; all others are safe handles. A batch is completed by a call that may fail, which
/// no safe handle can express.
pub const RAW_HANDLES: &[&str] = &["ScipixBatch"];

/// Enumerations that the public interface does not use.
pub const INTERNAL_ENUMS: &[&str] = &["ScipixQueuePolicy", "ScipixPoolClass"];

/// Enumerators whose C name does not separate their words.
const MEMBERS: &[(&str, &str)] = &[("MINMAX", "MinMax"), ("RAPIDOCR", "RapidOcr")];

const KEYWORDS: &[&str] = &["params", "out", "in", "ref", "fn", "object", "string", "event", "lock", "base", "fixed"];

fn listed(list: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    list.iter().find(|(c, _)| *c == name).map(|(_, sharp)| *sharp)
}

/// The name of an enumeration or of a handle's object.
pub fn plain_name(c: &str) -> String {
    listed(NAMES, c).unwrap_or_else(|| c.strip_prefix("Scipix").expect("a prefix")).to_owned()
}

/// Writes `DEADLINE_MISSED` as `DeadlineMissed`, and `BT601_8BIT` as `Bt6018Bit`.
pub fn member_name(c: &str) -> String {
    if let Some(name) = listed(MEMBERS, c) {
        return name.to_owned();
    }
    let mut name = String::new();
    for word in c.split('_') {
        let first = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(0);
        name += &word[..=first];
        name += &word[first + 1..].to_ascii_lowercase();
    }
    name
}

/// Writes `out_status` as `outStatus`.
pub fn param_name(c: &str) -> String {
    if KEYWORDS.contains(&c) {
        return format!("@{c}");
    }
    let mut words = c.split('_');
    let mut name = words.next().expect("a first word").to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        name += &first.to_ascii_uppercase();
        name += rest;
    }
    name
}

fn primitive(c: &str) -> Option<&'static str> {
    Some(match c {
        "void" => "void",
        "char" | "uint8_t" => "byte",
        "uint16_t" => "ushort",
        "int8_t" => "sbyte",
        "int" | "int32_t" => "int",
        "uint32_t" => "uint",
        "int64_t" => "long",
        "uint64_t" => "ulong",
        "size_t" => "UIntPtr",
        "float" => "float",
        "double" => "double",
        _ => return None,
    })
}

/// The type of a number, enumeration, struct or callback, or of a pointer to one.
fn value_type(header: &Header, ty: &Type) -> String {
    let stars = "*".repeat(ty.levels.len());
    let base = match header.kind(&ty.base) {
        None => primitive(&ty.base).unwrap_or_else(|| panic!("C# has no type for {}", ty.base)).to_owned(),
        Some(Kind::Alias(of)) if header.enumerators(&ty.base).is_empty() => {
            primitive(of).expect("an integer").to_owned()
        }
        Some(Kind::Alias(_)) => plain_name(&ty.base),
        Some(Kind::Struct(_)) => listed(PUBLIC_STRUCTS, &ty.base).unwrap_or(&ty.base).to_owned(),
        Some(Kind::Callback | Kind::Opaque) => "IntPtr".to_owned(),
    };
    base + &stars
}

fn is_opaque(header: &Header, ty: &Type) -> bool {
    matches!(header.kind(&ty.base), Some(Kind::Opaque))
}

/// The type of an object that is handed over by `levels` pointers, the innermost of which is the handle itself.
fn handle_type(ty: &Type, safe: bool) -> String {
    match ty.levels.len() {
        1 if safe => plain_name(&ty.base) + "Handle",
        1 => "IntPtr".to_owned(),
        2 if safe && !ty.levels[1] => format!("out {}Handle", plain_name(&ty.base)),
        2 => "IntPtr*".to_owned(),
        _ => panic!("C# has no type for {ty:?}"),
    }
}

/// The type of a field, without the length of an array.
pub fn field_type(header: &Header, field: &Field) -> String {
    let address = is_opaque(header, &field.ty);
    if address { handle_type(&field.ty, false) } else { value_type(header, &field.ty) }
}

/// Type and name of a parameter.
pub fn param(header: &Header, function: &Function, param: &Param) -> String {
    // The safe handle itself calls the function that frees its object.
    let safe = !RAW_HANDLES.contains(&param.ty.base.as_str()) && !function.name.ends_with("_free");
    let ty = if is_opaque(header, &param.ty) { handle_type(&param.ty, safe) } else { value_type(header, &param.ty) };
    format!("{ty} {}", param_name(&param.name))
}

/// The type of a result, after the attribute that it needs.
pub fn result(header: &Header, ty: &Type) -> (&'static str, String) {
    if ty.base == "bool" && ty.levels.is_empty() {
        return ("[return: MarshalAs(UnmanagedType.U1)] ", "bool".to_owned());
    }
    let ty = if is_opaque(header, ty) { handle_type(ty, false) } else { value_type(header, ty) };
    ("", ty)
}
