//! The run of a plan on many images: all are checked first, then threads take one after another.

use super::job::{Output, PlanJob};
use super::parts::{Part, PlanParts};
use crate::base::error::{Error, Result, fail};
use crate::base::sort_order;
use crate::image::{Geometry, Route, TensorBatch};
use crate::split::{self, Chunks, FirstError};

/// Claims of each thread: few where images are many, so that a claim is more than its cost.
const CLAIMS_PER_WORKER: usize = 16;

/// Checks that each job of images can be run, and estimates what it takes.
pub fn check(parts: &PlanParts, jobs: &mut [PlanJob<'_>]) -> Result<()> {
    parts.check_any()?;
    let mut last: Option<(Geometry, Geometry, f64)> = None;
    for (index, PlanJob { src, out, ns }) in jobs.iter_mut().enumerate() {
        let Output::Image(dst) = out else {
            fail!(InvalidArgument, "jobs[{index}]: writes a tensor");
        };
        let (src, dst) = (src.geometry(), dst.geometry());
        *ns = match last {
            Some((like_src, like_dst, ns)) if like_src.is_like(&src) && like_dst.is_like(&dst) => ns,
            _ => {
                let checked = parts.checked(&src, &dst, &mut Route::start(&src));
                checked.and_then(|_| parts.ns(&src)).map_err(|error| numbered(error, index))?
            }
        };
        last = Some((src, dst, *ns));
    }
    Ok(())
}

/// Names the image of an error of a single run.
#[cold]
pub fn numbered(error: Error, index: usize) -> Error {
    let message = error.message();
    for name in ["src", "dst"] {
        if let Some(rest) = message.strip_prefix(name).filter(|rest| rest.starts_with(": ")) {
            return Error::new(error.kind(), format_args!("{name}s[{index}]{rest}"));
        }
    }
    if message.starts_with("plan: ") { error } else { error.of(format_args!("srcs[{index}]")) }
}

/// Runs jobs that were checked. Those of tensors write the parts of `batch`.
pub fn run(parts: &PlanParts, jobs: &mut [PlanJob<'_>], batch: Option<TensorBatch>) -> Result<()> {
    sort(jobs)?;
    let total: f64 = jobs.iter().map(|job| job.ns).sum();
    let workers = split::workers_for(total);
    // An image that one thread would still be at when the others have done the rest is shared out itself.
    let is_large = |job: &PlanJob<'_>| !split::stays_whole(job.ns) && job.ns * 2.0 * workers as f64 > total;
    let alone = if workers <= 1 { jobs.len() } else { jobs.partition_point(is_large) };
    let (alone, together) = jobs.split_at_mut(alone);
    run_in_turn(parts, alone, batch)?;
    let workers = split::workers_for(together.iter().map(|job| job.ns).sum()).min(together.len());
    if workers <= 1 {
        return run_in_turn(parts, together, batch);
    }
    let (chunks, first) =
        (Chunks::new(together, together.len().div_ceil(CLAIMS_PER_WORKER * workers)), FirstError::new());
    split::share(workers, || {
        split::run_task(|| {
            while let Some((index, chunk)) = chunks.claim() {
                first.check(index, run_in_turn(parts, chunk, batch));
            }
        });
    });
    first.into_result()
}

/// Puts large images first, and those of one size and format one after another.
fn sort(jobs: &mut [PlanJob<'_>]) -> Result<()> {
    let Some(first) = jobs.first().map(|job| job.src.geometry()) else {
        return Ok(());
    };
    if jobs.iter().all(|job| job.src.geometry().is_like(&first)) {
        return Ok(());
    }
    let Ok(count) = u32::try_from(jobs.len()) else {
        fail!(Unsupported, "srcs: {} images exceed 32 bits", jobs.len());
    };
    let mut order = Vec::new();
    if order.try_reserve_exact(jobs.len()).is_err() {
        fail!(OutOfMemory, "srcs: no memory for the order of {count}");
    }
    order.extend(0..count);
    let key = |index: u32| {
        let PlanJob { src, ns, .. } = &jobs[index as usize];
        let Geometry { width, format, .. } = src.geometry();
        // The bits of a positive number are in the order of its value.
        (!(*ns as f32).to_bits(), width, format as usize, index)
    };
    sort_order(&mut order, &|a, b| key(a).cmp(&key(b)));
    for place in 0..order.len() {
        let mut from = order[place] as usize;
        // What lay in an earlier place was swapped away from there.
        while from < place {
            from = order[from] as usize;
        }
        jobs.swap(place, from);
    }
    Ok(())
}

/// Runs jobs one after another.
fn run_in_turn(parts: &PlanParts, jobs: &mut [PlanJob<'_>], batch: Option<TensorBatch>) -> Result<()> {
    let mut route = None;
    jobs.iter_mut().try_for_each(|job| run_one(parts, job, batch, &mut route))
}

/// Runs one job. `route` is that of the one before, or of this one afterwards.
fn run_one(
    parts: &PlanParts,
    PlanJob { src, out, .. }: &mut PlanJob<'_>,
    batch: Option<TensorBatch>,
    route: &mut Option<Route>,
) -> Result<()> {
    let is_done = parts.are_pixelwise()
        && match out {
            Output::Image(dst) => parts.run_dense_image(src, dst),
            Output::Tensor(out) => parts.run_dense_tensor(src, out),
        };
    if is_done {
        return Ok(());
    }
    let last = parts.last_part()?;
    parts.run_to_last(*src, &mut |src| match (last, &mut *out, batch) {
        (Part::Whole(step), Output::Image(dst), _) => step.run(src, &parts.page_scratches, dst.reborrow()),
        (Part::Fused(steps), Output::Image(dst), _) => {
            let geometry = src.geometry();
            let route = match route {
                Some(route) if route.src.is_like(&geometry) => route,
                _ => route.insert(steps.route(&geometry)?),
            };
            steps.run(route, src, dst.reborrow())
        }
        (Part::Fused(steps), Output::Tensor(out), Some(batch)) => {
            steps.tensor_of_batch(&src.geometry(), batch)?.write(src, out.reborrow())
        }
        _ => fail!(InvalidArgument, "plan: does not end in a tensor"),
    })
}
