//! Link arguments of the shared library: its soname, and a mapping that outlives `dlclose`.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let os = env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    let minor = env::var("CARGO_PKG_VERSION_MINOR").unwrap_or_default();
    match os.as_str() {
        "linux" | "android" | "freebsd" => {
            // 0.x releases may break the ABI with each minor version, so the minor version is part of the soname.
            println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libscipix.so.0.{minor}");
            // Worker threads and thread-local destructors live in the library: unloading it would pull the code away.
            println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
        }
        "macos" => println!("cargo:rustc-cdylib-link-arg=-Wl,-install_name,@rpath/libscipix.0.{minor}.dylib"),
        _ => {}
    }
}
