//! What a thread works with: tables and scratch rows for images of one size and format, kept from run to run.

use super::kept::{Kept, Lease};
use super::route::{End, Route};
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail, try_zeroed};
use crate::image::binarize::{Local, Rule};
use crate::image::rows::RowSteps;
use crate::image::tensor::GRAY_PIECE;
use crate::image::{Geometry, Method};
use crate::simd::Level;
use std::sync::{Mutex, PoisonError};

/// Enough are kept for the threads of a large machine on one size, or of a small one on several.
const PLACES: usize = 32;

pub type Workers = Kept<Worker, PLACES>;
/// A worker that goes back by itself.
pub type Leased<'a> = Lease<'a, Worker, PLACES>;

/// Made for images of one size and format at `level`, for a plan that takes no more steps.
pub struct Worker {
    level: Level,
    pub route: Route,
    pub steps: RowSteps,
    /// Of a binarisation by windows.
    pub local: Option<Local>,
    /// A row before it is binarised at one threshold, or gray pixels before they are written to a tensor.
    pub row: Vec<u8>,
}

impl Worker {
    fn new(level: Level, route: Route) -> Result<Box<Self>> {
        let steps = route.steps(level)?;
        let local = match route.end {
            End::Binarize(method) => match rule(&method) {
                Some((window, rule)) => Some(Local::new(level, &steps, window, rule)?),
                None => None,
            },
            _ => None,
        };
        let row = match route.end {
            End::Binarize(Method::Fixed { .. }) => route.rows.width,
            End::Tensor(..) if route.luma.is_some() => GRAY_PIECE,
            _ => 0,
        };
        let row = try_zeroed(row, "plan: scratch rows")?;
        match try_box(Self { level, route, steps, local, row }) {
            Some(worker) => Ok(worker),
            None => fail!(OutOfMemory, "plan: no memory for the scratch of a thread"),
        }
    }

    fn fits(&self, level: Level, src: &Geometry) -> bool {
        let Geometry { width, height, format, .. } = self.route.src;
        self.level == level && (width, height, format) == (src.width, src.height, src.format)
    }
}

/// The window and the rule of a method that has them.
pub fn rule(method: &Method) -> Option<(usize, Rule)> {
    match *method {
        Method::AdaptiveMean { window, offset } => Some((window, Rule::mean(offset))),
        Method::Sauvola { window, k, r } => Some((window, Rule::sauvola(k, r))),
        Method::Fixed { .. } | Method::Otsu => None,
    }
}

/// For images of `src`: one that was kept, or a new one, whose way is `route`.
pub fn lease<'a>(
    workers: &'a Workers,
    level: Level,
    src: &Geometry,
    route: impl FnOnce() -> Result<Route>,
) -> Result<Leased<'a>> {
    let mut worker = workers.lease(|worker| worker.fits(level, src), || Worker::new(level, route()?))?;
    worker.steps.forget();
    Ok(worker)
}

/// A worker for each thread that asks: `first` for one of them, for the others those that `more` has.
pub fn each_own<'a>(
    first: Leased<'a>,
    more: impl Fn() -> Result<Leased<'a>> + Sync,
) -> impl Fn() -> Option<Leased<'a>> + Sync {
    let first = Mutex::new(Some(first));
    move || {
        let taken = first.lock().unwrap_or_else(PoisonError::into_inner).take();
        taken.or_else(|| more().ok())
    }
}
