//! Allocations: forms `_into` make none for an image, and plans and finders none once they have seen the size.

use super::noise;
use scipix::image::{ComponentFinder, Connectivity};
use scipix::prelude::*;
use scipix::recognition::ctc::{BeamParams, Decoder, GreedyDecoder, Line, LineScores, Texts};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    /// Allocations of this thread.
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: passes everything on to the system's allocator, which keeps the contract.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promise is handed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Counts the allocations of `f`, which has run before.
fn allocations(mut f: impl FnMut()) -> usize {
    f();
    let before = COUNT.get();
    f();
    COUNT.get() - before
}

#[test]
fn nothing_for_the_pixels_of_a_destination() {
    let page = noise(200, 100, Format::Rgba8);
    let gray = page.grayscale(Luma::Bt601).unwrap();
    let (mut bytes, mut bits, mut half, mut same, mut side) = (
        Image::new(200, 100, Format::Gray8).unwrap(),
        Image::new(200, 100, Format::Bit1).unwrap(),
        Image::new(100, 50, Format::Rgba8).unwrap(),
        Image::new(200, 100, Format::Rgba8).unwrap(),
        Image::new(100, 200, Format::Rgba8).unwrap(),
    );
    assert_eq!(allocations(|| drop(page.grayscale(Luma::Bt601).unwrap())), 1, "the counter counts");
    let taken = allocations(|| {
        page.grayscale_into(Luma::Bt601, &mut bytes.view_mut()).unwrap();
        gray.threshold_into(9, &mut bits.view_mut()).unwrap();
        page.binarize_into(Otsu, &mut bytes.view_mut()).unwrap();
        page.binarize_into(Fixed(9), &mut bits.view_mut()).unwrap();
        page.invert_into(&mut same.view_mut()).unwrap();
        page.flip_into(Flip::Both, &mut same.view_mut()).unwrap();
        page.copy_into(&mut same.view_mut()).unwrap();
        page.rotate_into(90.0, &mut side.view_mut()).unwrap();
        page.rotate_into(1.0, &mut same.view_mut()).unwrap();
        page.resize_into(Filter::Area, &mut half.view_mut()).unwrap();
        let quad = [[0.0, 0.0], [90.0, 3.0], [91.0, 40.0], [2.0, 44.0]];
        page.crop_quad_into(quad, &mut half.view_mut()).unwrap();
        same.view_mut().invert_in_place();
        same.view_mut().flip_in_place(Flip::Horizontal);
        bytes.view_mut().threshold_in_place(3).unwrap();
        assert!(page.pixel(3, 3).is_ok() && page.subview(1, 1, 9, 9).is_ok() && page.otsu_level() > 0);
    });
    assert_eq!(taken, 0);
}

#[test]
fn nothing_twice() {
    let page = noise(200, 100, Format::Rgb8);
    let mut line = Image::new(96, 48, Format::Gray8).unwrap();
    let plan = Plan::builder().grayscale(Luma::Bt601).resize_height(48).binarize(Sauvola::default()).build().unwrap();
    assert_eq!(allocations(|| plan.run_into(&page, &mut line.view_mut()).unwrap()), 0);
    let tensor = Plan::builder().tensor(TensorParams::nchw(32, 64)).build().unwrap();
    let mut out = vec![0.0_f32; 3 * 32 * 64];
    assert_eq!(allocations(|| tensor.run_tensor_into(&page, &mut out).unwrap()), 0);
    let mut finder = ComponentFinder::new(Connectivity::Eight);
    let mask = page.binarize_bits(Otsu).unwrap();
    assert_eq!(allocations(|| assert!(!finder.find(&mask).unwrap().is_empty())), 0);
    let (scores, mut line) = (vec![0.5; 100], Line::default());
    assert_eq!(allocations(|| GreedyDecoder::new(10).decode_into(&scores, &mut line).unwrap()), 0);
    let decoder = Decoder::builder(10).alternatives(3).beam(BeamParams::default().texts(4)).build().unwrap();
    let (lines, mut texts) = ([LineScores::new(&scores, 10)], Texts::new());
    assert_eq!(allocations(|| decoder.decode_into(&lines, &mut texts).unwrap()), 0);
}
