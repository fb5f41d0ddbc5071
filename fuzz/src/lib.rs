//! Fuzz targets: each decodes bytes to arguments, many of them hostile, calls the library at every SIMD level, and fails
//! where results differ, leave the page, contradict a plain model, are lost, or take more memory than the input justifies.
//!
//! A target is a function of bytes. `tests/seeds.rs` runs all of them on random bytes; the programs in `fuzz_targets` hand
//! them to libFuzzer.

mod abi;
mod boxes;
mod bytes;
mod clock;
mod crops;
mod ctc;
mod drawn_map;
mod geometry;
mod levels;
mod line_groups;
mod linear;
mod memory;
mod model;
mod order;
mod pages;
mod pictures;
mod plans;
mod programs;
mod quads;
mod quantise;
mod sizes;

pub use abi::abi;
pub use boxes::boxes;
pub use clock::run_time;
pub use crops::crops;
pub use ctc::ctc;
pub use geometry::geometry;
pub use line_groups::line_groups;
pub use linear::linear;
pub use memory::peak;
pub use model::model;
pub use order::order;
pub use pages::page;
pub use plans::plans;
pub use programs::programs;
pub use quantise::quantise;
pub use sizes::sizes;

/// A target: fails, by a panic, where the library does.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: [(&str, Target); 14] = [
    ("boxes", boxes),
    ("order", order),
    ("crops", crops),
    ("ctc", ctc),
    ("geometry", geometry),
    ("line_groups", line_groups),
    ("abi", abi),
    ("model", model),
    ("plans", plans),
    ("sizes", sizes),
    ("quantise", quantise),
    ("linear", linear),
    ("page", page),
    ("programs", programs),
];
