//! Connected components.

use super::view::AsView;
use crate::error::Result;
use scipix_core::image::components::{Component, ComponentScratch, Connectivity, LabelsMut, connected_components};
use std::fmt;

/// A finder of connected components. It keeps its memory, so that finding them on page after page takes no more once it
/// has grown.
///
/// ```
/// use scipix::image::{ComponentFinder, Connectivity};
/// use scipix::prelude::*;
///
/// let data = [
///     1, 0, 0, 0, //
///     0, 1, 0, 1,
/// ];
/// let view = ImageView::new(&data, 4, 2, Format::Gray8)?;
/// assert_eq!(view.components(Connectivity::Four)?.len(), 3);
///
/// let mut labels = [0; 8];
/// let mut finder = ComponentFinder::new(Connectivity::Eight);
/// let components = finder.label(&view, &mut labels)?;
/// assert_eq!((components[0].width, components[0].area), (2, 2));
/// assert_eq!(labels, [1, 0, 0, 0, 0, 1, 0, 2]);
/// # Ok::<(), scipix::Error>(())
/// ```
pub struct ComponentFinder {
    connectivity: Connectivity,
    scratch: ComponentScratch,
}

impl ComponentFinder {
    /// Makes a finder. [`Connectivity::Eight`] joins pixels that touch at a corner.
    pub fn new(connectivity: Connectivity) -> Self {
        Self { connectivity, scratch: ComponentScratch::new() }
    }

    /// Finds the components of the black pixels of a `Bit1` image, or of the pixels of a `Gray8` image that are not 0,
    /// in the order of their first pixels, from top to bottom and left to right.
    ///
    /// # Errors
    /// `Unsupported` for other formats and sides beyond 2²⁴; `OutOfMemory`.
    pub fn find(&mut self, image: &(impl AsView + ?Sized)) -> Result<&[Component]> {
        Ok(connected_components(image.as_view().to_core(), self.connectivity, None, &mut self.scratch)?)
    }

    /// Finds the components and writes the label of each pixel to `labels`, row by row: `i + 1` for component `i`, and
    /// 0 for the pixels of none.
    ///
    /// # Errors
    /// Those of [`find`](ComponentFinder::find); `SizeMismatch` if `labels` is shorter than the image has pixels.
    pub fn label(&mut self, image: &(impl AsView + ?Sized), labels: &mut [u32]) -> Result<&[Component]> {
        let view = image.as_view();
        let labels = LabelsMut { data: labels, stride: view.width() };
        Ok(connected_components(view.to_core(), self.connectivity, Some(labels), &mut self.scratch)?)
    }

    /// Finds the components and gives up the finder.
    pub(super) fn into_components(mut self, image: &(impl AsView + ?Sized)) -> Result<Vec<Component>> {
        self.find(image)?;
        Ok(self.scratch.into_components())
    }
}

impl fmt::Debug for ComponentFinder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ComponentFinder({:?})", self.connectivity)
    }
}
