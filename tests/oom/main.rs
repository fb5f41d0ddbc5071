//! Memory that runs out: an allocator that refuses the n-th request, or all from the n-th on, for every n, while one
//! script after the other uses the functions of pools, arenas, models, quantised tensors and plans. Each call succeeds or
//! says OUT_OF_MEMORY; what was made can still be used; nothing is left behind.

mod allocator;
mod ctc;
mod plans;

use allocator::{EXHAUSTED, FOR_GOOD, HELD, LEFT, UNLIMITED};
use capi::arena::*;
use capi::executor::*;
use capi::library::SCIPIX_WAIT_FOREVER;
use capi::model::*;
use capi::operations::*;
use capi::parallel::*;
use capi::pipeline::*;
use capi::pool::*;
use capi::qtensor::*;
use capi::status::*;
use scipix_core::cpu::set_thread_count;
use std::ffi::{CString, c_void};
use std::ptr::{from_ref, null, null_mut};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};

/// Whether it went well; anything but OK and OUT_OF_MEMORY ends the test.
fn went_well(status: ScipixStatus, what: &str) -> bool {
    assert!(matches!(status, SCIPIX_STATUS_OK | SCIPIX_STATUS_OUT_OF_MEMORY), "{what}: {status}");
    // SAFETY: borrowed until the next failure of this thread.
    assert!(status == SCIPIX_STATUS_OK || unsafe { *scipix_last_error_message() } != 0, "{what}: without words");
    status == SCIPIX_STATUS_OK
}

/// Requires success of a call that has all the memory it wants.
fn must(status: ScipixStatus, what: &str) {
    assert_eq!(status, SCIPIX_STATUS_OK, "{what}");
}

const EMPTY: ScipixBuffer = ScipixBuffer { data: null_mut(), len: 0, capacity: 0, token: 0 };

fn acquire_and_release(pool: *mut ScipixPool, count: usize) {
    let mut held = [EMPTY; 100];
    for buffer in &mut held[..count] {
        // SAFETY: a live pool and place; `capacity` bytes are the caller's.
        unsafe {
            if went_well(scipix_pool_acquire(pool, buffer), "acquire") {
                buffer.data.write_bytes(1, buffer.capacity);
                must(scipix_buffer_append(buffer, b"abc".as_ptr(), 3), "append");
            }
        }
    }
    for buffer in &mut held[..count] {
        // SAFETY: held, or empty.
        must(unsafe { scipix_buffer_release(buffer) }, "release");
    }
}

fn pools() {
    let mut config = ScipixPoolConfig {
        struct_size: 0,
        zero_on_release: 0,
        buffer_size: 0,
        alignment: 0,
        preallocate: 0,
        max_idle: 0,
        max_bytes: 0,
    };
    let (mut pool, mut outlives) = (null_mut(), EMPTY);
    let mut stats: ScipixPoolStats;
    // SAFETY: live handles and places.
    unsafe {
        must(scipix_pool_config_init(&mut config), "init");
        (config.buffer_size, config.preallocate, config.max_idle) = (3000, 5, 50);
        if went_well(scipix_pool_new(&config, &mut pool), "new") {
            acquire_and_release(pool, 70);
            went_well(scipix_pool_acquire(pool, &mut outlives), "the one that outlives its pool");
            must(scipix_pool_trim(pool), "trim");
            stats = std::mem::zeroed();
            stats.struct_size = size_of::<ScipixPoolStats>() as u32;
            must(scipix_pool_stats(pool, &mut stats), "stats");
            assert_eq!((stats.live, stats.idle), (u64::from(!outlives.data.is_null()), 0));
        } else {
            assert!(pool.is_null());
        }
        must(scipix_pool_free(pool), "free");
        must(scipix_buffer_release(&mut outlives), "release");
        for size in [0, 1 << 16, 3 << 20, 65 << 20] {
            let mut buffer = EMPTY;
            went_well(scipix_buffer_acquire(size, &mut buffer), "any");
            must(scipix_buffer_release(&mut buffer), "release");
        }
        // Last, so that nothing idles in them afterwards.
        for pool_class in [SCIPIX_POOL_CLASS_SMALL, SCIPIX_POOL_CLASS_MEDIUM, SCIPIX_POOL_CLASS_LARGE] {
            if went_well(scipix_pool_global(pool_class, &mut pool), "global") {
                acquire_and_release(pool, 3);
                must(scipix_pool_trim(pool), "trim");
            }
        }
    }
}

