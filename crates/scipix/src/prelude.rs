//! This module re-exports the names that most programs need.

pub use crate::error::ErrorKind;
