//! The C ABI: each function decodes its arguments, makes one call of the core, and encodes the result.
//!
//! # Safety
//!
//! This holds for every `extern "C"` function here, in place of a `# Safety` section each. A pointer argument is null or
//! points to memory that is valid for what the function's documentation says it does there, for as long as it says. Null,
//! misaligned and overlapping pointers, sizes that overflow, unknown enumerators and handles of another type are
//! detected; a dangling pointer, or a size that promises more memory than there is, cannot be.
//!
//! # Where the rules of the C ABI live
//!
//! | file | what |
//! | --- | --- |
//! | `status.rs` | status numbers, this thread's last message |
//! | `guard.rs` | no panic leaves: it becomes a status; the promise of the C caller (`Law`) enters |
//! | `ptr.rs` | pointers with lengths become slices, `out_*` pointers become places to write |
//! | `sized.rs` | structs that begin with `struct_size` |
//! | `handle.rs` | opaque handles and their tags |
//! | `scratch.rs` | memory that functions without a handle keep from call to call |
//! | `callback.rs` | the caller's functions and their pointers |
//!
//! The other files are the chapters of the header, in its order.
#![allow(clippy::missing_safety_doc, reason = "stated once, above")]

pub mod arena;
pub mod background;
pub mod batch_item;
pub mod batch_stats;
mod batch_work;
pub mod batcher;
mod callback;
pub mod components;
pub mod cpu;
pub mod crop;
pub mod ctc;
pub mod ctc_decoder;
pub mod ctc_texts;
mod dense;
mod dense_tensor;
mod disjoint;
pub mod element;
mod event;
pub mod executor;
pub mod filters;
pub mod flat;
pub mod geometry;
pub mod gray16;
mod guard;
pub mod handle;
pub mod image;
mod image_jobs;
pub mod library;
pub mod line_groups;
pub mod linear;
mod many_images;
pub mod model;
pub mod morphology;
pub mod operations;
pub mod page;
pub mod page_clean;
pub mod page_lines;
mod panics;
pub mod parallel;
pub mod pipeline;
pub mod pixel_format;
pub mod plan;
pub mod plan_many;
pub mod pool;
mod ptr;
pub mod pull;
pub mod qtensor;
pub mod quant;
pub mod quant_error;
pub mod reading_order;
pub mod resize;
mod scratch;
mod shared_plan;
mod sized;
pub mod status;
pub mod tensor;
pub mod text_box_params;
pub mod text_boxes;
mod tile_sweep;
mod view;
pub mod word_boxes;
