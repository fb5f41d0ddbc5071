//! Clean pages: what a scan has beside its text is found and painted with paper.
//!
//! Every part works on the ink of a page, a mask of one bit a pixel: the black pixels of a `Bit1` page, or the pixels of a
//! `Gray8` page up to a threshold, which is Otsu's unless the caller gives one. The page itself changes only where something was
//! found; gray pages get the gray of the paper around it. Results do not depend on the SIMD level or the number of threads.
