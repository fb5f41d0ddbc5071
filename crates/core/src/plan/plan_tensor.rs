//! The run of a plan that ends in a tensor.

use super::parts::{Part, PlanParts};
use crate::base::error::{Result, fail};
use crate::image::{Element, FusedTensor, ImageRef, TensorMut, check_tensor};

/// The tensor that a plan makes of an image: its type and size are known, its elements not yet written.
pub struct PlanTensor<'a> {
    parts: &'a PlanParts,
    src: ImageRef<'a>,
    last: FusedTensor<'a>,
}

impl<'a> PlanTensor<'a> {
    pub(super) fn new(parts: &'a PlanParts, src: ImageRef<'a>) -> Result<Self> {
        let (last, before) = parts.last(&src.geometry())?;
        let Part::Fused(last) = last else {
            fail!(InvalidArgument, "plan: does not end in a tensor");
        };
        Ok(Self { parts, src, last: last.tensor(&before)? })
    }

    /// The type of its elements.
    pub fn element(&self) -> Element {
        self.last.element()
    }

    /// Its size in bytes.
    pub fn bytes(&self) -> usize {
        self.last.elements() * self.last.element().bytes()
    }

    /// Writes the tensor to `out`.
    ///
    /// # Errors
    /// `SizeMismatch` where `out` has another number of elements, `InvalidArgument` where it has another type; `OutOfMemory`
    /// for the scratch memory of more threads and for pages between parts.
    pub fn write(self, out: TensorMut<'_>) -> Result<()> {
        let Self { parts, src, last } = self;
        check_tensor(&out, last.element(), last.elements())?;
        let mut once = Some((last, out));
        parts.run_to_last(src, &mut |src| once.take().map_or(Ok(()), |(last, out)| last.write(src, out)))
    }
}
