//! This module has parallel loops.
