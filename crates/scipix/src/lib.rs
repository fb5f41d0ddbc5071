//! scipix does the work around an OCR model: it turns pixels into clean pages and tensors, finds text boxes, decodes
//! recognised text, manages memory and threads, quantises weights, and gathers requests into batches.
//!
//! Kernels for SSE4.2, AVX2, AVX-512, NEON and WebAssembly's SIMD give the same bits as the scalar code that they are tested
//! against, at every width, stride, alignment and number of threads. Everything here is safe Rust, and what can fail returns a
//! [`Result`] whose [`Error`] names the argument and the numbers. No runtime is assumed: futures work under tokio,
//! smol and a plain `block_on`.
//!
//! | module | contents |
//! | --- | --- |
//! | [`image`] | views on pixels, owned images; gray, binarise, resize, rotate, crop, skew, tensors, plans |
//! | [`page`] | scanned pages: specks, ruling lines, borders, polarity, orientation, and all of it in one call |
//! | [`recognition`] | text boxes from a detector's map, reading order, groups of lines, CTC decoding, boxes of words |
//! | [`parallel`] | maps over slices, futures with a limit |
//! | [`pipeline`] | stages of different types that overlap, results in order |
//! | [`executor`] | closures on a limited number of threads |
//! | [`batch`] | single requests become batches, by size, time, group and cost |
//! | [`pool`], [`arena`] | memory that is used again |
//! | [`model`] | mapped model files and their tensors |
//! | [`quant`] | floats as bytes, integer products, linear layers, whole files |
//! | [`cpu`] | what the processor has, and how much of it is used |
//! | [`prelude`] | the names that most programs need |
//!
//! # Images
//!
//! A view borrows pixels with any stride; operations return an owned image, and their `_into` forms write to memory
//! of the caller. More in [`image`].
//!
//! ```
//! use scipix::prelude::*;
//!
//! # fn main() -> scipix::Result<()> {
//! let (width, height) = (640, 480);
//! let rgba = vec![200; 4 * width * height]; // from a decoder or a camera
//! let view = ImageView::new(&rgba, width, height, Format::Rgba8)?;
//! let line = view.subview(0, 100, width, 48)?; // no copy
//!
//! let page: Image = view.grayscale(Luma::Bt601)?;
//! let bw = page.binarize(Sauvola::default().window(31).k(0.34))?;
//! let small = page.resize(320, 240, Filter::Area)?;
//! let tensor: Vec<f32> =
//!     TensorParams::nchw(48, 320).mean([0.5; 3]).std_dev([0.5; 3]).keep_aspect().run(&[line])?;
//! assert_eq!((bw.width(), small.height(), tensor.len()), (640, 240, 3 * 48 * 320));
//!
//! // Steps that many pages need, fused into one pass.
//! let plan = Plan::builder().grayscale(Luma::Bt601).resize_height(48).binarize(Otsu).build()?;
//! # let _ = plan;
//! # Ok(())
//! # }
//! ```
//!
//! # Parallel work
//!
//! More in [`parallel`], [`pipeline`] and [`executor`].
//!
//! ```
//! use scipix::prelude::*;
//!
//! # fn main() -> scipix::Result<()> {
//! let lengths: Vec<usize> = scipix::parallel::map(&["a", "bc"], |page| page.len());
//! assert_eq!(lengths, [1, 2]);
//!
//! let pipeline = Pipeline::new(|number: u32| number.to_string()) // stages of different types
//!     .stage(2, |text: String| text + "!") // two at once
//!     .stage(1, |text: String| text.len())
//!     .queue(8)
//!     .build()?;
//! for length in pipeline.run([7, 10, 100]) {
//!     println!("{}", length?); // in order, while later items are under way
//! }
//!
//! let executor = Executor::new(4)?; // four at once
//! let answer = executor.submit(|| 6 * 7)?;
//! assert_eq!(answer.wait()?, 42); // or .await
//! # Ok(())
//! # }
//! ```
//!
//! # Batches
//!
//! A [`batch::Batcher`] collects requests of many threads or tasks until a batch is full or the oldest has waited
//! long enough, and gives each its own answer, exactly once. More in [`batch`].
//!
//! ```
//! use scipix::prelude::*;
//! use std::time::Duration;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let batcher = Batcher::new(
//!     BatchConfig::default().max_batch_size(32).max_wait(Duration::from_millis(5)),
//!     |numbers: &[i32]| -> Vec<Result<i32, std::fmt::Error>> {
//!         numbers.iter().map(|number| Ok(2 * number)).collect()
//!     },
//! )?;
//! assert_eq!(batcher.submit(21)?.wait()?, 42); // or .await
//! batcher.close();
//! batcher.drain(Duration::from_secs(5))?;
//! # Ok(())
//! # }
//! ```
//!
//! # Memory
//!
//! More in [`pool`], [`arena`] and [`model`].
//!
//! ```
//! use scipix::prelude::*;
//!
//! # fn main() -> scipix::Result<()> {
//! let mut buffer = pool::large().acquire()?; // room for 1 MiB; goes back when it is dropped
//! buffer.extend_from_slice(b"scanned bytes")?;
//!
//! let pool = Pool::builder(1024).preallocate(10).max_idle(100).build()?;
//! assert_eq!(pool.acquire()?.capacity(), 1024);
//!
//! let arena = Arena::with_capacity(1 << 20);
//! let block: &mut [f32] = arena.alloc_slice(256, 0.0)?;
//! block[0] = 1.0;
//! # Ok(())
//! # }
//! ```
//!
//! # Quantisation
//!
//! More in [`quant`].
//!
//! ```
//! use scipix::prelude::*;
//!
//! # fn main() -> scipix::Result<()> {
//! let weights: Vec<f32> = (0..64 * 128).map(|i| (i as f32 * 0.1).sin()).collect();
//! let tensor = QTensor::builder().per_channel(0).calibrate(Percentile(99.9)).build(&weights, &[64, 128])?;
//! println!("{:.2} times smaller, {:.1} dB", tensor.compression_ratio(), tensor.error(&weights)?.sqnr_db);
//!
//! let layer = Linear::new(&tensor)?.bias(&[0.5; 64])?;
//! let (x, mut y) = ([0.25; 128], [0.0; 64]);
//! layer.run(&x, &mut y)?;
//! # Ok(())
//! # }
//! ```
//!
//! # Control
//!
//! Small work stays on the caller's thread; larger work is shared out to the library's own threads, never to rayon's
//! global ones. More in [`cpu`].
//!
//! ```
//! use scipix::prelude::*;
//!
//! println!("{:?}", scipix::cpu::features());
//! scipix::set_thread_count(4);
//! scipix::set_opt_level(OptLevel::Full); // None, Simd, Parallel, Full
//! ```
//!
//! # Features
//!
//! | feature | |
//! | --- | --- |
//! | `optimize`, on by default | SIMD kernels and threads; without it everything is scalar and sequential, with the same results |
//! | `image` | conversions from and to the types of the crate `image` |
//!
//! Programs for the C library, and its bindings for C++, Go and C#, live in the same repository; this crate has no C
//! symbol.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

pub mod arena;
pub mod batch;
pub mod cpu;
mod error;
pub mod executor;
mod flat;
pub mod image;
pub mod model;
pub mod page;
mod panic_message;
pub mod parallel;
pub mod pipeline;
pub mod pool;
pub mod prelude;
pub mod quant;
pub mod recognition;
mod submit_error;

pub use cpu::{OptLevel, opt_level, set_opt_level, set_thread_count, thread_count};
pub use error::{Error, ErrorKind, Result};
pub use flat::{NormalizeStats, grayscale_flat, normalize, threshold_flat, threshold_flat_in_place};
pub use quant::{dequantize, quantize};
pub use submit_error::SubmitError;

/// The readme's program is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
