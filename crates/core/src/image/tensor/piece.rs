//! How many gray pixels are converted before they are written.

/// Pixels of a piece: with their source of four bytes each, 20 KiB in the first cache.
pub const PIECE: usize = 4096;

/// Pixels of a piece that is written past the cache. The source of the next piece is fetched while this one is written; with
/// four times as many a page takes a third longer.
pub const STREAMED_PIECE: usize = 1024;