fn arenas() {
    let mut arena = null_mut();
    // SAFETY: live handles and places.
    unsafe {
        if !went_well(scipix_arena_new(1000, 0, &mut arena), "new") {
            assert!(arena.is_null());
            return;
        }
        for round in 0..3 {
            let mut mark = ScipixArenaMark { opaque: [0; 2] };
            must(scipix_arena_mark(arena, &mut mark), "mark");
            for size in (0..40).map(|i| i * 10_000) {
                let (mut block, before) = (null_mut(), scipix_arena_usage(arena));
                if went_well(scipix_arena_alloc(arena, size, 64, &mut block), "alloc") {
                    block.cast::<u8>().write_bytes(2, size);
                } else {
                    assert_eq!((block, scipix_arena_usage(arena)), (null_mut(), before));
                }
            }
            if round == 1 {
                must(scipix_arena_rewind(arena, &mark), "rewind");
            } else {
                must(scipix_arena_reset(arena), "reset");
            }
        }
        must(scipix_arena_free(arena), "free");
    }
}

fn model(path: &CString, private_copy: u32) {
    let options = ScipixModelConfig {
        struct_size: size_of::<ScipixModelConfig>() as u32,
        populate: 0,
        huge_pages: 0,
        private_copy,
    };
    let mut model = null_mut();
    // SAFETY: live handles and places.
    unsafe {
        if !went_well(scipix_model_open(path.as_ptr(), &options, &mut model), "open") {
            assert!(model.is_null());
            return;
        }
        let mut info: ScipixTensorInfo = std::mem::zeroed();
        info.struct_size = size_of::<ScipixTensorInfo>() as u32;
        for index in 0..scipix_model_tensor_count(model) {
            must(scipix_model_tensor_at(model, index, &mut info), "tensor_at");
            must(scipix_model_tensor(model, info.name, &mut info), "tensor");
            assert_eq!(info.data_len, 4);
        }
        assert_eq!(scipix_model_tensor_count(model), 60);
        assert_ne!(scipix_model_metadata(model), null());
        must(scipix_model_prefetch(model, 0, scipix_model_len(model)), "prefetch");
        must(scipix_model_free(model), "free");
    }
}

/// Two tensors to a file and back.
fn quantised_tensors(path: &CString) {
    let (values, shape) = ([0.5_f32, -1.0, 2.0, 0.25, 3.0, -4.0], [3_usize, 2]);
    let mut tensors = [null_mut(); 2];
    let (mut model, mut opened) = (null_mut(), null_mut());
    // SAFETY: live handles and places.
    unsafe {
        let mut config = std::mem::zeroed::<ScipixQuantConfig>();
        must(scipix_quant_config_init(&mut config), "init");
        let made = tensors.iter_mut().all(|tensor| {
            let status = scipix_qtensor_from_f32(values.as_ptr(), shape.as_ptr(), 2, &config, tensor);
            went_well(status, "from_f32")
        });
        let (all, names) = (tensors.map(<*mut _>::cast_const), [c"a".as_ptr(), c"b \"quoted\"".as_ptr()]);
        if made && went_well(scipix_qtensor_save(all.as_ptr(), names.as_ptr(), 2, path.as_ptr()), "save") {
            if went_well(scipix_model_open(path.as_ptr(), null(), &mut model), "open the file") {
                if went_well(scipix_qtensor_open(model, names[1], &mut opened), "open") {
                    assert_eq!(scipix_qtensor_len(opened), 6);
                }
                must(scipix_qtensor_free(opened), "free");
            }
            must(scipix_model_free(model), "free");
        }
        tensors.iter().for_each(|&tensor| must(scipix_qtensor_free(tensor), "free"));
    }
}

fn executors() {
    let mut executor = null_mut();
    // SAFETY: live handles and places.
    unsafe {
        assert_eq!(went_well(scipix_executor_new(2, 0, &mut executor), "new"), !executor.is_null());
        must(scipix_executor_free(executor), "free");
    }
}

/// A host of two threads, of which the calling one does all tasks.
unsafe extern "C" fn run_here(
    _: *mut c_void,
    task: ScipixTaskFn,
    task_data: *mut c_void,
    count: usize,
) -> ScipixStatus {
    // SAFETY: the library gave the function and its data.
    (0..count).for_each(|index| unsafe { task.unwrap()(task_data, index) });
    SCIPIX_STATUS_OK
}

