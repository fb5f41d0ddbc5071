//! Which threads the library starts, as the system sees them. Alone in its process: nothing else starts or counts any.
#![cfg(all(target_os = "linux", feature = "optimize"))]

use scipix_core::cpu::{OptLevel, set_opt_level, set_thread_count};
use scipix_core::image::{Format, ImageMut, ImageRef, Method, binarize};
use scipix_core::split::{Grain, for_each_range};
use std::num::NonZeroUsize;
use std::sync::Barrier;
use std::time::{Duration, Instant};

/// The library's threads of this process, sorted.
fn names() -> Vec<String> {
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux lists the threads");
    // A thread may end between the two.
    let name = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm")).ok();
    let mut names: Vec<_> = tasks.filter_map(|task| name(task.ok()?)).map(|name| name.trim().to_owned()).collect();
    names.retain(|name| name.starts_with("scipix"));
    names.sort();
    names
}

/// [`names`], once they are as expected: a thread names itself after it was started, and ends after it was told to.
fn names_become(expected: &[&str]) {
    let end = Instant::now() + Duration::from_secs(20);
    while names() != expected && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(names(), expected);
}

/// About 300 microseconds of work, by the library's own estimate, on however many threads that is worth.
fn binarize_a_small_page() {
    let (width, height) = (1000, 750);
    let (page, mut out) = (vec![200; width * height], vec![0; width * height]);
    let src = ImageRef::new(&page, width, height, 0, Format::Gray8).unwrap();
    let dst = ImageMut::new(&mut out, width, height, 0, Format::Gray8).unwrap();
    binarize(src, &Method::Sauvola { window: 31, k: 0.34, r: 128.0 }, dst).unwrap();
    assert!(out.iter().all(|&px| px == 255));
}

/// A loop that ends only where `threads` threads are in it at once.
fn meet(threads: usize) {
    let barrier = Barrier::new(threads);
    let body = |_| {
        barrier.wait();
        Ok::<(), ()>(())
    };
    for_each_range(threads, Grain::Fixed(NonZeroUsize::MIN), body).unwrap();
}

#[test]
fn threads_are_started_as_calls_want_them() {
    set_thread_count(1);
    binarize_a_small_page();
    meet(1);
    names_become(&[]);

    set_thread_count(8);
    for level in [OptLevel::None, OptLevel::Simd] {
        set_opt_level(level);
        binarize_a_small_page();
        names_become(&[]);
    }

    set_opt_level(OptLevel::Full);
    set_thread_count(2);
    binarize_a_small_page();
    names_become(&["scipix-0"]);
    meet(2);
    names_become(&["scipix-0"]);

    set_thread_count(1024);
    binarize_a_small_page();
    let few: Vec<_> = (0..5).map(|index| format!("scipix-{index}")).collect();
    names_become(&few.iter().map(String::as_str).collect::<Vec<_>>());

    set_thread_count(3);
    meet(3);
    names_become(&["scipix-0", "scipix-1"]);
}
