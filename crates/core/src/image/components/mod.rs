//! Connected components of masks, their holes and their borders.
//!
//! A mask is packed to one bit a pixel, of which runs are read off by the word. Runs that touch in neighbouring rows are
//! united (union-find, the first run of a component stays its root), so that the work grows with the number of runs, not of
//! pixels. A run that joins two runs of one component closes a hole. Memory is kept by the caller's scratch and grows by
//! what fails with an error, never an abort.

mod bit_mask;
mod border;
mod byte_rows;
pub(crate) mod gather;
mod holes;
mod labels;
mod pack;
mod pack_bits;
mod regions;
mod runs;
#[cfg(test)]
mod tests;

pub use bit_mask::BitMask;
pub(crate) use bit_mask::LARGEST_SIDE;
pub use border::{BorderKind, BorderStart, border_starts, trace_border};
pub use holes::{Hole, Holes};
pub(crate) use labels::measure;
pub use labels::{Component, ComponentScratch, LabelsMut, connected_components};
pub use pack::pack_image;
pub use pack_bits::pack_bits;
pub use regions::Regions;
pub use runs::{Connectivity, PixelRun, Runs};
