//! This module quantises tensors and multiplies them.
