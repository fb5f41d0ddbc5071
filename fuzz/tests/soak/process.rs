//! Resources of this process, as the kernel and the allocator count it.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Memory, descriptors and threads.
#[derive(Clone, Copy, Debug)]
pub struct Holdings {
    /// Kilobytes that are resident.
    pub resident: u64,
    /// Kilobytes that were allocated and not freed.
    pub heap: u64,
    pub descriptors: usize,
    pub threads: usize,
}

/// Has the allocator give memory back soon, so that what is resident is what is held: by default it keeps as much as threads
/// had at once, in up to eight arenas a processor.
pub fn keep_little() {
    // SAFETY: no conditions; values that the manual has.
    unsafe {
        assert_eq!(libc::mallopt(libc::M_ARENA_MAX, 2), 1);
        assert_eq!(libc::mallopt(libc::M_MMAP_THRESHOLD, 128 << 10), 1);
        assert_eq!(libc::mallopt(libc::M_TRIM_THRESHOLD, 128 << 10), 1);
    }
}

fn entries(folder: &str) -> usize {
    fs::read_dir(folder).expect("a folder of /proc").count()
}

impl Holdings {
    pub fn now() -> Self {
        let status = fs::read_to_string("/proc/self/status").expect("a file of /proc");
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the line of VmRSS");
        // SAFETY: no conditions.
        let heap = unsafe { libc::mallinfo2() };
        Self {
            resident: resident.trim().trim_end_matches(" kB").parse().expect("a number"),
            heap: (heap.uordblks + heap.hblkhd) as u64 >> 10,
            descriptors: entries("/proc/self/fd"),
            threads: entries("/proc/self/task"),
        }
    }

    /// Waits until no more descriptors are open and no more threads run than before: a thread that was joined is a task of
    /// the kernel for a little longer.
    pub fn after(before: &Self) -> Self {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let now = Self::now();
            if now.descriptors <= before.descriptors && now.threads <= before.threads {
                return now;
            }
            assert!(Instant::now() < until, "{now:?} where there were {before:?}");
            sleep(Duration::from_millis(1));
        }
    }
}

/// The resources after each of the lives, or after every second, fourth, ... of them, so that this takes no more memory.
pub struct Samples {
    held: Vec<Holdings>,
    seen: u64,
    every: u64,
}

impl Samples {
    const MOST: usize = 1024;

    pub fn new() -> Self {
        Self { held: Vec::with_capacity(Self::MOST), seen: 0, every: 1 }
    }

    pub fn push(&mut self, now: Holdings) {
        self.seen += 1;
        if !self.seen.is_multiple_of(self.every) {
            return;
        }
        if self.held.len() == Self::MOST {
            let mut index = 0;
            self.held.retain(|_| {
                index += 1;
                index % 2 == 0
            });
            self.every *= 2;
        }
        self.held.push(now);
    }

    pub fn count(&self) -> u64 {
        self.seen
    }

    /// The least of what was held in each eighth of the run: what a run at that time had for good.
    fn least(&self, of: fn(&Holdings) -> u64) -> Vec<u64> {
        let part = self.held.len().div_ceil(8);
        self.held.chunks(part).map(|part| part.iter().map(of).min().unwrap_or(0)).collect()
    }

    /// Fails where the second half ends with more than it began with. Says what each eighth held, and returns the kilobytes of
    /// the last: allocated, and resident.
    pub fn assert_flat(&self) -> (u64, u64) {
        assert!(self.held.len() >= 16, "{} samples", self.held.len());
        let (heap, resident) = (self.least(|held| held.heap), self.least(|held| held.resident));
        println!("kilobytes allocated, least of each eighth: {heap:?}; resident: {resident:?}");
        let (half, last) = (heap.len() / 2, heap.len() - 1);
        // What a thread has freed counts as allocated while it lies in its cache.
        assert!(heap[last] <= heap[half] + 64, "allocated memory grows: {heap:?}");
        assert!(resident[last] <= resident[half] * 9 / 8 + 2048, "resident memory grows: {resident:?}");
        (heap[last], resident[last])
    }
}

#[test]
fn growth_is_seen() {
    let samples = |kilobytes: u64| {
        let mut samples = Samples::new();
        for i in 0..5000 {
            samples.push(Holdings { resident: 20_000, heap: 500 + i * kilobytes, descriptors: 3, threads: 1 });
        }
        samples
    };
    samples(0).assert_flat();
    assert!(std::panic::catch_unwind(move || samples(1).assert_flat()).is_err());
}
