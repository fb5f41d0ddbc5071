//! Pipelines: stages that overlap, each with its own threads and a bounded queue; what comes out is in order.
//!
//! While stage 2 works on one item, stage 1 works on the next. A pipeline holds as many items as all stages have workers
//! and queue places. An item occupies a place from push to fetch, which bounds memory and makes a slow stage block the
//! producer.
//!
//! A pipeline's threads are its own; the thread count has no say in them. Callbacks run on them, hold no lock of the
//! library, and must not unwind. Inside a callback of a pipeline, waiting for it, fetching from it, and freeing it are
//! DEADLOCK. In a forked child the pipelines of its parent are CLOSED; it may make its own.
//!
//! @code{.c}
//! static ScipixStatus twice(void *user_data, void *item, void **out_result) {
//!   (void)user_data;
//!   *(int *)item *= 2;
//!   *out_result = item;
//!   return SCIPIX_STATUS_OK;
//! }
//!
//! ScipixStage stages[2] = {{0}};
//! int pages[3] = {1, 2, 3};
//! void *items[3] = {&pages[0], &pages[1], &pages[2]};
//! ScipixPipeline *pipeline = NULL;
//! stages[0].fn = stages[1].fn = twice;
//! stages[0].workers = stages[1].workers = 1;
//! ScipixStatus status = scipix_pipeline_new(stages, 2, &pipeline);
//! if (status == SCIPIX_STATUS_OK) status = scipix_pipeline_run(pipeline, items, 3, items, NULL);
//! assert(status == SCIPIX_STATUS_OK && pages[2] == 12);
//! scipix_pipeline_free(pipeline);
//! @endcode

use super::callback::{UserData, result_of, status_of};
use super::guard::{Law, guard};
use super::handle::{self, Opaque};
use super::parallel::{FirstFailed, ScipixMapFn, pointers, statuses};
use super::sized::Versioned;
use super::status::ScipixStatus;
use scipix_core::base::Deadline;
use scipix_core::base::aligned::try_box;
use scipix_core::base::error::{Result, fail};
use scipix_core::pipeline::{MAX_STAGES, Pipeline, Stage};
use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::atomic::Ordering::Relaxed;

/// Frees an item that will not be delivered.
pub type ScipixDropFn = Option<unsafe extern "C" fn(user_data: *mut c_void, item: *mut c_void)>;

/// One stage of a pipeline. Zero what is not set.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ScipixStage {
    /// Makes the item that the next stage gets; several at once where `workers` is above 1.
    pub r#fn: ScipixMapFn,
    /// Given to `fn` and `drop`.
    pub user_data: *mut c_void,
    /// NULL, or frees an item that entered this stage, or as the last stage's result left it, and will not be delivered:
    /// called by `scipix_pipeline_free` alone, on the thread that calls it.
    pub drop: ScipixDropFn,
    /// Threads of this stage: at most so many of its items at once. 1 to 1024.
    pub workers: u32,
    /// Items that may wait before it; 0: twice the workers.
    pub queue: u32,
    /// Must be 0.
    pub reserved: [u64; 2],
}

/// Counters of a stage since the pipeline was made.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct ScipixStageStats {
    /// Set by the caller to `sizeof(ScipixStageStats)`.
    pub struct_size: u32,
    /// 0.
    pub reserved: u32,
    /// Items that it has worked on.
    pub items: u64,
    /// Those of them that failed.
    pub failed: u64,
    /// Time of its threads in `fn`, added up.
    pub busy_us: u64,
    /// Time of its threads waiting for an item, or for room in the next stage, added up.
    pub waiting_us: u64,
    /// Items that wait before it now.
    pub queue_depth: u64,
}

// SAFETY: repr(C), all integers, the first of them the size; 8-byte fields end it, so that it has no padding.
unsafe impl Versioned for ScipixStageStats {
    const FIRST: usize = size_of::<Self>();
    fn defaults() -> Self {
        let struct_size = size_of::<Self>() as u32;
        Self { struct_size, reserved: 0, items: 0, failed: 0, busy_us: 0, waiting_us: 0, queue_depth: 0 }
    }
}

/// A pipeline. Opaque; made by `scipix_pipeline_new`, freed by `scipix_pipeline_free`.
pub struct ScipixPipeline {
    _opaque: [u8; 0],
}

