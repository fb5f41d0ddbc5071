//! Memory for callers: pools of equal buffers, and arenas.

pub mod arena;
pub mod pool;
