//! The tools, and the memory that they keep.

use super::options::{BorderOptions, Lines, Specks};
use crate::error::Result;
use crate::image::{AsView, Format, Image, ImageViewMut};
use scipix_core::page::{self as core_page, Borders, Despeckled, PageBox, PageScratch, Polarity, RuledLine};
use std::fmt;

/// Tools that clean pages. They keep their memory, so that page after page takes no more once it has grown.
///
/// Tools that return an [`Image`] return bits for bits, and gray for any other format. Those whose names end in `_in_place` take
/// [`Gray8`](Format::Gray8) and [`Bit1`](Format::Bit1). All fail with `Unsupported` for sides beyond 2²⁴ pixels, and with
/// `OutOfMemory`.
#[derive(Default)]
pub struct PageTools {
    scratch: PageScratch,
}

impl PageTools {
    /// Makes tools that hold no memory yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Removes specks: small connected components of the ink that belong to no text.
    ///
    /// A component is small if no side is longer than [`max_side`](Specks::max_side). Far from larger components every small one is
    /// a speck that is not in line with others of its size. Near them dots, accents and pieces of broken strokes are kept: small components of
    /// some area are specks only where they are as many as their density far from text predicts.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn despeckle(&mut self, page: &(impl AsView + ?Sized), specks: Specks) -> Result<(Image, Despeckled)> {
        let mut clean = cleaned(page)?;
        let src = page.as_view().to_core();
        let found = core_page::despeckle(src, &specks.0, &mut self.scratch, clean.view_mut().core_mut())?;
        Ok((clean, found))
    }

    /// Applies [`despeckle`](Self::despeckle) in place.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn despeckle_in_place(&mut self, page: &mut ImageViewMut<'_>, specks: Specks) -> Result<Despeckled> {
        Ok(core_page::despeckle_in_place(page.core_mut(), &specks.0, &mut self.scratch)?)
    }

    /// Removes ruling lines, and returns them too. A line may be tilted by about a degree, and bent; strokes that cross it are kept.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn remove_lines(&mut self, page: &(impl AsView + ?Sized), lines: Lines) -> Result<(Image, Vec<RuledLine>)> {
        let mut clean = cleaned(page)?;
        let src = page.as_view().to_core();
        let found = core_page::remove_lines(src, &lines.0, &mut self.scratch, clean.view_mut().core_mut())?.to_vec();
        Ok((clean, found))
    }

    /// Applies [`remove_lines`](Self::remove_lines) in place.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn remove_lines_in_place(&mut self, page: &mut ImageViewMut<'_>, lines: Lines) -> Result<&[RuledLine]> {
        Ok(core_page::remove_lines_in_place(page.core_mut(), &lines.0, &mut self.scratch)?)
    }

    /// Finds the lines that [`remove_lines`](Self::remove_lines) removes.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn find_lines(&mut self, page: &(impl AsView + ?Sized), lines: Lines) -> Result<&[RuledLine]> {
        Ok(core_page::find_lines(page.as_view().to_core(), &lines.0, &mut self.scratch)?)
    }

    /// Removes the dark borders that a scanner leaves around a page: areas along an edge that are not deep, and no bands with light
    /// text.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn remove_borders(
        &mut self,
        page: &(impl AsView + ?Sized),
        options: BorderOptions,
    ) -> Result<(Image, Borders)> {
        let mut clean = cleaned(page)?;
        let src = page.as_view().to_core();
        let found = core_page::remove_borders(src, &options.0, &mut self.scratch, clean.view_mut().core_mut())?;
        Ok((clean, found))
    }

    /// Applies [`remove_borders`](Self::remove_borders) in place.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn remove_borders_in_place(&mut self, page: &mut ImageViewMut<'_>, options: BorderOptions) -> Result<Borders> {
        Ok(core_page::remove_borders_in_place(page.core_mut(), &options.0, &mut self.scratch)?)
    }

    /// Finds the borders that [`remove_borders`](Self::remove_borders) removes, and the rectangle of the page's content.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn find_borders(&mut self, page: &(impl AsView + ?Sized), options: BorderOptions) -> Result<Borders> {
        Ok(core_page::find_borders(page.as_view().to_core(), &options.0, &mut self.scratch)?)
    }

    /// Tells whether the text of a page, or of a part of it, is light on dark.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn polarity(&mut self, page: &(impl AsView + ?Sized)) -> Result<Polarity> {
        Ok(core_page::polarity(page.as_view().to_core(), &mut self.scratch)?)
    }

    /// Finds the dark boxes with light text on a page whose other text is dark on light.
    ///
    /// # Errors
    /// Those of all [tools](PageTools).
    pub fn inverted_regions(&mut self, page: &(impl AsView + ?Sized)) -> Result<&[PageBox]> {
        Ok(core_page::inverted_regions(page.as_view().to_core(), &mut self.scratch)?)
    }
}

/// Makes an image for the cleaned page.
fn cleaned(page: &(impl AsView + ?Sized)) -> Result<Image> {
    let view = page.as_view();
    let format = if view.format() == Format::Bit1 { Format::Bit1 } else { Format::Gray8 };
    Image::new(view.width(), view.height(), format)
}

impl fmt::Debug for PageTools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageTools").finish_non_exhaustive()
    }
}
