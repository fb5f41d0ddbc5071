//! This module has pools of reusable buffers.
