//! This module has arenas: blocks that are freed all at once.
