//! Random programs against plain models of what they should do.

mod arena;
mod pool;
mod random;
mod threads;
