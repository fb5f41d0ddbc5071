//! Cleaning of scanned pages, step by step and in one call.
//!
//! [`PageTools`] finds and removes specks, ruling lines and black borders, and says where text is light on dark;
//! [`orientation`] says by which quarter turn a page stands upright. [`PageCleaner`] does all of it in one call: each step only
//! where the page shows that it is needed.
//!
//! The ink of a page is its black pixels, for [`Bit1`](crate::image::Format::Bit1), or its pixels up to a threshold, Otsu's by
//! default. What is removed becomes white or, of gray, the gray of the paper around it. Colours become gray.
//!
//! ```
//! use scipix::page::{Lines, PageTools, Specks};
//! use scipix::prelude::*;
//!
//! // Upright strokes, with a line through them and a speck far from them.
//! let stroke = |x: usize, y: usize| (60..88).contains(&y) && (60..300).contains(&x) && x % 20 < 4;
//! let dirt = |x: usize, y: usize| y == 74 || (x, y) == (200, 180);
//! let gray = |i: usize| if stroke(i % 400, i / 400) || dirt(i % 400, i / 400) { 20 } else { 240 };
//! let page = Image::from_raw((0..400 * 200).map(gray).collect(), 400, 200, Format::Gray8)?;
//!
//! let mut tools = PageTools::new();
//! let (page, lines) = tools.remove_lines(&page, Lines::default())?;
//! assert_eq!((lines.len(), lines[0].bounds.y, lines[0].thickness), (1, 74, 1));
//! let (page, specks) = tools.despeckle(&page, Specks::default())?;
//! assert_eq!(specks.removed, 1);
//! let clean = |i: usize| if stroke(i % 400, i / 400) { 20 } else { 240 };
//! assert!(page.as_bytes().iter().enumerate().all(|(i, &px)| px == clean(i)));
//! assert!(!tools.polarity(&page)?.light_on_dark);
//! # Ok::<(), scipix::Error>(())
//! ```
//!
//! Here is a page whose left half lies in shadow:
//!
//! ```
//! use scipix::page::{CleanStep, PageCleaner};
//! use scipix::prelude::*;
//!
//! let shade = |i: usize| if i % 200 < 100 { 80 } else { 240 };
//! let page = Image::from_raw((0..200 * 300).map(shade).collect(), 200, 300, Format::Gray8)?;
//! let mut cleaner = PageCleaner::new().lines(CleanStep::Off);
//! let (clean, report) = cleaner.clean(&page)?;
//! assert!(report.background_normalized && !report.inverted);
//! assert!(clean.as_bytes().iter().all(|&px| px > 250)); // evenly light
//! # Ok::<(), scipix::Error>(())
//! ```

mod clean;
mod options;
mod report;
mod tools;

pub use clean::{PageCleaner, orientation};
pub use options::{BorderOptions, Lines, Specks};
pub use report::{CleanReport, Orientation};
#[doc(inline)]
pub use scipix_core::page::{Borders, CleanOutput, CleanStep, Despeckled, PageBox, Polarity, RuledLine};
pub use tools::PageTools;
