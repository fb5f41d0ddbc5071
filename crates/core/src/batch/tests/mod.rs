//! The whole batcher: what each party sees, and what it sees when another one fails.

use super::*;
use crate::base::error::ErrorKind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

mod answers;
mod deadlines;
mod ends;
mod priorities;
mod pull;

const MS: u64 = 1_000_000;
const FOREVER: u64 = u64::MAX;

/// Answers `2 * item`, or what `process` says, and sends answers to whoever submitted.
struct Doubler {
    process: Process,
    /// The batcher itself, for callbacks that call it.
    own: Arc<OnceLock<Handle<Doubler>>>,
}

type Outcome = Result<u64, FailureReason>;
type Process = Box<dyn Fn(&[u64], &mut [Outcome]) + Send + Sync>;
type Answers = Receiver<(u64, Outcome)>;

enum Recipient {
    Send(Sender<(u64, Outcome)>),
    Call(Box<dyn FnOnce(Outcome) + Send>),
}

impl Work for Doubler {
    type Item = u64;
    type Answer = Outcome;
    type Recipient = Recipient;

    fn process(&self, items: &[u64], answers: &mut [Outcome]) {
        (self.process)(items, answers);
    }

    fn deliver(&self, recipient: Recipient, item: u64, answer: Outcome) {
        match recipient {
            // A test that does not look at its answers drops the receiver.
            Recipient::Send(sender) => drop(sender.send((item, answer))),
            Recipient::Call(call) => call(answer),
        }
    }

    fn unanswered(&self, reason: FailureReason) -> Outcome {
        Err(reason)
    }

    fn is_unset(&self, answer: &Outcome) -> bool {
        *answer == Err(FailureReason::NotSet)
    }

    fn is_success(&self, answer: &Outcome) -> bool {
        answer.is_ok()
    }
}

fn double(items: &[u64], answers: &mut [Outcome]) {
    items.iter().zip(answers).for_each(|(item, answer)| *answer = Ok(2 * item));
}

fn work(process: impl Fn(&[u64], &mut [Outcome]) + Send + Sync + 'static) -> Doubler {
    Doubler { process: Box::new(process), own: Arc::default() }
}

fn greedy() -> BatchConfig {
    BatchConfig { mode: Mode::Greedy, ..BatchConfig::default() }
}

/// Batches wait for ever, unless they are full, preferred or drained.
fn patient() -> BatchConfig {
    BatchConfig { max_wait: FOREVER, max_batch_size: 4, preferred_batch_size: 4, ..BatchConfig::default() }
}

fn batcher(config: BatchConfig, process: impl Fn(&[u64], &mut [Outcome]) + Send + Sync + 'static) -> Batcher<Doubler> {
    let work = work(process);
    let own = work.own.clone();
    let batcher = Batcher::new(config, work).unwrap();
    assert!(own.set(batcher.handle()).is_ok());
    batcher
}

fn pulled(config: BatchConfig) -> Batcher<Doubler> {
    Batcher::pulled(config, work(double)).unwrap()
}

/// Submits `items`, whose answers come from the receiver.
fn submit(batcher: &Handle<Doubler>, items: impl IntoIterator<Item = u64>, within: u64) -> (Vec<u64>, Answers) {
    let (sender, receiver) = channel();
    let request = Request { within, ..Request::default() };
    let send = |item| batcher.submit(item, request, Recipient::Send(sender.clone())).map_err(|refused| refused.error);
    (items.into_iter().map(|item| send(item).unwrap()).collect(), receiver)
}

fn kind<T>(result: Result<T, crate::Error>) -> ErrorKind {
    result.err().expect("a failure").kind()
}

/// A gate that the processing function waits at.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, std::sync::Condvar)>);

impl Gate {
    fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
    fn pass(&self) {
        drop(self.0.1.wait_while(self.0.0.lock().unwrap(), |open| !*open).unwrap());
    }
}

fn until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < Duration::from_secs(30), "it never came to that");
        thread::sleep(Duration::from_millis(1));
    }
}
