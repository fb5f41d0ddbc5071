//! Despeckling: small components that belong to no text are removed.

mod classify;
mod dot_rows;
mod params;
mod surroundings;
#[cfg(test)]
mod tests;

pub use classify::ComponentClass;
pub use params::{DespeckleParams, Despeckled};
pub use surroundings::Surroundings;

use super::erase::{check_cleaned, copy_page};
use super::scratch::PageScratch;
use super::text_size::{TextSize, longest_speck};
use crate::base::error::{Result, fail};
use crate::image::components::{BitMask, Component, Connectivity, Runs, measure};
use crate::image::{Format, ImageMut, ImageRef, format_among};
use classify::{classify, is_small};

/// Writes `src` to `dst` without its specks: small connected components (8 neighbours) of the ink that belong to no text. Colours
/// become gray (BT601).
///
/// A component is small if no side is longer than `max_side`, by default two fifths of the height of the page's letters. Far from
/// larger components, by about that height, every small one is a speck that is not one of a row of dots at equal distances. Near
/// them dots, accents and pieces of broken strokes are kept: small components of some area are specks only where they are as many
/// as their density far from text predicts.
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
    let found = find_specks(src, params, scratch)?;
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
    format_among("dst", image.format(), &[Format::Gray8, Format::Bit1])?;
    let found = find_specks(image.as_ref(), params, scratch)?;
    scratch.reserve_paper(image.as_ref())?;
    Ok(remove_specks(image, found, scratch))
}

fn remove_specks(image: ImageMut<'_>, found: Despeckled, scratch: &mut PageScratch) -> Despeckled {
    let removed_px = if found.removed > 0 { scratch.erase(image) } else { 0 };
    Despeckled { removed_px, ..found }
}

/// Finds the specks of a page and sets their pixels in the scratch's mask of what is erased.
fn find_specks(src: ImageRef<'_>, params: &DespeckleParams, scratch: &mut PageScratch) -> Result<Despeckled> {
    let PageScratch { ink, erased, runs, components, surroundings, classes, .. } = scratch;
    let mask = ink.pack(src, params.threshold)?;
    find_components(mask, runs, components)?;
    let size = (src.width(), src.height());
    erased.resize(size.0, size.1)?;
    erased.clear();
    let text = TextSize::measure(runs, components, src.height(), erased);
    let max_side =
        if params.max_side > 0 { params.max_side } else { text.map_or(0, |text| longest_speck(text.height)) };
    let mut found = Despeckled { components: components.len(), max_side, ..Default::default() };
    let Some(text) = text else { return Ok(found) };
    surroundings.mark(size, text.height, runs, components, |component| is_small(component, max_side))?;
    classify(components, max_side, surroundings, erased, classes)?;
    for (run, &component) in runs.as_slice().iter().zip(runs.component()) {
        if classes[component as usize] == ComponentClass::Speck {
            erased.set(run.y as usize, run.start as usize..run.end as usize);
        }
    }
    found.removed = classes.iter().filter(|class| **class == ComponentClass::Speck).count();
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
