//! Compiles the peers in C++ and the loads that they and the C ABI of scipix share.

fn main() {
    let mut build = cc::Build::new();
    build.cpp(true).std("c++17").opt_level(2).warnings(true).extra_warnings(true);
    build.include("../../include").file("src/loads.cpp").compile("loads");
    for file in ["src/loads.cpp", "src/peers.hpp", "../../include/scipix.h"] {
        println!("cargo:rerun-if-changed={file}");
    }
}
