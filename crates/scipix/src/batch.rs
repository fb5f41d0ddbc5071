//! This module turns single requests into batches.
