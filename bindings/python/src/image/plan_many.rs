//! Plans on many images in one call.

use crate::array::Scalar;
use crate::error::{invalid, raise};
use crate::pixels::{Canvas, Pixels};
use pyo3::prelude::*;
use pyo3::types::PyList;
use scipix::image::{Image, ImageViewMut, Plan};

/// A use of the plan's results other than storing them.
pub type Then<'a> = &'a (dyn Fn(&Image, &mut ImageViewMut<'_>) -> scipix::Result<()> + Sync);

/// Runs a plan that ends in images, and returns the list of them, or `out`.
pub fn to_images<'py>(
    py: Python<'py>,
    plan: &Plan,
    sources: &[Pixels<'py>],
    out: Option<&Bound<'py, PyAny>>,
    then: Option<Then<'_>>,
) -> PyResult<Bound<'py, PyAny>> {
    let out: Option<Vec<Bound<'py, PyAny>>> = out.map(|out| out.extract()).transpose()?;
    if let Some(out) = &out
        && out.len() != sources.len()
    {
        return Err(invalid(format_args!("out: has {} arrays, there are {} images", out.len(), sources.len())));
    }
    let views = sources.iter().map(Pixels::view).collect::<PyResult<Vec<_>>>()?;
    let mut canvases = Vec::with_capacity(sources.len());
    for (index, view) in views.iter().enumerate() {
        let size = plan.output_size(view).map_err(raise)?;
        let out = out.as_ref().map(|out| &out[index]);
        canvases.push(Canvas::out(py, out, [size.height, size.width], size.format, Scalar::U8)?);
    }
    if out.is_some() {
        check_apart(&canvases, sources)?;
    }
    let mut targets = canvases.iter_mut().map(Canvas::view_mut).collect::<PyResult<Vec<_>>>()?;
    let run = || match then {
        None => plan.run_many_into(&views, &mut targets),
        Some(then) => {
            plan.run_many(&views)?.iter().zip(&mut targets).try_for_each(|(image, target)| then(image, target))
        }
    };
    py.detach(run).map_err(raise)?;
    drop(targets);
    let results = canvases.into_iter().map(Canvas::finish).collect::<PyResult<Vec<_>>>()?;
    Ok(PyList::new(py, results)?.into_any())
}

/// Checks that no array to write shares memory with another one, nor with an image.
fn check_apart(canvases: &[Canvas<'_>], sources: &[Pixels<'_>]) -> PyResult<()> {
    let mut written: Vec<_> = canvases.iter().map(Canvas::span).collect();
    written.sort_unstable_by_key(|span| span.start);
    let twice = written.windows(2).any(|pair| pair[0].end > pair[1].start);
    let read = sources.iter().map(Pixels::span).any(|source| {
        let later = written.partition_point(|span| span.end <= source.start);
        written.get(later).is_some_and(|span| span.start < source.end)
    });
    if twice || read {
        return Err(invalid("out: an array shares memory with another one or with an image"));
    }
    Ok(())
}
