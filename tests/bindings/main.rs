//! Checks that the files that mirror `include/scipix.h` in C++, C#, Go and the layout test are the ones that its declarations
//! give. `SCIPIX_UPDATE_BINDINGS=1` writes them anew.

mod csharp;
mod csharp_types;
mod go;
#[path = "../header_model/mod.rs"]
mod header_model;
mod operations;
mod parser;
mod rust;

use std::path::Path;
use std::{env, fs};

use header_model::Header;

type Writer = fn(&Header) -> String;

const FILES: &[(&str, Writer)] = &[
    ("bindings/csharp/generated/Native.cs", csharp::native),
    ("bindings/csharp/generated/NativeTypes.cs", csharp::types),
    ("bindings/csharp/generated/Enums.cs", csharp::enums),
    ("bindings/csharp/generated/Handles.cs", csharp::handles),
    ("bindings/csharp/generated/PlainOperations.cs", operations::csharp),
    ("bindings/go/plain_operations.go", operations::go),
    ("bindings/go/shim.h", go::shim),
    ("bindings/go/internal/layout/layout.go", go::layout),
    ("include/scipix/plain_operations.hpp", operations::cpp),
    ("tests/generated/layout_structs.rs", rust::layout_structs),
];

#[test]
fn committed_files_are_the_generated_ones() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let header = Header::read(root);
    let update = env::var_os("SCIPIX_UPDATE_BINDINGS").is_some();
    for (name, writer) in FILES {
        let (path, generated) = (root.join(name), writer(&header));
        if update {
            fs::create_dir_all(path.parent().expect("a folder")).expect("the source tree is writable");
            fs::write(&path, &generated).expect("the source tree is writable");
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        let first = committed.lines().zip(generated.lines()).find(|(a, b)| a != b);
        assert!(committed == generated, "{name} is stale: scripts/generate\nfirst difference: {first:?}");
    }
    // A file that is no longer generated would still be compiled into the binding.
    for entry in fs::read_dir(root.join("bindings/csharp/generated")).expect("bindings/csharp/generated") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        let path = format!("bindings/csharp/generated/{name}");
        assert!(FILES.iter().any(|(file, _)| *file == path), "{path} is not generated");
    }
}
