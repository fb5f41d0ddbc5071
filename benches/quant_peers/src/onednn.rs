//! oneDNN's products of matrices, where its library is installed. They pack the second matrix at each call, unless the first
//! has one row.

use libloading::{Library, Symbol};
use std::ffi::{c_char, c_int};

type GemmU8S8 = unsafe extern "C" fn(
    c_char,
    c_char,
    c_char,
    i64,
    i64,
    i64,
    f32,
    *const u8,
    i64,
    u8,
    *const i8,
    i64,
    i8,
    f32,
    *mut i32,
    i64,
    *const i32,
) -> c_int;

type GemmF32 = unsafe extern "C" fn(
    c_char,
    c_char,
    i64,
    i64,
    i64,
    f32,
    *const f32,
    i64,
    *const f32,
    i64,
    f32,
    *mut f32,
    i64,
) -> c_int;

const PLAIN: c_char = b'N' as c_char;
const TRANSPOSED: c_char = b'T' as c_char;
const FIXED: c_char = b'F' as c_char;

pub struct OneDnn(Library);

impl OneDnn {
    pub fn open() -> Option<Self> {
        // SAFETY: a system library without surprises in its initialisers.
        unsafe { Library::new("libdnnl.so.2").or_else(|_| Library::new("libdnnl.so.3")) }.ok().map(Self)
    }

    /// Multiplies matrices of bytes, `out = a · bᵀ`. Each has `k` columns, and `b` has `n` rows.
    pub fn u8s8(&self, a: &[u8], b: &[i8], k: usize, out: &mut [i32]) {
        let (m, n) = (a.len() / k, b.len() / k);
        assert_eq!(out.len(), m * n);
        let (rows, columns, depth) = (m as i64, n as i64, k as i64);
        // SAFETY: the function has this signature, and the matrices these sizes.
        let status = unsafe {
            let gemm: Symbol<'_, GemmU8S8> = self.0.get(b"dnnl_gemm_u8s8s32").expect("oneDNN has it");
            let (a, b, out) = (a.as_ptr(), b.as_ptr(), out.as_mut_ptr());
            let offset = &0i32;
            gemm(
                PLAIN, TRANSPOSED, FIXED, rows, columns, depth, 1.0, a, depth, 0, b, depth, 0, 0.0, out, columns,
                offset,
            )
        };
        assert_eq!(status, 0);
    }

    /// Multiplies matrices of floats, `out = a · bᵀ`.
    pub fn f32(&self, a: &[f32], b: &[f32], k: usize, out: &mut [f32]) {
        let (m, n) = (a.len() / k, b.len() / k);
        assert_eq!(out.len(), m * n);
        let (rows, columns, depth) = (m as i64, n as i64, k as i64);
        // SAFETY: as above.
        let status = unsafe {
            let gemm: Symbol<'_, GemmF32> = self.0.get(b"dnnl_sgemm").expect("oneDNN has it");
            let (a, b, out) = (a.as_ptr(), b.as_ptr(), out.as_mut_ptr());
            gemm(PLAIN, TRANSPOSED, rows, columns, depth, 1.0, a, depth, b, depth, 0.0, out, columns)
        };
        assert_eq!(status, 0);
    }
}
