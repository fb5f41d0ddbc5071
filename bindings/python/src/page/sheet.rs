//! Pages as arguments: gray, colours, or black and white of dtype bool.

use crate::array::{Scalar, unset_of};
use crate::error::{raise, raise_core};
use crate::pixels::{BYTES_OR_BOOL, Canvas, Pixels, run_finding};
use pyo3::prelude::*;
use scipix::image::{Fixed, Format, Image, ImageOps, ImageView, ImageViewMut, Luma};
use scipix_core::image::ImageRef;

/// A page to read.
pub struct Sheet<'py> {
    pixels: Pixels<'py>,
    /// The bits of a page of bool, whose False is ink.
    bits: Option<Image>,
}

impl<'py> Sheet<'py> {
    /// Looks at an argument.
    pub fn of(object: &Bound<'py, PyAny>, argument: &str, order: &str) -> PyResult<Self> {
        let pixels = Pixels::of(object, argument, order, BYTES_OR_BOOL)?;
        let bits = match pixels.scalar {
            Scalar::Bool => {
                let view = pixels.view()?;
                Some(pixels.py().detach(|| view.binarize_bits(Fixed(0))).map_err(raise)?)
            }
            _ => None,
        };
        Ok(Self { pixels, bits })
    }

    /// Returns the interpreter.
    pub fn py(&self) -> Python<'py> {
        self.pixels.py()
    }

    /// Returns the view for the operations.
    pub fn view(&self) -> PyResult<ImageView<'_>> {
        self.bits.as_ref().map_or_else(|| self.pixels.view(), |bits| Ok(bits.view()))
    }

    /// Returns the view for the operations of the core.
    pub fn core_view(&self) -> PyResult<ImageRef<'_>> {
        match &self.bits {
            Some(bits) => {
                let (width, height) = (self.pixels.width(), self.pixels.height());
                ImageRef::new(bits.as_bytes(), width, height, 0, Format::Bit1).map_err(raise_core)
            }
            None => self.pixels.core_view(),
        }
    }

    /// Runs a tool without the GIL on the page in place, in `out` or a new array: gray of gray and colours, bool of bool.
    pub fn change<T: Send>(
        self,
        out: Option<&Bound<'py, PyAny>>,
        tool: impl FnOnce(&mut ImageViewMut<'_>) -> scipix::Result<T> + Send,
    ) -> PyResult<(Bound<'py, PyAny>, T)> {
        let Self { pixels, bits } = self;
        let scalar = if bits.is_some() { Scalar::Bool } else { Scalar::U8 };
        let canvas = Canvas::out(pixels.py(), out, [pixels.height(), pixels.width()], Format::Gray8, scalar)?;
        run_finding(&pixels, canvas, |view, target| match bits {
            Some(mut bits) => {
                let found = tool(&mut bits.view_mut())?;
                unpack(bits.view().rows(), target);
                Ok(found)
            }
            None => {
                view.grayscale_into(Luma::Bt601, target)?;
                tool(target)
            }
        })
    }
}

/// Writes rows of bits as bool, of which True is paper.
fn unpack<'a>(rows: impl Iterator<Item = &'a [u8]>, target: &mut ImageViewMut<'_>) {
    for (bits, pixels) in rows.zip(target.rows_mut()) {
        for (byte, eight) in bits.iter().zip(pixels.chunks_mut(8)) {
            for (pixel, place) in eight.iter_mut().zip((0..8).rev()) {
                *pixel = u8::from(byte >> place & 1 == 0);
            }
        }
    }
}

/// Makes a new array of an image of gray or bits.
pub fn array_of_image<'py>(py: Python<'py>, image: ImageRef<'_>) -> PyResult<Bound<'py, PyAny>> {
    let is_bits = image.format() == Format::Bit1;
    let scalar = if is_bits { Scalar::Bool } else { Scalar::U8 };
    let array = unset_of(py, &[image.height(), image.width()], scalar)?.into_any();
    let mut canvas = Canvas::of(&array, "page", "rgb", &[scalar])?;
    let mut target = canvas.view_mut()?;
    let (height, rows) = (image.height(), image.rows());
    let rows = (0..height).map(|y| rows.row(y));
    py.detach(|| match is_bits {
        true => unpack(rows, &mut target),
        false => target.rows_mut().zip(rows).for_each(|(to, from)| to.copy_from_slice(from)),
    });
    canvas.finish()
}
