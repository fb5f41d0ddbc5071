//! The API by example, its concurrent half: parallel loops, pipelines, executors, futures and batches.
#![allow(clippy::redundant_closure, reason = "closures show where a program's own work goes")]

use scipix::prelude::*;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

type AnyResult = Result<(), Box<dyn std::error::Error>>;

fn read(page: &str) -> String {
    page.to_uppercase()
}

fn cost(item: &u64) -> u64 {
    item * 10
}

fn decode(path: PathBuf) -> Image {
    let side = path.as_os_str().len();
    Image::new(side, side, Format::Gray8).unwrap()
}

fn clean(page: Image) -> Image {
    page
}

fn recognise(page: Image) -> String {
    format!("{} pixels", page.width() * page.height())
}

fn heavy() -> u64 {
    (0..1000).sum()
}

async fn fetch(task: u32) -> u32 {
    task * 2
}

#[test]
fn parallel_work() -> AnyResult {
    let (pages, items) = (["a", "bc", "def"], [1, 2, 3]);
    let paths = ["a", "bb"].map(PathBuf::from);

    let texts: Vec<String> = scipix::parallel::map(&pages, |page| read(page));
    let sums = scipix::parallel::map_chunked(&items, 8, |item| cost(item));
    assert_eq!((texts.concat(), sums), ("ABCDEF".to_owned(), vec![10, 20, 30]));
    let pipeline = Pipeline::new(|path: PathBuf| decode(path))
        .stage(2, |page: Image| clean(page))
        .stage(1, |page: Image| recognise(page))
        .queue(8)
        .build()?;
    let mut said = Vec::new();
    for text in pipeline.run(paths) {
        said.push(text?);
    }
    assert_eq!(said, ["1 pixels", "4 pixels"]);
    let executor = Executor::new(4)?;
    let answer = executor.submit(|| heavy())?;
    assert_eq!(answer.wait()?, 499_500);
    Ok(())
}

#[test]
fn bounded_futures() {
    let tasks = vec![1, 2, 3];
    let results =
        block_on(async { scipix::parallel::join_bounded(4, tasks, |task| async move { fetch(task).await }).await });
    assert_eq!(results, [2, 4, 6]);
}

/// Polls a future on this thread until it is ready.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = std::sync::Arc::new(Unpark(thread::current())).into();
    let (mut future, mut context) = (std::pin::pin!(future), std::task::Context::from_waker(&waker));
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        thread::park();
    }
}

#[derive(Clone, Debug)]
struct MyError;

impl std::fmt::Display for MyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for MyError {}

fn recognise_all(images: &[Image]) -> Vec<Result<String, MyError>> {
    images.iter().map(|image| Ok(format!("{}x{}", image.width(), image.height()))).collect()
}

#[test]
fn batching() -> AnyResult {
    let image = || Image::new(30, 20, Format::Gray8).unwrap();
    let config = BatchConfig::default().max_batch_size(32).max_wait(Duration::from_millis(5));

    let batcher = Batcher::new(
        BatchConfig::default().max_batch_size(32).max_wait(Duration::from_millis(5)),
        |images: &[Image]| -> Vec<Result<String, MyError>> { recognise_all(images) },
    )?;
    let text = block_on(batcher.submit(image())?)?;
    assert_eq!(text, "30x20");
    assert_eq!(batcher.submit(image())?.wait()?, "30x20");
    let adaptive = Batcher::adaptive(config, Duration::from_millis(100), recognise_all)?;
    assert_eq!(adaptive.submit(image())?.wait()?, "30x20");
    batcher.close();
    batcher.drain(Duration::from_secs(5))?;
    Ok(())
}
