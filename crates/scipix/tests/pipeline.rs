//! Typed pipelines.

mod common;

use common::Bomb;
use scipix::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::{Duration, Instant};

#[test]
fn stages_of_different_types_keep_the_order() {
    for (threads, queue) in [(1, 1), (2, 3), (4, 100)] {
        let pipeline = Pipeline::with_threads(threads, |n: u32| n.to_string())
            .stage(threads, |text: String| text.into_bytes())
            .stage(threads, |bytes: Vec<u8>| (bytes.len(), bytes))
            .queue(queue)
            .build()
            .unwrap();
        for len in [0, 1, 10_000] {
            let results: Result<Vec<_>, _> = pipeline.run(0..len).collect();
            let expected = (0..len).map(|n| (n.to_string().len(), n.to_string().into_bytes()));
            assert_eq!(results.unwrap(), expected.collect::<Vec<_>>(), "{len} on {threads} threads");
        }
    }
}

#[test]
fn stages_overlap() {
    // Each stage waits for the other: they must run at once.
    let (meeting, same) = (Arc::new(Barrier::new(2)), Arc::new(Barrier::new(2)));
    let (first, second) = (meeting.clone(), meeting);
    let pipeline = Pipeline::new(move |n: u32| {
        if n > 0 {
            first.wait();
        }
        n
    })
    .stage(1, move |n: u32| {
        if n < 9 {
            second.wait();
        }
        n
    })
    .stage(2, move |n: u32| {
        same.wait();
        n
    })
    .build()
    .unwrap();
    assert_eq!(pipeline.run(0..10).map(Result::unwrap).collect::<Vec<_>>(), (0..10).collect::<Vec<_>>());
}

#[test]
fn input_is_pulled_as_there_is_room() {
    let pulled = AtomicUsize::new(0);
    let pipeline = Pipeline::new(|n: usize| n).stage(1, |n: usize| n).queue(2).build().unwrap();
    // Two queues of two, two workers, and the item that waits for room.
    let inside = 2 * 2 + 2 + 1;
    let mut results = pipeline.run((0..).inspect(|_| _ = pulled.fetch_add(1, SeqCst)));
    assert_eq!(pulled.load(SeqCst), 0, "nothing happens before the first result is asked for");
    for n in 0..100 {
        assert_eq!(results.next().unwrap().unwrap(), n);
        thread::sleep(Duration::from_micros(200));
        assert!(pulled.load(SeqCst) <= n + 1 + inside, "{} pulled after {n}", pulled.load(SeqCst));
    }
}

#[test]
fn a_panic_and_an_error_belong_to_their_items() {
    let pipeline = Pipeline::new(|n: u32| n)
        .try_stage(2, |n: u32| if n % 10 == 3 { Err(format!("{n} is torn")) } else { Ok(n) })
        .stage(2, |n: u32| if n % 10 == 7 { panic!("{n} is blank") } else { n.to_string() })
        .build()
        .unwrap();
    for (n, result) in pipeline.run(0..1000).enumerate() {
        match (n % 10, result) {
            (3, Err(error)) => {
                assert_eq!(error.to_string(), format!("pipeline: stage 1 failed: {n} is torn"));
                assert_eq!(error.kind(), ErrorKind::Callback);
                assert!(std::error::Error::source(&error).is_some());
            }
            (7, Err(error)) => {
                assert_eq!(error.to_string(), format!("pipeline: stage 2 panicked: {n} is blank"));
                assert_eq!(scipix::Error::from(error).kind(), ErrorKind::Panicked);
            }
            (_, result) => assert_eq!(result.unwrap(), n.to_string()),
        }
    }
    let stats = pipeline.stats(1).unwrap();
    assert_eq!((stats.items, stats.failed), (1000, 100));
    assert_eq!(pipeline.stats(2).unwrap().items, 900, "failed items skip the later stages");
    assert_eq!(pipeline.stats(3).unwrap_err().kind(), ErrorKind::OutOfRange);
}

#[test]
fn a_run_that_is_dropped_leaves_the_pipeline_empty() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_sub(1, SeqCst);
        }
    }
    let alive = Arc::new(AtomicUsize::new(0));
    let pipeline = Pipeline::new(|item: Counted| item)
        .stage(2, |item: Counted| {
            thread::sleep(Duration::from_millis(1));
            item
        })
        .stage(1, |item: Counted| Some(item))
        .queue(4)
        .build()
        .unwrap();
    let items = || {
        let alive = alive.clone();
        std::iter::repeat_with(move || {
            alive.fetch_add(1, SeqCst);
            Counted(alive.clone())
        })
    };
    for taken in [0, 1, 7, 50] {
        let mut run = pipeline.run(items());
        run.by_ref().take(taken).for_each(|item| drop(item.unwrap()));
        drop(run);
        assert_eq!(alive.load(SeqCst), 0, "after {taken}");
    }
    assert_eq!(pipeline.run(items().take(20)).filter(Result::is_ok).count(), 20);
    pipeline.push(items().next().unwrap()).unwrap();
    drop(pipeline);
    assert_eq!(alive.load(SeqCst), 0, "the pipeline dropped what was not fetched");
}

