//! Model files: mapped into memory instead of read, their tensors found by name.
//!
//! A file that begins as a safetensors file does, or is called `.safetensors`, is checked as one, whole; any other is
//! just bytes. Many threads may use one model.

mod bytes;
mod dtype;
mod half;
mod header;
mod json;
mod safetensors;
#[cfg(test)]
mod tests;

pub use bytes::{Advice, ModelOptions};
pub use dtype::Dtype;
pub use json::Escaped;
pub use safetensors::Tensor;
pub(crate) use safetensors::sorted;

use self::bytes::FileBytes;
use self::safetensors::Index;
use crate::base::error::{Error, Result};
use std::ffi::CStr;
use std::path::Path;

/// An open model file.
#[derive(Debug)]
pub struct Model {
    bytes: FileBytes,
    index: Index,
    is_safetensors: bool,
}

impl Model {
    /// Opens a file.
    ///
    /// # Errors
    /// `Io`, `OutOfMemory`, and `Malformed` for a safetensors file that is not one.
    pub fn open(path: &Path, options: ModelOptions) -> Result<Self> {
        let bytes = FileBytes::open(path, options)?;
        let named = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("safetensors"));
        let begins_as_one = safetensors::begins_as_one(bytes.as_slice());
        let index = if named || begins_as_one {
            let what = if begins_as_one { "is a broken safetensors file" } else { "is not a safetensors file" };
            let in_words = |error: Error| error.of(format_args!("path: {} {what}", path.display()));
            safetensors::parse(bytes.as_slice()).map_err(in_words)?
        } else {
            Index::default()
        };
        Ok(Self { bytes, index, is_safetensors: named || begins_as_one })
    }

    /// The whole file.
    pub fn as_slice(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// Advises the system how `len` bytes from `offset` on will be used. Systems without such advice ignore it.
    ///
    /// # Errors
    /// `OutOfRange` beyond the file, `Io`.
    pub fn advise(&self, offset: usize, len: usize, advice: Advice) -> Result<()> {
        self.bytes.advise(offset, len, advice)
    }

    /// Whether the file was read as a safetensors file, and not as just bytes.
    pub fn is_safetensors(&self) -> bool {
        self.is_safetensors
    }

    /// Number of tensors; 0 for a file that is just bytes.
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there are no tensors.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns a tensor by its place in the header.
    pub fn tensor_at(&self, index: usize) -> Option<Tensor<'_>> {
        self.index.tensor(index, self.as_slice())
    }

    /// Returns a tensor by its name.
    pub fn tensor(&self, name: &[u8]) -> Option<Tensor<'_>> {
        self.tensor_at(self.index.find(name)?)
    }

    /// Returns the file's metadata as a JSON object of strings; `{}` where it has none.
    pub fn metadata(&self) -> &CStr {
        self.index.metadata()
    }

    /// Returns the pairs of key and value of the file's metadata, in the file's order.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn metadata_entries(&self) -> Result<Vec<(String, String)>> {
        self.index.metadata_entries()
    }
}