impl Opaque for ScipixPipeline {
    type Object = Pipeline<UserData>;
    const TAG: u64 = u64::from_le_bytes(*b"sx:pipel");
    const NAME: &'static str = "ScipixPipeline";
}

fn stage_of(index: usize, stage: &ScipixStage) -> Result<Stage<UserData>> {
    let Some(call) = stage.r#fn else { fail!(NullPointer, "stages: stage {index} has no fn") };
    if stage.reserved != [0; 2] {
        fail!(Unsupported, "stages: stage {index} sets reserved fields, which this release does not have");
    }
    let (user_data, drop) = (UserData(stage.user_data), stage.drop);
    let work = try_box(move |item: UserData| {
        let mut made = null_mut();
        // SAFETY: the caller gave this function to be called so, on any thread.
        result_of(unsafe { call(user_data.get(), item.get(), &mut made) }).map(|()| UserData(made))
    });
    let discard = try_box(move |item: UserData| {
        if let Some(drop) = drop {
            // SAFETY: the caller gave this function to be called so, on any thread.
            unsafe { drop(user_data.get(), item.get()) };
        }
    });
    let (Some(work), Some(discard)) = (work, discard) else {
        fail!(OutOfMemory, "stages: no memory for stage {index}")
    };
    Ok(Stage {
        work,
        discard,
        workers: stage.workers as usize,
        queue: match stage.queue {
            0 => 2 * stage.workers as usize,
            queue => queue as usize,
        },
    })
}

/// Makes a pipeline and starts its threads. @threadsafe
///
/// @param stages        `count` stages, copied
/// @param count         1 to 16
/// @param out_pipeline  receives the pipeline, NULL on failure; owned: free it with `scipix_pipeline_free`
/// @return OK; NULL_POINTER, also for a stage without `fn`; INVALID_ARGUMENT for no or too many stages or workers;
///         UNSUPPORTED where `reserved` is not 0, and on a platform without threads; IO where a thread cannot be started
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pipeline_new(
    stages: *const ScipixStage,
    count: usize,
    out_pipeline: *mut *mut ScipixPipeline,
) -> ScipixStatus {
    let make = |law: Law<'_>| {
        if count > MAX_STAGES {
            fail!(InvalidArgument, "count: is {count}, more than {MAX_STAGES}");
        }
        let stages = law.slice(stages, count, "stages")?;
        let mut made = Vec::new();
        if made.try_reserve_exact(count).is_err() {
            fail!(OutOfMemory, "stages: no memory for {count}");
        }
        for (index, stage) in stages.iter().enumerate() {
            made.push(stage_of(index, stage)?);
        }
        handle::try_new(Pipeline::new(made)?)
    };
    guard(|law| law.give(out_pipeline, "out_pipeline", || make(law)))
}

/// Runs a list of items: pushes every item and fetches every result, in order. An item that fails skips the later stages,
/// and its result is the pointer that entered the failing stage. One run at a time per pipeline. @threadsafe
///
/// @param pipeline      the pipeline, with no pushed items unfetched
/// @param items         `count` pointers, given to the first stage
/// @param count         how many; 0 runs no callback, and fails where other counts would
/// @param out_results   receives `count` pointers; may be `items`
/// @param out_statuses  NULL, or receives `count` statuses
/// @return OK; INVALID_ARGUMENT while pushed items are unfetched or another run is in progress; CLOSED; DEADLOCK inside a
///         callback of this pipeline; else the status of the first item, in order, that failed
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pipeline_run(
    pipeline: *mut ScipixPipeline,
    items: *const *mut c_void,
    count: usize,
    out_results: *mut *mut c_void,
    out_statuses: *mut ScipixStatus,
) -> ScipixStatus {
    guard(|law| {
        let pipeline = law.handle(pipeline, "pipeline")?;
        let (items, results) = pointers(law, items, out_results, count)?;
        let statuses = statuses(law, out_statuses, count)?;
        let mut failed = FirstFailed::default();
        let entering = items.iter().map(|item| UserData(item.load(Relaxed)));
        pipeline.run(entering, |index, outcome| {
            let code = status_of(outcome.result);
            results[index].store(outcome.item.get(), Relaxed);
            if let Some(status) = statuses.get(index) {
                status.store(code, Relaxed);
            }
            failed.note(index, code);
        })?;
        failed.into_result("stages")
    })
}

