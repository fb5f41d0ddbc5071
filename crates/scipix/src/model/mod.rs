//! This module opens memory-mapped model files.
//!
//! [`Model::open`] maps a file instead of reading it: a model of any size opens in microseconds, processes share its
//! pages, and what is not used is never read. A file in the [safetensors] format is checked whole, and its tensors
//! are handed out without a copy; any other file is just [bytes](Model::bytes).
//!
//! ```no_run
//! use scipix::model::Model;
//!
//! # fn main() -> scipix::Result<()> {
//! let model = Model::open("model.safetensors")?;
//! let weights: &[f32] = model.tensor("encoder.weight")?.as_f32()?; // lies in the file
//! for tensor in model.tensors() {
//!     println!("{} is {} of {:?}", tensor.name(), tensor.dtype(), tensor.shape());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A mapping shows what the file holds now: a program that writes to the file changes the tensors, and touching what
//! was cut off ends the process. Where others may change the file, open it with [`ModelOptions::private_copy`].
//!
//! [safetensors]: https://github.com/huggingface/safetensors

mod dtype;
mod tensor;

pub use dtype::Dtype;
pub use scipix_core::model::Advice;
pub use tensor::{Tensor, Tensors};

use crate::error::{Error, ErrorKind, Result};
use scipix_core::base::Shared;
use scipix_core::model as core;
use std::ops::{Bound, RangeBounds};
use std::path::Path;

/// An open model file.
///
/// Clones share the file, which stays open until the last of them is dropped. Any thread may use it at any time.
#[derive(Clone, Debug)]
pub struct Model {
    inner: Shared<core::Model>,
}

/// The way in which a file is opened, as in [`std::fs::OpenOptions`].
///
/// ```no_run
/// let model = scipix::model::Model::options().private_copy(true).open("model.safetensors")?;
/// # Ok::<(), scipix::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[must_use = "`open` opens the file"]
pub struct ModelOptions {
    inner: core::ModelOptions,
}

impl Model {
    /// Maps a file. It is checked as a safetensors file where it begins as one or its name ends in `.safetensors`.
    ///
    /// # Errors
    /// `Io`, whose message has the path and what the system said; `Malformed` for a broken safetensors file, with the
    /// tensor and the byte at fault; `OutOfMemory`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::options().open(path)
    }

    /// Begins with the default options: the file is mapped, and its pages are read when they are used.
    pub fn options() -> ModelOptions {
        ModelOptions::default()
    }

    /// Returns the whole file.
    pub fn bytes(&self) -> &[u8] {
        self.inner.as_slice()
    }

    /// Whether the file is in the safetensors format, and not just bytes.
    pub fn is_safetensors(&self) -> bool {
        self.inner.is_safetensors()
    }

    /// Returns a tensor by its name, in time that grows with the logarithm of their number.
    ///
    /// # Errors
    /// `NotFound`; `Unsupported` where the file is just bytes.
    pub fn tensor(&self, name: &str) -> Result<Tensor<'_>> {
        if let Some(tensor) = self.inner.tensor(name.as_bytes()) {
            return Ok(Tensor::new(tensor));
        }
        Err(match self.is_safetensors() {
            true => Error::new(ErrorKind::NotFound, format_args!("name: no tensor is called {name:?}")),
            false => Error::new(ErrorKind::Unsupported, format_args!("name: {name:?}, but the file has no tensors")),
        })
    }

    /// Returns the tensors in the order of the file's header; none where the file is just bytes.
    pub fn tensors(&self) -> Tensors<'_> {
        Tensors::new(&self.inner)
    }

    /// Returns the pairs of key and value of the file's metadata, in the file's order.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn metadata(&self) -> Result<Vec<(String, String)>> {
        Ok(self.inner.metadata_entries()?)
    }

    /// Advises the system how the bytes of a range will be used. Systems without such advice ignore it.
    ///
    /// # Errors
    /// `OutOfRange` for a range that does not lie in the file, `Io`.
    ///
    /// ```no_run
    /// # let model = scipix::model::Model::open("model.safetensors")?;
    /// model.advise(.., scipix::model::Advice::WillNeed)?; // read all of it in the background
    /// # Ok::<(), scipix::Error>(())
    /// ```
    pub fn advise(&self, range: impl RangeBounds<usize>, advice: Advice) -> Result<()> {
        let size = self.bytes().len();
        let start = match range.start_bound() {
            Bound::Included(&start) => start,
            Bound::Excluded(&start) => start.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let end = match range.end_bound() {
            Bound::Included(&end) => end.saturating_add(1),
            Bound::Excluded(&end) => end,
            Bound::Unbounded => size,
        };
        match end.checked_sub(start).filter(|_| end <= size) {
            Some(len) => Ok(self.inner.advise(start, len, advice)?),
            None => Err(Error::new(
                ErrorKind::OutOfRange,
                format_args!("range: {start} to {end} does not lie in the file, which has {size} bytes"),
            )),
        }
    }

    pub(crate) fn core(&self) -> &Shared<core::Model> {
        &self.inner
    }
}

impl ModelOptions {
    /// Reads the file into memory instead of mapping it. Later changes of the file do not show, and cannot hurt.
    pub fn private_copy(mut self, copy: bool) -> Self {
        self.inner.private_copy = copy;
        self
    }

    /// Brings all pages of the mapping in when the file is opened, instead of when they are used.
    pub fn populate(mut self, populate: bool) -> Self {
        self.inner.populate = populate;
        self
    }

    /// Asks the system for huge pages, which it may not have for files.
    pub fn huge_pages(mut self, huge: bool) -> Self {
        self.inner.huge_pages = huge;
        self
    }

    /// Opens a file as [`Model::open`] does, with these options.
    ///
    /// # Errors
    /// Those of [`Model::open`].
    pub fn open(self, path: impl AsRef<Path>) -> Result<Model> {
        let model = core::Model::open(path.as_ref(), self.inner)?;
        match Shared::try_new(model) {
            Some(inner) => Ok(Model { inner }),
            None => Err(Error::new(ErrorKind::OutOfMemory, "path: no memory for the index of the tensors")),
        }
    }
}
