//! Tensors of a file, as slices of its memory.

use super::Dtype;
use crate::error::{Error, ErrorKind, Result};
use scipix_core::base::{as_floats, as_signed};
use scipix_core::model as core;
use std::borrow::Cow;
use std::fmt;
use std::iter::FusedIterator;

/// A tensor of a [`Model`](super::Model), whose values lie in the file's memory.
#[derive(Clone, Copy)]
pub struct Tensor<'a> {
    inner: core::Tensor<'a>,
}

/// The tensors of a file: [`Model::tensors`](super::Model::tensors).
#[derive(Clone, Debug)]
pub struct Tensors<'a> {
    model: &'a core::Model,
    next: usize,
}

impl<'a> Tensor<'a> {
    pub(super) fn new(inner: core::Tensor<'a>) -> Self {
        Self { inner }
    }

    pub(crate) fn core(&self) -> core::Tensor<'a> {
        self.inner
    }

    /// Returns the tensor's name.
    pub fn name(&self) -> &'a str {
        // The format's names are UTF-8, which was checked when the file was opened.
        self.inner.name.to_str().unwrap_or_default()
    }

    /// Returns the type of the elements.
    pub fn dtype(&self) -> Dtype {
        Dtype::from_core(self.inner.dtype)
    }

    /// Returns the extent of each axis, the outermost first. A single value has no axes.
    pub fn shape(&self) -> &'a [usize] {
        self.inner.shape
    }

    /// Returns the elements as bytes, little-endian, the last axis changing fastest.
    pub fn bytes(&self) -> &'a [u8] {
        self.inner.data
    }

    /// Returns the elements of an F32 tensor without a copy.
    ///
    /// # Errors
    /// `Unsupported` for another type, and where the floats do not begin at a multiple of four bytes in the file's
    /// memory, which few writers do. [`Tensor::to_f32`] takes both.
    pub fn as_f32(&self) -> Result<&'a [f32]> {
        self.expect_dtype(Dtype::F32, "; `to_f32` converts F16 and BF16")?;
        let floats = if cfg!(target_endian = "little") { as_floats(self.bytes()) } else { None };
        floats.ok_or_else(|| self.unsupported("does not lie as floats in memory; `to_f32` copies it"))
    }

    /// Returns the elements of an F32, F16 or BF16 tensor as floats: borrowed where [`Tensor::as_f32`] could, and
    /// else a copy.
    ///
    /// # Errors
    /// `Unsupported` for another type, `OutOfMemory`.
    pub fn to_f32(&self) -> Result<Cow<'a, [f32]>> {
        if [Dtype::F32, Dtype::F16, Dtype::BF16].contains(&self.dtype()) {
            return Ok(self.inner.floats()?);
        }
        Err(self.unsupported(&format!("is {}, not F32, F16 or BF16", self.dtype())))
    }

    /// Returns the elements of an I8 tensor without a copy.
    ///
    /// # Errors
    /// `Unsupported` for another type.
    pub fn as_i8(&self) -> Result<&'a [i8]> {
        self.expect_dtype(Dtype::I8, "")?;
        Ok(as_signed(self.bytes()))
    }

    /// Returns the elements of a U8 tensor without a copy.
    ///
    /// # Errors
    /// `Unsupported` for another type.
    pub fn as_u8(&self) -> Result<&'a [u8]> {
        self.expect_dtype(Dtype::U8, "")?;
        Ok(self.bytes())
    }

    fn expect_dtype(&self, expected: Dtype, hint: &str) -> Result<()> {
        if self.dtype() == expected {
            return Ok(());
        }
        Err(self.unsupported(&format!("is {}, not {expected}{hint}", self.dtype())))
    }

    fn unsupported(&self, what: &str) -> Error {
        Error::new(ErrorKind::Unsupported, format_args!("tensor {:?}: {what}", self.name()))
    }
}

impl fmt::Debug for Tensor<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Tensor");
        fields.field("name", &self.name()).field("dtype", &self.dtype()).field("shape", &self.shape()).finish()
    }
}

impl<'a> Tensors<'a> {
    pub(super) fn new(model: &'a core::Model) -> Self {
        Self { model, next: 0 }
    }
}

impl<'a> Iterator for Tensors<'a> {
    type Item = Tensor<'a>;

    fn next(&mut self) -> Option<Tensor<'a>> {
        let tensor = self.model.tensor_at(self.next)?;
        self.next += 1;
        Some(Tensor::new(tensor))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.model.len() - self.next;
        (left, Some(left))
    }
}

impl ExactSizeIterator for Tensors<'_> {}

impl FusedIterator for Tensors<'_> {}
