//! Writes the image operations that only pass their arguments on, in C++, Go and C#: one image to read, numbers and
//! enumerators, one image to write. Others are written by hand.

use crate::csharp::xml;
use crate::csharp_types::{member_name, param, param_name, plain_name};
use crate::header_model::{Constant, Function, Header, Param};

/// Enumerations that Go has by hand, under names and with a default of its own. Their operations are by hand too.
const ENUMS_BY_HAND: &[&str] = &["ScipixLuma", "ScipixFilter"];

/// The longest line of a doc comment.
const LINE: usize = 120;

/// An operation without `scipix_image_`, and its parameters between source and destination.
struct Operation<'a> {
    name: &'a str,
    function: &'a Function,
    arguments: &'a [Param],
}

fn operations(header: &Header) -> impl Iterator<Item = Operation<'_>> {
    let is_image = |param: &Param, base| param.ty.base == base && param.ty.levels == [true];
    header.functions.iter().filter_map(move |function| {
        let name = function.name.strip_prefix("scipix_image_")?;
        let [src, arguments @ .., dst] = function.params.as_slice() else { return None };
        let plain = |it: &Param| it.ty.levels.is_empty() && !ENUMS_BY_HAND.contains(&it.ty.base.as_str());
        let fits = is_image(src, "ScipixImage") && is_image(dst, "ScipixImageMut") && arguments.iter().all(plain);
        fits.then_some(Operation { name, function, arguments })
    })
}

/// Writes `text` in lines that begin with `first`, and with `next` from the second on.
fn wrapped(first: &str, next: &str, text: &str) -> String {
    let (mut out, mut line) = (String::new(), first.to_owned());
    for (i, word) in text.split_whitespace().enumerate() {
        if i > 0 && line.len() + 1 + word.len() > LINE {
            out += line.trim_end();
            out.push('\n');
            line = next.to_owned();
        } else if i > 0 {
            line.push(' ');
        }
        line += word;
    }
    out + line.trim_end() + "\n"
}

/// Writes `turned_left` as `TurnedLeft`.
fn pascal(name: &str) -> String {
    name.split('_').map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect()
}

/// The text with the names of pixel formats as another language has them.
fn with_formats(header: &Header, text: &str, name_of: impl Fn(&str) -> String) -> String {
    let formats = header.enumerators("ScipixPixelFormat");
    let renamed = |word: &str| {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let format = formats.iter().find(|(name, _)| *name == bare);
        format.map_or(word.to_owned(), |(name, _)| word.replace(name, &name_of(name)))
    };
    text.split(' ').map(renamed).collect::<Vec<_>>().join(" ")
}

/// Writes the C++ functions.
pub fn cpp(header: &Header) -> String {
    let mut text = String::from(
        "/// @file\n/// Image operations that only pass their arguments on. Generated from scipix.h by scripts/generate; do not \
         edit.\n#ifndef SCIPIX_PLAIN_OPERATIONS_HPP\n#define SCIPIX_PLAIN_OPERATIONS_HPP\n\n\
         #include <scipix/handle.hpp>\n#include <scipix/image.hpp>\n\n#include <cstdint>\n\n\
         namespace scipix {\ninline namespace SCIPIX_MODE {\n",
    );
    for Operation { name, function, arguments } in operations(header) {
        text.push('\n');
        text += &wrapped("/// ", "/// ", &function.doc.brief);
        let longest = function.params.iter().map(|param| param.name.len()).max().unwrap_or(0);
        for param in &function.params {
            let first = format!("/// @param {:longest$}  ", param.name);
            text += &wrapped(&first, &format!("///{:1$}", "", first.len() - 3), function.doc.param(&param.name));
        }
        let std = |base: &str| if base.ends_with("_t") { format!("std::{base}") } else { base.to_owned() };
        let params: String = arguments.iter().map(|it| format!("{} {}, ", std(&it.ty.base), it.name)).collect();
        let passed: String = arguments.iter().map(|it| format!("{}, ", it.name)).collect();
        text += &format!(
            "inline Outcome<void> {name}(const ImageView &src, {params}const MutImageView &dst) {{\n  \
             return check({}(&src.raw(), {passed}&dst.raw()));\n}}\n",
            function.name
        );
    }
    text + "\n}  // namespace SCIPIX_MODE\n}  // namespace scipix\n\n#endif\n"
}

/// Writes the Go functions, and the enumerations that they take.
pub fn go(header: &Header) -> String {
    let mut text = String::from(
        "// Code generated from include/scipix.h by scripts/generate; DO NOT EDIT.\n\npackage scipix\n\n\
         // #include \"shim.h\"\nimport \"C\"\n",
    );
    for operation in operations(header) {
        for it in operation.arguments {
            let enumerators = header.enumerators(&it.ty.base);
            if !enumerators.is_empty() {
                text += &go_enumeration(header, &operation, it, &enumerators);
            }
        }
        text += &go_function(header, &operation);
    }
    text
}

