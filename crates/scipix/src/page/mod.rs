//! Cleaning of scanned pages: specks, ruling lines, black borders, and text that is light on dark.
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

mod options;
mod tools;

pub use options::{BorderOptions, Lines, Specks};
#[doc(inline)]
pub use scipix_core::page::{Borders, Despeckled, PageBox, Polarity, RuledLine};
pub use tools::PageTools;
