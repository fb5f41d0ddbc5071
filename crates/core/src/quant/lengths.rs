//! The check that input and output have as many elements.

use crate::base::error::{Result, fail};

pub fn same_len(data: usize, out: usize) -> Result<()> {
    if data != out {
        fail!(SizeMismatch, "out: has {out} elements, data has {data}");
    }
    Ok(())
}
