//! Fuzz targets for what stands between a detector's map and the text: each decodes bytes to arguments, many of them
//! hostile, calls the library at every SIMD level, and fails where results differ, leave the page, contradict a plain
//! model, or take more memory than the input justifies.
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
mod memory;
mod order;
mod quads;

pub use abi::abi;
pub use boxes::boxes;
pub use clock::run_time;
pub use crops::crops;
pub use ctc::ctc;
pub use geometry::geometry;
pub use line_groups::line_groups;
pub use memory::peak;
pub use order::order;

/// A target: fails, by a panic, where the library does.
pub type Target = fn(&[u8]);

/// The targets by name.
pub const TARGETS: [(&str, Target); 7] = [
    ("boxes", boxes),
    ("order", order),
    ("crops", crops),
    ("ctc", ctc),
    ("geometry", geometry),
    ("line_groups", line_groups),
    ("abi", abi),
];
