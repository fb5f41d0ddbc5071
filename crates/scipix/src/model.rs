//! This module opens memory-mapped model files.