unsafe extern "C" fn count_range(visits: *mut c_void, begin: usize, end: usize) -> ScipixStatus {
    // SAFETY: the test's counter, which outlives the loop.
    unsafe { &*visits.cast::<AtomicUsize>() }.fetch_add(end - begin, SeqCst);
    SCIPIX_STATUS_OK
}

/// A loop on the host's threads, which does all of its work also where there is no memory to share it.
fn host_threads() {
    let visits = AtomicUsize::new(0);
    // SAFETY: functions that are called as they expect, and the counter.
    unsafe {
        if !went_well(scipix_set_executor(Some(run_here), 2, null_mut()), "set_executor") {
            return;
        }
        must(scipix_parallel_for(100, 1, Some(count_range), from_ref(&visits).cast_mut().cast()), "parallel_for");
        must(scipix_set_executor(None, 0, null_mut()), "no executor");
    }
    assert_eq!(visits.into_inner(), 100);
}

unsafe extern "C" fn pass_on(_: *mut c_void, item: *mut c_void, out_result: *mut *mut c_void) -> ScipixStatus {
    // SAFETY: a place of the pipeline's.
    unsafe { *out_result = item };
    SCIPIX_STATUS_OK
}

fn model_file() -> CString {
    let tensor = |i: usize| format!(r#""t{i}":{{"dtype":"F32","shape":[1],"data_offsets":[{},{}]}}"#, 4 * i, 4 * i + 4);
    let tensors: Vec<_> = (0..60).map(tensor).collect();
    let header = format!(r#"{{"__metadata__":{{"a":"b"}},{}}}"#, tensors.join(","));
    let content = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[0; 240]].concat();
    let path = temporary("model");
    std::fs::write(path.to_str().unwrap(), content).unwrap();
    path
}

fn temporary(name: &str) -> CString {
    let path = std::env::temp_dir().join(format!("scipix-oom-{name}-{}.safetensors", std::process::id()));
    CString::new(path.to_str().unwrap()).unwrap()
}

/// Runs the script with each of its requests refused in turn, alone and with all that follow; says how many there were.
fn walk(script: &dyn Fn()) -> u32 {
    FOR_GOOD.set(true);
    let until_the_end = walk_once(script);
    FOR_GOOD.set(false);
    until_the_end.max(walk_once(script))
}

fn walk_once(script: &dyn Fn()) -> u32 {
    // What is made once for the process, and this thread's message, are there after two runs, one of which fails.
    for refuse in [UNLIMITED, 0, UNLIMITED] {
        LEFT.set(refuse);
        script();
        LEFT.set(UNLIMITED);
    }
    for n in 0.. {
        let before = HELD.get();
        LEFT.set(n);
        script();
        let reached = LEFT.replace(UNLIMITED) == EXHAUSTED;
        assert_eq!(HELD.get(), before, "request {n} refused, and something is left");
        if !reached {
            return n as u32;
        }
    }
    unreachable!("a script ends")
}

#[test]
fn every_refusal_is_a_status() {
    assert!(walk(&pools) > 70);
    assert!(walk(&arenas) > 10);
    let path = model_file();
    assert!(walk(&|| model(&path, 0)) > 10);
    assert!(walk(&|| model(&path, 1)) > 10);
    std::fs::remove_file(path.to_str().unwrap()).unwrap();
    let path = temporary("saved");
    assert!(walk(&|| quantised_tensors(&path)) > 20);
    std::fs::remove_file(path.to_str().unwrap()).unwrap();
    assert!(walk(&|| ctc::decoders(0)) > 5);
    assert!(walk(&|| ctc::decoders(8)) > 15);
    assert!(walk(&executors) >= 2);
    set_thread_count(2);
    assert_eq!(walk(&host_threads), 3, "the host, its owner, and the lease of a loop");
    for method in SCIPIX_BINARIZE_METHOD_FIXED..=SCIPIX_BINARIZE_METHOD_SAUVOLA {
        assert!(walk(&|| plans::fused(method)) > 8, "{method}");
    }
    assert!(walk(&plans::of_a_whole_step) > 8);
    assert!(walk(&plans::of_many) > 8);
}

/// Up to its first thread, inside whose start the standard library ends the program.
#[test]
fn a_pipeline_without_memory_for_its_stages() {
    /// Closures, two lists of stages, queues, results, counters and signals, what holds all of it, and the list of threads.
    const BEFORE_THREADS: i64 = 4 + 1 + 1 + 2 + 1 + 3 + 1 + 1;
    let stage =
        ScipixStage { r#fn: Some(pass_on), user_data: null_mut(), drop: None, workers: 1, queue: 0, reserved: [0; 2] };
    let stages = [stage; 2];
    let make_and_free = || {
        let mut pipeline = null_mut();
        // SAFETY: live stages and handle, and a place.
        unsafe {
            must(scipix_pipeline_new(stages.as_ptr(), stages.len(), &mut pipeline), "new");
            must(scipix_pipeline_free(pipeline), "free");
        }
    };
    make_and_free();
    let mut pipeline = null_mut();
    for (for_good, n) in [true, false].into_iter().flat_map(|good| (0..BEFORE_THREADS).map(move |n| (good, n))) {
        FOR_GOOD.set(for_good);
        LEFT.set(n);
        // SAFETY: live stages and a place.
        let status = unsafe { scipix_pipeline_new(stages.as_ptr(), stages.len(), &mut pipeline) };
        LEFT.set(UNLIMITED);
        assert!(!went_well(status, "new") && pipeline.is_null(), "request {n}");
    }
    make_and_free();
}

/// A thread's first use of a pool makes its record, unless there is no memory for one: then it does without.
#[test]
fn a_new_thread_without_memory_for_its_record() {
    let mut pool = null_mut();
    // SAFETY: a live place.
    must(unsafe { scipix_pool_new(null(), &mut pool) }, "new");
    let shared = pool.addr();
    for n in 0..6 {
        let work = move || {
            LEFT.set(n);
            acquire_and_release(std::ptr::with_exposed_provenance_mut(shared), 4);
            LEFT.set(UNLIMITED);
        };
        pool.expose_provenance();
        std::thread::spawn(work).join().unwrap();
    }
    // SAFETY: a live pool.
    must(unsafe { scipix_pool_free(pool) }, "free");
}

unsafe extern "C" fn count_job(ran: *mut c_void) -> ScipixStatus {
    // SAFETY: the test's counter, which outlives the executor.
    unsafe { &*ran.cast::<AtomicUsize>() }.fetch_add(1, SeqCst);
    SCIPIX_STATUS_OK
}

unsafe extern "C" fn count_done(ran: *mut c_void, status: ScipixStatus) {
    // SAFETY: as above.
    unsafe { &*ran.cast::<AtomicUsize>() }.fetch_add(1000 + status as usize, SeqCst);
}

unsafe extern "C" fn wait_for_leave(leave: *mut c_void) -> ScipixStatus {
    // SAFETY: the test's flag, which outlives the executor.
    while !unsafe { &*leave.cast::<AtomicBool>() }.load(SeqCst) {
        std::thread::yield_now();
    }
    SCIPIX_STATUS_OK
}

/// A job that is not taken in for want of memory is not run, and leaves no ticket.
#[test]
fn an_executor_without_memory_for_a_job() {
    let (ran, leave) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (mut executor, user_data) = (null_mut(), from_ref(&ran).cast_mut().cast());
    let mut ticket = 0;
    // SAFETY: live places, handle, counter and flag.
    unsafe {
        must(scipix_executor_new(1, 0, &mut executor), "new");
        let first = from_ref(&leave).cast_mut().cast();
        must(scipix_executor_submit(executor, Some(wait_for_leave), None, first, null_mut()), "its thread");
        let (mut accepted, mut refused) = (0, 0);
        let mut submit = || scipix_executor_submit(executor, Some(count_job), Some(count_done), user_data, &mut ticket);
        while accepted < 100 {
            FOR_GOOD.set(true);
            LEFT.set(0);
            let status = submit();
            LEFT.set(UNLIMITED);
            if !went_well(status, "submit") {
                refused += 1;
                must(submit(), "submit");
            }
            accepted += 1;
        }
        leave.store(true, SeqCst);
        must(scipix_executor_wait_all(executor, SCIPIX_WAIT_FOREVER), "wait_all");
        assert_eq!(ran.load(SeqCst), accepted + 1000 * accepted);
        assert!(refused >= 8, "two tables grow while 100 jobs wait, but only {refused} were refused");
        must(scipix_executor_free(executor), "free");
    }
}
