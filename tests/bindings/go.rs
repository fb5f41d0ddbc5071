//! Writes `bindings/go/shim.h` and `bindings/go/internal/layout/layout.go`.

use crate::header_model::{Function, Header, Param};

const TOP: &str = include_str!("shim_top.h");

/// How the shim takes a parameter of the library.
enum Role {
    /// An image to read or write becomes its pixels and its shape.
    Image,
    /// Images, whose count follows, become one array with all their pixels, and a region of it for each.
    Images,
    /// Images to write, as many as those before the count, become the same.
    ImagesMut,
    /// A view to fill becomes its offset in the image that it is a part of, and its stride.
    View,
    /// The parameter itself.
    Plain,
}

fn role(function: &Function, index: usize) -> Role {
    let ty = &function.params[index].ty;
    let followed = function.params.get(index + 1).is_some_and(|next| next.name == "count");
    let follows = index > 0 && function.params[index - 1].name == "count";
    match (ty.base.as_str(), ty.levels.as_slice()) {
        ("ScipixImage", [true]) if followed => Role::Images,
        ("ScipixImageMut", [true]) if follows => Role::ImagesMut,
        ("ScipixImage" | "ScipixImageMut", [true]) => Role::Image,
        ("ScipixImage" | "ScipixImageMut", [false]) => Role::View,
        _ => Role::Plain,
    }
}

/// Reports whether a function writes the address of a pixel, which C must not store in Go's memory.
fn hands_out_address(function: &Function) -> bool {
    function.params.iter().any(|param| param.ty.base == "uint8_t" && param.ty.levels.len() > 1)
}

/// Writes a shim for each function that takes images.
pub fn shim(header: &Header) -> String {
    let mut text = String::from(TOP);
    for function in header.functions.iter().filter(|function| !hands_out_address(function)) {
        let roles: Vec<_> = (0..function.params.len()).map(|i| role(function, i)).collect();
        if roles.iter().any(|role| matches!(role, Role::Image | Role::Images)) {
            assert_eq!(function.result.base, "ScipixStatus", "{}: a shim returns a status", function.name);
            text.push('\n');
            text += &shim_of(function, &roles);
        }
    }
    text + "\n#endif\n"
}

fn shim_of(function: &Function, roles: &[Role]) -> String {
    let pairs = || function.params.iter().zip(roles);
    let params: Vec<_> = pairs().map(|(param, role)| shim_param(param, role)).collect();
    let name = function.name.strip_prefix("scipix_").expect("a prefix");
    let mut text = format!("static inline ScipixStatus shim_{name}({}) {{\n", params.join(", "));
    let images = pairs().filter(|(_, role)| matches!(role, Role::Images)).map(|(param, _)| param.name.as_str());
    let images: Vec<_> = images.collect();
    assert!(images.len() <= 1, "{}: a shim makes one list of views", function.name);
    for (param, _) in pairs().filter(|(_, role)| matches!(role, Role::Image | Role::View)) {
        text += &format!("  {} {};\n", param.ty.base, param.name);
    }
    let mut steps = Vec::new();
    if !images.is_empty() {
        text += "  ScipixBuffer memory;\n";
        steps.push(format!("shim_views(pixels, {}, count, &memory)", images[0]));
    }
    for (param, _) in pairs().filter(|(_, role)| matches!(role, Role::ImagesMut)) {
        let it = &param.name;
        text += &format!("  ScipixBuffer {it}_memory = {{0}};\n");
        steps.push(format!("shim_views_mut({it}_pixels, {it}, count, &{it}_memory)"));
    }
    for (param, _) in pairs().filter(|(_, role)| matches!(role, Role::Image)) {
        let (view, it) = (if param.ty.base == "ScipixImage" { "shim_view" } else { "shim_view_mut" }, &param.name);
        steps.push(format!("{view}({it}_pixels, {it}_shape, &{it})"));
    }
    let arguments: Vec<_> = pairs().map(|(param, role)| argument(param, role)).collect();
    steps.push(format!("{}({})", function.name, arguments.join(", ")));
    text += &format!("  ScipixStatus status = {};\n", steps[0]);
    for step in &steps[1..] {
        text += &format!("  if (status == SCIPIX_STATUS_OK) status = {step};\n");
    }
    for (param, _) in pairs().filter(|(_, role)| matches!(role, Role::View)) {
        text += &made_view(function, roles, &param.name);
    }
    if !images.is_empty() {
        text += "  scipix_buffer_release(&memory);\n";
    }
    for (param, _) in pairs().filter(|(_, role)| matches!(role, Role::ImagesMut)) {
        text += &format!("  scipix_buffer_release(&{}_memory);\n", param.name);
    }
    text + "  return status;\n}\n"
}

fn shim_param(param: &Param, role: &Role) -> String {
    let name = &param.name;
    match role {
        Role::Image if param.ty.base == "ScipixImage" => format!("const uint8_t *{name}_pixels, Shape {name}_shape"),
        Role::Image => format!("uint8_t *{name}_pixels, Shape {name}_shape"),
        Role::Images => format!("const uint8_t *pixels, const Region *{name}"),
        Role::ImagesMut => format!("uint8_t *{name}_pixels, const Region *{name}"),
        Role::View => "size_t *out_offset, size_t *out_stride".to_owned(),
        Role::Plain => param.ty.c() + name,
    }
}

fn argument(param: &Param, role: &Role) -> String {
    match role {
        Role::Image | Role::View => format!("&{}", param.name),
        Role::Images => "(const ScipixImage *)memory.data".to_owned(),
        Role::ImagesMut => format!("(const ScipixImageMut *){}_memory.data", param.name),
        Role::Plain => param.name.clone(),
    }
}

fn made_view(function: &Function, roles: &[Role], view: &str) -> String {
    let of = function.params.iter().zip(roles).find(|(_, role)| matches!(role, Role::Image));
    let of = &of.unwrap_or_else(|| panic!("{}: a view is made of an image", function.name)).0.name;
    format!(
        "  if (status == SCIPIX_STATUS_OK) {{\n    *out_offset = (size_t)({view}.data - {of}.data);\n    \
         *out_stride = {view}.stride;\n  }}\n"
    )
}

/// Writes a Go package with a value of each struct, for a test of their layout.
pub fn layout(header: &Header) -> String {
    let mut text = String::from(
        "// Code generated from include/scipix.h by scripts/generate; DO NOT EDIT.\n\n\
         // Package layout has the C library's structs as Go sees them, for a test: tests themselves cannot use cgo.\n\
         package layout\n\n// #cgo pkg-config: scipix\n// #include <scipix.h>\nimport \"C\"\n\n\
         // Structs has a value of each, in the order of the header.\nvar Structs = []any{\n",
    );
    for (def, _) in header.structs() {
        text += &format!("\tC.{}{{}},\n", def.name);
    }
    text + "}\n"
}