#[test]
fn one_run_at_a_time_has_the_pipeline() {
    let pipeline = Pipeline::new(|n: u32| n).build().unwrap();
    let mut run = pipeline.run(0..10);
    assert_eq!(run.next().unwrap().unwrap(), 0);
    let mut other = pipeline.run(0..10);
    assert_eq!(other.next().unwrap().unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert!(other.next().is_none());
    let refused = pipeline.push(77).unwrap_err();
    assert_eq!((refused.kind(), refused.into_item()), (ErrorKind::InvalidArgument, 77));
    assert_eq!(run.map(Result::unwrap).collect::<Vec<_>>(), (1..10).collect::<Vec<_>>());
    pipeline.push(5).unwrap();
    assert_eq!(pipeline.run([1]).next().unwrap().unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert_eq!(pipeline.next().unwrap().unwrap(), 5);
}

#[test]
fn a_stream_is_pushed_and_fetched_by_several_threads() {
    let pipeline = Pipeline::with_threads(2, |n: u64| n * 2).stage(2, |n: u64| n + 1).queue(3).build().unwrap();
    let sum = Mutex::new(0);
    thread::scope(|scope| {
        let pushing: Vec<_> = (0..4)
            .map(|thread| {
                let pipeline = &pipeline;
                scope.spawn(move || (0..500).for_each(|n| pipeline.push(thread * 500 + n).unwrap()))
            })
            .collect();
        for _ in 0..3 {
            scope.spawn(|| {
                while let Some(result) = pipeline.next() {
                    *sum.lock().unwrap() += result.unwrap();
                }
            });
        }
        pushing.into_iter().for_each(|thread| thread.join().unwrap());
        pipeline.close();
    });
    assert_eq!(sum.into_inner().unwrap(), (0..2000).map(|n| 2 * n + 1).sum::<u64>());
    let refused = pipeline.push(3).unwrap_err();
    assert_eq!((refused.kind(), refused.into_item()), (ErrorKind::Closed, 3));
    assert!(pipeline.next().is_none());
}

#[test]
fn waits_have_an_end() {
    let gate = Arc::new(Barrier::new(2));
    let at_gate = gate.clone();
    let pipeline = Pipeline::new(move |n: u32| {
        at_gate.wait();
        n
    })
    .queue(1)
    .build()
    .unwrap();
    let start = Instant::now();
    assert_eq!(pipeline.next_timeout(Duration::from_millis(5)).unwrap().unwrap_err().kind(), ErrorKind::Timeout);
    assert!(start.elapsed() >= Duration::from_millis(5));
    pipeline.push(1).unwrap();
    pipeline.push_timeout(2, Duration::from_secs(10)).unwrap();
    let refused = pipeline.push_timeout(3, Duration::from_millis(2)).unwrap_err();
    assert_eq!((refused.kind(), refused.into_item()), (ErrorKind::Timeout, 3));
    assert!(pipeline.next_timeout(Duration::ZERO).unwrap().is_err());
    gate.wait();
    assert_eq!(pipeline.next().unwrap().unwrap(), 1);
    gate.wait();
    assert_eq!(pipeline.next_timeout(Duration::MAX).unwrap().unwrap(), 2);
}

#[test]
fn stages_are_checked_before_a_thread_starts() {
    let kind = |built: scipix::Result<Pipeline<u32, u32>>| built.expect_err("a failure").kind();
    assert_eq!(kind(Pipeline::new(|n: u32| n).stage(0, |n: u32| n).build()), ErrorKind::InvalidArgument);
    assert_eq!(kind(Pipeline::new(|n: u32| n).queue(0).build()), ErrorKind::InvalidArgument);
    assert_eq!(kind(Pipeline::builder().build()), ErrorKind::InvalidArgument);
    assert_eq!(kind(Pipeline::new(|n: u32| n).queue(usize::MAX).build()), ErrorKind::OutOfMemory);
    let long = (0..16).fold(Pipeline::new(|n: u32| n), |builder, _| builder.stage(1, |n: u32| n));
    assert_eq!(kind(long.build()), ErrorKind::InvalidArgument);
}

#[test]
fn a_pipeline_outlives_items_that_panic_when_they_are_dropped() {
    let pipeline = Pipeline::new(|item: Bomb| item).build().unwrap();
    let mut run = pipeline.run((0..3).map(|n| Bomb(n > 0)));
    assert!(run.next().unwrap().is_ok());
    drop(run);
    assert!(pipeline.run([Bomb(false)]).next().unwrap().is_ok());
}
