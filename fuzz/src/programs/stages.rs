//! Pipelines: results come in the order of their items, each once, whatever fails.

use super::fail_if;
use crate::bytes::Bytes;
use scipix::pipeline::{Pipeline, PipelineError};
use std::time::Duration;

const LONG: Duration = Duration::from_secs(20);

pub fn stages(bytes: &mut Bytes<'_>) {
    let (threads, queue, fails) = (1 + bytes.below(3), 1 + bytes.below(4), bytes.once_in(2));
    let first = move |item: u64| if fails && item % 7 == 3 { Err(std::fmt::Error) } else { Ok(item + 1) };
    let panics = bytes.once_in(4);
    let second = move |item: u64| {
        fail_if(panics && item % 11 == 5);
        item * 3
    };
    let builder = Pipeline::builder().try_stage(threads, first).queue(queue).stage(1 + bytes.below(3), second);
    let pipeline: Pipeline<u64, u64> = builder.build().expect("memory and threads");
    let is_right = |item: u64, result: Result<u64, PipelineError>| match result {
        Ok(value) => assert!(value == (item + 1) * 3 && !(fails && item % 7 == 3) && !(panics && (item + 1) % 11 == 5)),
        Err(PipelineError::Failed { stage, .. }) => assert!(stage == 0 && fails && item % 7 == 3),
        Err(PipelineError::Panicked { stage, .. }) => assert!(stage == 1 && panics && (item + 1) % 11 == 5),
        Err(error) => panic!("{error}"),
    };
    for _ in 0..1 + bytes.below(3) {
        let count = bytes.below(40) as u64;
        if bytes.once_in(2) {
            let mut seen = 0;
            for result in pipeline.run(0..count) {
                is_right(seen, result);
                seen += 1;
            }
            assert_eq!(seen, count, "results of a run");
            continue;
        }
        // There are at most as many as places, so that one thread can push and then take.
        let (mut pushed, mut taken) = (0, 0);
        while taken < count {
            if pushed < count && pushed - taken < queue as u64 && !bytes.once_in(3) {
                pipeline.push(pushed).expect("room");
                pushed += 1;
            } else if pushed > taken {
                is_right(taken, pipeline.next_timeout(LONG).expect("a result"));
                taken += 1;
            } else {
                pipeline.push(pushed).expect("room");
                pushed += 1;
            }
        }
    }
    if bytes.once_in(2) {
        pipeline.close();
        assert!(pipeline.next().is_none());
    }
}
