//! Stores that go past the caches, for output that is too large to be found there again.

/// A cache line of floats.
#[repr(C, align(64))]
pub struct Line([f32; 16]);

impl Line {
    /// The whole lines of `data`, and what is before and after them.
    pub fn split(data: &mut [f32]) -> (&mut [f32], &mut [Line], &mut [f32]) {
        // SAFETY: a line is 16 floats and nothing else; any floats are one.
        unsafe { data.align_to_mut() }
    }

    /// Writes the line, past the caches where the processor offers it a way on stable Rust. [`Line::fence`] comes after
    /// the last one.
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

    /// Makes what was streamed visible in the order that other stores have.
    #[inline(always)]
    pub fn fence() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: SSE is part of x86-64.
        unsafe {
            std::arch::x86_64::_mm_sfence();
        }
    }
}
