//! How much memory operations take besides the images: a few rows, whatever the height. Alone in its process, so that
//! nothing else allocates meanwhile.

use scipix::image::{Format, ImageMut, ImageRef, Method, binarize};
use scipix::level::{OptLevel, set_opt_level};
use scipix::simd;
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: passes everything on to the system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Relaxed) + layout.size();
        PEAK.fetch_max(live, Relaxed);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most bytes that were allocated at once while `f` ran, more than before.
fn peak(f: impl FnOnce()) -> usize {
    let before = LIVE.load(Relaxed);
    PEAK.store(before, Relaxed);
    f();
    PEAK.load(Relaxed) - before
}

#[test]
fn binarize_takes_a_few_rows() {
    let (width, height) = (1000, 1400);
    set_opt_level(OptLevel::Simd);
    // The first look reads the environment, which is not the operation's memory.
    simd::active();
    let methods = [
        (Method::Fixed { threshold: 128 }, 0),
        (Method::Otsu, 0),
        (Method::AdaptiveMean { window: 31, offset: 5.0 }, 20),
        (Method::Sauvola { window: 51, k: 0.34, r: 128.0 }, 20),
        (Method::Sauvola { window: 501, k: 0.34, r: 128.0 }, 24),
    ];
    // Of colours and bits, the gray of the rows that windows cover is kept, as far as it fits a cache.
    for (format, kept) in [(Format::Gray8, 0), (Format::Rgba8, 512 << 10), (Format::Bit1, 512 << 10)] {
        let src = vec![200; format.row_bytes(width).unwrap() * height];
        for (to, (method, rows)) in [Format::Gray8, Format::Bit1].into_iter().flat_map(|to| methods.map(|m| (to, m))) {
            let mut dst = vec![0; width * height];
            let taken = peak(|| {
                let src = ImageRef::new(&src, width, height, 0, format).unwrap();
                binarize(src, &method, ImageMut::new(&mut dst, width, height, 0, to).unwrap()).unwrap();
            });
            let most = if rows == 0 { 0 } else { rows * width + kept + 8192 };
            assert!(taken <= most, "{method:?} of {} took {taken} bytes, not {most}", format.name());
        }
    }
}
