//! Despeckling: small components that belong to no text are removed.

mod area_bin;
mod classify;
mod dot_rows;
mod marks_in_line;
mod params;
mod surroundings;
#[cfg(test)]
mod tests;

pub use classify::ComponentClass;
pub use marks_in_line::MarksInLine;
pub use params::{DespeckleParams, Despeckled};
pub use surroundings::Surroundings;

use super::erase::{check_cleaned, copy_page};
use super::scratch::PageScratch;
use super::text_size::{LOWEST_TEXT, TextSize, longest_speck};
use crate::base::error::{Result, fail};
use crate::image::components::{BitMask, Component, Connectivity, Runs, measure};
use crate::image::{Format, ImageMut, ImageRef, format_among};
use classify::{classify, is_small};

/// The fewest specks as large as a full stop that are dirt without doubt. Fewer may be bullets, or dashes in the cells of a table.
const DIRT: usize = 12;
/// The fewest pixels for each speck of a page that has nothing else. The dots of a picture in bits are closer.
const SPARSE: usize = 1024;

/// Writes `src` to `dst` without its specks: small connected components (8 neighbours) of the ink that belong to no text. Colours
/// become gray (BT601).
///
/// A component is small if no side is longer than `max_side`, by default two fifths of the height of the page's letters. Far from
/// larger components, by about that height, every small one is a speck that is neither one of a row of dots at equal distances nor
/// in line with marks of its size, as leaders, bullets and the hyphens of a table's empty cells are. Near them dots, accents and
/// pieces of broken strokes are kept: small components of some area are specks only where they are as many as their density far
/// from text predicts. A page with nothing higher than 5 pixels has no text, and all of it is specks.
///
/// # Errors
/// `SizeMismatch`; `Unsupported` if `dst` is not `Bit1` for bits, `Gray8` for all other formats, and for sides beyond 2²⁴;
/// `OutOfMemory`. Nothing is written then.
pub fn despeckle(
    src: ImageRef<'_>,
    params: &DespeckleParams,
    scratch: &mut PageScratch,
    mut dst: ImageMut<'_>,
) -> Result<Despeckled> {
    check_cleaned(&src, &dst)?;
    let found = find_specks(src, params, 0, scratch)?;
    scratch.reserve_paper(src)?;
    copy_page(src, dst.reborrow())?;
    Ok(remove_specks(dst, found, scratch))
}

/// Applies [`despeckle`] to a `Gray8` or `Bit1` page in place.
///
/// # Errors
/// Those of [`despeckle`]; `Unsupported` for other formats.
pub fn despeckle_in_place(
    image: ImageMut<'_>,
    params: &DespeckleParams,
    scratch: &mut PageScratch,
) -> Result<Despeckled> {
    despeckle_from(image, params, 0, scratch)
}

/// Applies [`despeckle`] to a `Gray8` or `Bit1` page in place, which keeps its specks as large as a full stop where they are few.
///
/// # Errors
/// Those of [`despeckle_in_place`].
pub fn remove_dirt_in_place(
    image: ImageMut<'_>,
    params: &DespeckleParams,
    scratch: &mut PageScratch,
) -> Result<Despeckled> {
    despeckle_from(image, params, DIRT, scratch)
}

fn despeckle_from(
    image: ImageMut<'_>,
    params: &DespeckleParams,
    fewest: usize,
    scratch: &mut PageScratch,
) -> Result<Despeckled> {
    format_among("dst", image.format(), &[Format::Gray8, Format::Bit1])?;
    let found = find_specks(image.as_ref(), params, fewest, scratch)?;
    scratch.reserve_paper(image.as_ref())?;
    Ok(remove_specks(image, found, scratch))
}

fn remove_specks(image: ImageMut<'_>, found: Despeckled, scratch: &mut PageScratch) -> Despeckled {
    let removed_px = if found.removed > 0 { scratch.erase(image) } else { 0 };
    Despeckled { removed_px, ..found }
}

/// Finds the specks of a page and sets their pixels in the scratch's mask of what is erased. Fewer than `fewest` specks as large
/// as a full stop are none.
fn find_specks(
    src: ImageRef<'_>,
    params: &DespeckleParams,
    fewest: usize,
    scratch: &mut PageScratch,
) -> Result<Despeckled> {
    let PageScratch { ink, erased, runs, components, surroundings, in_line, classes, .. } = scratch;
    let mask = ink.pack(src, params.threshold)?;
    find_components(mask, runs, components)?;
    let size = (src.width(), src.height());
    erased.resize(size.0, size.1)?;
    erased.clear();
    let text = TextSize::measure(runs, components, src.height(), erased);
    let mut found = Despeckled { components: components.len(), max_side: params.max_side, ..Default::default() };
    let Some(text) = text else { return Ok(found) };
    let is_blank = text.height < LOWEST_TEXT && components.len() * SPARSE <= size.0 * size.1;
    let height = if is_blank { LOWEST_TEXT } else { text.height };
    if found.max_side == 0 {
        found.max_side = if is_blank { LOWEST_TEXT - 1 } else { longest_speck(height) };
    }
    let max_side = found.max_side;
    surroundings.mark(size, height, runs, components, |component| is_small(component, max_side))?;
    // A full stop is about as wide and as high as a stroke.
    let least_mark = u64::from(text.stroke).pow(2).div_ceil(2);
    classify(components, (max_side, least_mark), surroundings, (erased, in_line), classes)?;
    let is_speck = |class: ComponentClass| class == ComponentClass::Speck;
    let is_mark = |class, component: &Component| is_speck(class) && component.area >= least_mark;
    let marks = classes.iter().zip(&*components).filter(|(class, component)| is_mark(**class, component)).count();
    if marks < fewest {
        for (class, _) in classes.iter_mut().zip(&*components).filter(|(class, component)| is_mark(**class, component))
        {
            *class = ComponentClass::Few;
        }
    }
    for (run, &component) in runs.as_slice().iter().zip(runs.component()) {
        if is_speck(classes[component as usize]) {
            erased.set(run.y as usize, run.start as usize..run.end as usize);
        }
    }
    found.removed = classes.iter().filter(|class| is_speck(**class)).count();
    Ok(found)
}

/// Finds the connected components of a mask.
fn find_components(mask: &BitMask, runs: &mut Runs, components: &mut Vec<Component>) -> Result<()> {
    runs.find(mask, Connectivity::Eight)?;
    components.clear();
    if components.try_reserve(runs.components()).is_err() {
        fail!(OutOfMemory, "mask: no memory for {} components", runs.components());
    }
    measure(runs, components);
    Ok(())
}
