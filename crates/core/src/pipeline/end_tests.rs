//! The ends of batches and pipelines.

use super::tests::{Gate, stage};
use super::{Pipeline, Stage};
use crate::base::Deadline;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

/// A stage that holds its items, and whose discard panics at each of them.
fn fragile(gate: &Gate, discarded: &Arc<AtomicUsize>) -> Stage<u64> {
    let (gate, discarded) = (gate.clone(), discarded.clone());
    let work = move |item| {
        gate.pass();
        Ok(item)
    };
    let discard = move |item| {
        discarded.fetch_add(1, SeqCst);
        panic!("item {item} cannot be dropped");
    };
    Stage { discard: Box::new(discard), ..stage(1, 8, work) }
}

#[test]
fn a_panic_while_items_are_discarded_hurts_no_other() {
    let (gate, discarded) = (Gate::default(), Arc::default());
    let pipeline = Pipeline::new(vec![fragile(&gate, &discarded)]).unwrap();
    let mut batch = pipeline.begin_batch().unwrap();
    gate.open();
    let mut items = (0..5).peekable();
    assert_eq!(batch.next_with(&mut items, |_, item| item, |outcome| outcome.item), Some(0));
    let in_flight = pipeline.shared.lock().in_flight();
    assert!(in_flight > 0);
    drop(batch);
    assert_eq!(discarded.swap(0, SeqCst), in_flight);
    pipeline.run(7..8, |_, outcome| assert_eq!((outcome.item, outcome.result), (7, Ok(())))).unwrap();
    (0..5).for_each(|item| pipeline.push(item, Deadline::NEVER).unwrap());
    pipeline.stop();
    assert_eq!(discarded.load(SeqCst), 5);
}

#[test]
fn whoever_stops_a_pipeline_waits_for_its_items() {
    let (gate, ended) = (Gate::default(), Arc::new(AtomicUsize::new(0)));
    let (at_gate, ends) = (gate.clone(), ended.clone());
    let work = move |item| {
        at_gate.pass();
        thread::sleep(Duration::from_millis(20));
        ends.store(1, SeqCst);
        Ok(item)
    };
    let pipeline = Pipeline::new(vec![stage(1, 1, work)]).unwrap();
    pipeline.push(1, Deadline::NEVER).unwrap();
    while pipeline.shared.lock().queue_depth(0) > 0 {
        thread::yield_now();
    }
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                pipeline.stop();
                assert_eq!(ended.load(SeqCst), 1);
            });
        }
        thread::sleep(Duration::from_millis(20));
        gate.open();
    });
}
