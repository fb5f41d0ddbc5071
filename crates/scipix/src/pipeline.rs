//! This module has pipelines whose stages overlap.