/// Takes an item in; waits while the pipeline is full. @threadsafe
///
/// @param pipeline    the pipeline
/// @param item        given to the first stage; the caller's again where this fails
/// @param timeout_us  how long to wait for room; 0 does not wait, `SCIPIX_WAIT_FOREVER` waits without end
/// @return OK; TIMEOUT; CLOSED; INVALID_ARGUMENT while a run is in progress; DEADLOCK where it would wait inside a callback
///         of this pipeline
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pipeline_push(
    pipeline: *mut ScipixPipeline,
    item: *mut c_void,
    timeout_us: u64,
) -> ScipixStatus {
    guard(|law| law.handle(pipeline, "pipeline")?.push(UserData(item), Deadline::after_us(timeout_us)))
}

/// Fetches the result of the next item in the order of pushing; waits for it. @threadsafe
///
/// @param pipeline    the pipeline
/// @param timeout_us  how long to wait; 0 does not wait, `SCIPIX_WAIT_FOREVER` waits without end
/// @param out_result  receives the last stage's result; for an item that failed, the pointer that entered that stage
/// @param out_status  receives the item's status
/// @return OK, whatever the item's status; TIMEOUT; CLOSED when the pipeline is closed and everything was fetched;
///         INVALID_ARGUMENT while a run is in progress; DEADLOCK inside a callback of this pipeline
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pipeline_next(
    pipeline: *mut ScipixPipeline,
    timeout_us: u64,
    out_result: *mut *mut c_void,
    out_status: *mut ScipixStatus,
) -> ScipixStatus {
    guard(|law| {
        let pipeline = law.handle(pipeline, "pipeline")?;
        let (out_result, out_status) = (law.out(out_result, "out_result")?, law.out(out_status, "out_status")?);
        let outcome = pipeline.next(Deadline::after_us(timeout_us))?;
        out_result.write(outcome.item.get());
        out_status.write(status_of(outcome.result));
        Ok(())
    })
}

/// Reads a stage's counters. The stage that is busy while the others wait is the bottleneck. @threadsafe
///
/// @param pipeline   the pipeline
/// @param stage      which, from 0
/// @param out_stats  `struct_size` set by the caller; receives the rest
/// @return OK; OUT_OF_RANGE for no such stage
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pipeline_stage_stats(
    pipeline: *const ScipixPipeline,
    stage: usize,
    out_stats: *mut ScipixStageStats,
) -> ScipixStatus {
    guard(|law| {
        let (pipeline, out) = (law.handle(pipeline, "pipeline")?, law.out_sized(out_stats, "out_stats")?);
        if stage >= pipeline.stage_count() {
            fail!(OutOfRange, "stage: is {stage}, there are {}", pipeline.stage_count());
        }
        let stats = pipeline.stats(stage);
        out.write(ScipixStageStats {
            items: stats.items,
            failed: stats.failed,
            busy_us: stats.busy_us,
            waiting_us: stats.waiting_us,
            queue_depth: stats.queue_depth,
            ..ScipixStageStats::defaults()
        });
        Ok(())
    })
}

/// Refuses further items. What is inside goes on, and `scipix_pipeline_next` still delivers it; a push that waits returns
/// CLOSED. May be called again, and inside a callback. @threadsafe
///
/// @param pipeline  the pipeline
/// @return OK; CLOSED in a forked child
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pipeline_close(pipeline: *mut ScipixPipeline) -> ScipixStatus {
    guard(|law| law.handle(pipeline, "pipeline")?.close())
}

/// Lets running callbacks end, begins none, gives what was not fetched to its stage's `drop`, in no order, and frees the
/// pipeline. Nobody else may be using it.
///
/// @param pipeline  the pipeline; NULL is OK and does nothing
/// @return OK; DEADLOCK inside a callback of this pipeline, which then lives on
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_pipeline_free(pipeline: *mut ScipixPipeline) -> ScipixStatus {
    guard(|law| {
        if pipeline.is_null() {
            return Ok(());
        }
        let object = law.handle(pipeline, "pipeline")?;
        if object.is_inside() {
            fail!(Deadlock, "pipeline: this is one of its own callbacks");
        }
        // While the handle still lives: callbacks may use it until the last has returned.
        object.stop();
        drop(law.take(pipeline, "pipeline")?);
        Ok(())
    })
}
