//! Stores that bypass the caches, for output too large to be read again from there.

/// A cache line of floats.
#[repr(C, align(64))]
pub struct Line([f32; 16]);

impl Line {
    /// Returns the floats before the whole lines of `data`, the lines, and the floats after them.
    pub fn split(data: &mut [f32]) -> (&mut [f32], &mut [Line], &mut [f32]) {
        // SAFETY: a line is 16 floats and nothing else; any floats are one.
        unsafe { data.align_to_mut() }
    }

    /// Writes the line, bypassing the caches where stable Rust has an instruction for it. Call [`Line::fence`] after the last line.
    #[inline(always)]
    pub fn stream(&mut self, values: [f32; 16]) {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{_mm_loadu_ps, _mm_stream_ps};
            for (from, to) in values.as_chunks::<4>().0.iter().zip(self.0.as_chunks_mut::<4>().0) {
                // SAFETY: SSE is part of x86-64; `to` is 16 bytes of ours, aligned to 16 as the line is to 64.
                unsafe { _mm_stream_ps(to.as_mut_ptr(), _mm_loadu_ps(from.as_ptr())) }
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            self.0 = values;
        }
    }

    /// Orders streamed lines before later stores.
    #[inline(always)]
    pub fn fence() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: SSE is part of x86-64.
        unsafe {
            std::arch::x86_64::_mm_sfence();
        }
    }
}