/// The name of an enumeration; with that of its parameter where the operation has the plain name.
fn go_enum(operation: &Operation<'_>, it: &Param) -> String {
    let plain = plain_name(&it.ty.base);
    if plain == pascal(operation.name) { plain + &pascal(&it.name) } else { plain }
}

/// Text of a Go comment, which has links and no code.
fn go_text(header: &Header, text: &str) -> String {
    let name = |c: &str| {
        if ["GRAY8", "GRAY16", "BIT1"].contains(&c) { format!("[{}]", member_name(c)) } else { format!("[{c}]") }
    };
    with_formats(header, text, name).replace('`', "")
}

fn go_enumeration(header: &Header, operation: &Operation<'_>, it: &Param, all: &[(&str, &Constant)]) -> String {
    let name = go_enum(operation, it);
    let doc = &header.types.iter().find(|def| def.name == it.ty.base).expect("a type").doc;
    let doc = doc[..1].to_ascii_lowercase() + &doc[1..];
    let mut text = format!("\n// {name} is {doc}\ntype {name} int32\n\nconst (\n");
    for (member, constant) in all {
        let member = plain_name(&it.ty.base) + &member_name(member);
        text += &wrapped("\t// ", "\t// ", &go_text(header, &constant.doc));
        text += &format!("\t{member} {name} = C.{}\n", constant.name);
    }
    text + ")\n"
}

fn go_function(header: &Header, operation: &Operation<'_>) -> String {
    let Operation { name, function, arguments } = operation;
    let ty = |it: &Param| match it.ty.base.as_str() {
        "uint8_t" => "uint8".to_owned(),
        "uint16_t" => "uint16".to_owned(),
        "uint32_t" => "uint32".to_owned(),
        "float" => "float32".to_owned(),
        "double" => "float64".to_owned(),
        base if header.enumerators(base).is_empty() => panic!("{name}: Go has no type for {base}"),
        _ => go_enum(operation, it),
    };
    let go_name = |it: &Param| if it.name.contains('_') { param_name(&it.name) } else { it.name.clone() };
    let go_names = |text| arguments.iter().fold(text, |text: String, it| text.replace(&it.name, &go_name(it)));
    let brief = go_names(go_text(header, &function.doc.brief));
    let mut text =
        wrapped("\n// ", "// ", &format!("{} {}{}", pascal(name), brief[..1].to_ascii_lowercase(), &brief[1..]));
    text += "//\n";
    for param in &function.params {
        let doc = match header.enumerators(&param.ty.base).is_empty() {
            true => go_names(go_text(header, function.doc.param(&param.name))),
            false => format!("a [{}]", ty(param)),
        };
        text += &wrapped("//   - ", "//     ", &format!("{}: {doc}", go_name(param)));
    }
    let params: String = arguments.iter().map(|it| format!(", {} {}", go_name(it), ty(it))).collect();
    let passed: String = arguments.iter().map(|it| format!("C.{}({}), ", it.ty.base, go_name(it))).collect();
    text + &format!(
        "func {}(dst, src Image{params}) error {{\n\treturn call(func() C.ScipixStatus {{\n\t\t\
         return C.shim_image_{name}(src.ptr(), src.shape(), {passed}dst.ptr(), dst.shape())\n\t}})\n}}\n",
        pascal(name)
    )
}

/// Writes the C# functions.
pub fn csharp(header: &Header) -> String {
    let mut text = String::from(
        "// <auto-generated>Generated from include/scipix.h by scripts/generate; do not edit.</auto-generated>\n\n\
         namespace Scipix\n{\n    public static unsafe partial class Operations\n    {\n",
    );
    for (i, Operation { name, function, arguments }) in operations(header).enumerate() {
        let xml = |text: &str| xml(&with_formats(header, text, member_name));
        text += if i > 0 { "\n" } else { "" };
        let lines = "        /// ";
        text += &wrapped(&format!("{lines}<summary>"), lines, &format!("{}</summary>", xml(&function.doc.brief)));
        for it in &function.params {
            let doc = match header.enumerators(&it.ty.base).is_empty() {
                true => xml(function.doc.param(&it.name)),
                false => format!("a <see cref=\"Scipix.{}\"/>", plain_name(&it.ty.base)),
            };
            text += &wrapped(&format!("{lines}<param name=\"{}\">", param_name(&it.name)), lines, &(doc + "</param>"));
        }
        let params: String = arguments.iter().map(|it| format!("{}, ", param(header, function, it))).collect();
        let passed: String = arguments.iter().map(|it| format!("{}, ", param_name(&it.name))).collect();
        text += &format!(
            "        public static void {}(ReadOnlyImageSpan src, {params}ImageSpan dst) =>\n            \
             Run(src, dst, (from, to) => Native.{}(from, {passed}to));\n",
            pascal(name),
            function.name
        );
    }
    text + "    }\n}\n"
}
