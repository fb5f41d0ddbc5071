//! Programs of operations that share an object: pools and arenas, batchers, pipelines and executors, beside what they
//! promise. Nothing is lost, nothing is done twice, and no two callers have the same memory.

mod batches;
mod jobs;
mod memory;
mod stages;

use crate::bytes::Bytes;
use std::panic::resume_unwind;

/// Unwinds as a panic does, without its words.
fn fail_if(fails: bool) {
    if fails {
        resume_unwind(Box::new("as asked"));
    }
}

/// Runs a program of one kind of object.
pub fn programs(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    match bytes.below(8) {
        0 | 1 => memory::pools(&mut bytes),
        2 | 3 => memory::arenas(&mut bytes),
        4 | 5 => batches::batches(&mut bytes),
        6 => stages::stages(&mut bytes),
        _ => jobs::jobs(&mut bytes),
    }
}
