//! The workers of fused steps: tables and scratch rows of one thread for images of one size and format, kept from run to run.

use super::route::{End, Route};
use crate::base::aligned::try_box;
use crate::base::error::{Result, fail, try_zeroed};
use crate::base::sync::Mutex;
use crate::base::{ScratchCache, ScratchLease};
use crate::image::binarize::{LocalBinarizer, Rule};
use crate::image::rows::RowSteps;
use crate::image::tensor::GRAY_PIECE;
use crate::image::{Geometry, Method};
use crate::simd::Level;

/// The number of workers that are kept: enough for the threads of a large machine on one size, or of a small one on several.
const PLACES: usize = 32;

pub type Workers = ScratchCache<Worker, PLACES>;
/// A worker that returns to the cache when it is dropped.
pub type LeasedWorker<'a> = ScratchLease<'a, Worker, PLACES>;

/// The tables and scratch memory of one thread, for images of one size and format at `level`.
pub struct Worker {
    pub level: Level,
    pub route: Route,
    /// Elements of the tensor at the end of the route, if there is one.
    pub elements: usize,
    /// The estimated cost of the whole result.
    pub ns: f64,
    pub steps: RowSteps,
    /// The state of a binarisation by windows.
    pub local: Option<LocalBinarizer>,
    /// Rows that become bits at one threshold next, or gray pixels that go to a tensor next.
    pub row: Vec<u8>,
}

impl Worker {
    fn new(level: Level, route: Route) -> Result<Box<Self>> {
        let steps = route.steps(level)?;
        let local = match route.end {
            End::Binarize(method) => match rule(&method) {
                Some((window, rule)) => Some(LocalBinarizer::new(level, &steps, window, rule)?),
                None => None,
            },
            _ => None,
        };
        let row = match route.end {
            End::Binarize(Method::Fixed { .. }) => route.rows.width * route.band(),
            End::Tensor(..) if route.colour.luma.is_some() => GRAY_PIECE,
            _ => 0,
        };
        let row = try_zeroed(row, "plan: scratch rows")?;
        let elements = if let End::Tensor(_, plan) = &route.end { plan.elements(1)? } else { 0 };
        match try_box(Self { level, ns: route.ns(), elements, route, steps, local, row }) {
            Some(worker) => Ok(worker),
            None => fail!(OutOfMemory, "plan: no memory for the scratch of a thread"),
        }
    }

    fn fits(&self, level: Level, src: &Geometry, widened_to: Option<usize>) -> bool {
        self.level == level && self.route.widened_to == widened_to && self.route.src.is_like(src)
    }
}

/// The window and the rule of a method that has a window.
pub fn rule(method: &Method) -> Option<(usize, Rule)> {
    match *method {
        Method::AdaptiveMean { window, offset } => Some((window, Rule::mean(offset))),
        Method::Sauvola { window, k, r } => Some((window, Rule::sauvola(k, r))),
        Method::Fixed { .. } | Method::Otsu => None,
    }
}

/// Borrows a worker for images of `src`, whose tensor is widened to so many columns, from the cache, or makes one for `route`.
pub fn lease<'a>(
    workers: &'a Workers,
    level: Level,
    src: &Geometry,
    widened_to: Option<usize>,
    route: impl FnOnce() -> Result<Route>,
) -> Result<LeasedWorker<'a>> {
    let mut worker = workers.lease(|worker| worker.fits(level, src, widened_to), || Worker::new(level, route()?))?;
    worker.steps.forget();
    Ok(worker)
}

/// Returns a function that gives each thread a worker of its own: one of them `first`, the others what `more` makes.
pub fn each_own<'a>(
    first: LeasedWorker<'a>,
    more: impl Fn() -> Result<LeasedWorker<'a>> + Sync,
) -> impl Fn() -> Option<LeasedWorker<'a>> + Sync {
    let first = Mutex::new(Some(first));
    move || {
        let taken = first.lock().take();
        taken.or_else(|| more().ok())
    }
}
