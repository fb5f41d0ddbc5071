//! Folders import downwards; a SIMD level is read where an operation begins.

use super::imports::imports;
use super::source::Source;

/// The folders of the core: each may import those before it.
const ORDER: &[&str] = &[
    "base",
    "cpu",
    "simd",
    "split",
    "image",
    "page",
    "plan",
    "recognition",
    "model",
    "quant",
    "memory",
    "pipeline",
    "executor",
    "batch",
];

fn floor(file: &Source) -> Option<usize> {
    let module = file.module().filter(|module| module[0] == "core")?;
    let folder = *module.get(1)?;
    ORDER.iter().position(|&known| known == folder)
}

pub fn imports_upwards(tree: &[Source]) -> Vec<String> {
    let unknown = tree.iter().filter(|file| {
        let inside = file.module().is_some_and(|module| module[0] == "core" && module.len() > 1);
        inside && !file.path.ends_with("/testing.rs") && floor(file).is_none()
    });
    let mut complaints: Vec<_> =
        unknown.map(|file| format!("{}: its folder is not in the order of folders", file.path)).collect();
    for import in imports(tree) {
        let (from, to) = (&tree[import.from], &tree[import.to]);
        if let (Some(lower), Some(upper)) = (floor(from), floor(to))
            && lower < upper
        {
            complaints.push(format!("{}: imports upwards: {}", from.path, import.path));
        }
    }
    complaints
}

/// Kernels are handed the level that the public function read.
pub fn levels_read_below(tree: &[Source]) -> Vec<String> {
    let kernels = ["scalar.rs", "sse42.rs", "avx2.rs", "avx512.rs", "vnni.rs", "neon.rs", "simd128.rs"];
    let is_kernel = |file: &&Source| kernels.iter().any(|name| file.path.ends_with(name));
    let readers = tree.iter().filter(is_kernel).filter(|file| file.code.contains("active()"));
    readers.map(|file| format!("{}: a kernel reads the SIMD level", file.path)).collect()
}

/// Where the core may be unsafe: below all safe code, and in the loads and stores of kernels.
const UNSAFE: &[&str] =
    &["base/", "cpu/", "simd/", "split/", "memory/", "model/bytes.rs", "image/", "quant/matmul/", "testing.rs"];

pub fn unsafe_elsewhere(tree: &[Source]) -> Vec<String> {
    let is_safe = |file: &&Source| {
        file.path
            .strip_prefix("crates/core/src/")
            .is_some_and(|path| !UNSAFE.iter().any(|start| path.starts_with(start)))
    };
    let has_unsafe =
        |line: &str| ["unsafe {", "unsafe fn", "unsafe impl", "unsafe extern"].iter().any(|word| line.contains(word));
    let found = tree.iter().filter(is_safe).filter(|file| file.code.lines().any(has_unsafe));
    found.map(|file| format!("{}: unsafe outside the folders that may have it", file.path)).collect()
}
