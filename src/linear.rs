//! Integer products: linear layers and plain matrices.
//!
//! A layer never changes, so that any number of threads may run it at once. Large work is split over threads by rows.

use super::guard::guard;
use super::handle::{self, Opaque};
use super::ptr::{Out, slice, slice_mut, spans_overlap};
use super::qtensor::ScipixQTensor;
use super::status::ScipixStatus;
use scipix::base::error::{Result, fail};
use scipix::quant::{self, Linear, MatmulShape};
use std::ptr::null_mut;

/// A linear layer: weights and bias, packed.
pub struct ScipixLinear {
    _opaque: [u8; 0],
}

impl Opaque for ScipixLinear {
    type Object = Linear;
    const TAG: u64 = u64::from_le_bytes(*b"sxlinear");
    const NAME: &'static str = "ScipixLinear";
}

/// Packs the weights of a linear layer. Thread-safe.
///
/// @param weights       of shape [n, k], per tensor or per channel along axis 0; may be freed afterwards. SYMMETRIC ones
///                      make the layer a little faster
/// @param bias_or_null  NULL, or n values
/// @param out_linear    receives the layer, owned: free it with `scipix_linear_free`; NULL on failure
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for what is no tensor, other axes or a misaligned pointer; OUT_OF_RANGE for k
///         above 65793, or 33025 where weights have zero points: sums might exceed 32 bits; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_linear_new(
    weights: *const ScipixQTensor,
    bias_or_null: *const f32,
    out_linear: *mut *mut ScipixLinear,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says; the second place is used after the first.
        let (before, out) = unsafe { (Out::new(out_linear, "out_linear")?, Out::new(out_linear, "out_linear")?) };
        before.write(null_mut());
        // SAFETY: as above.
        let weights = unsafe { handle::get(weights, "weights") }?;
        let [n, _] = Linear::shape(weights)?;
        // SAFETY: as above.
        let bias = if bias_or_null.is_null() { None } else { Some(unsafe { slice(bias_or_null, n, "bias") }?) };
        out.write(handle::try_new(Linear::new(weights, bias)?)?);
        Ok(())
    })
}

/// Multiplies `m` rows of activations by the weights and adds the bias. Each row is quantised to unsigned bytes by its own
/// range; sums are exact in 32 bits. The result is the same, bit for bit, at every SIMD level and thread count. For more than
/// 16 rows, or rows of more than 8192 bytes in all, the call allocates 8 bytes a row, and for each thread, and where they are
/// several once more, about 96 KiB, or six rows (32 at level AMX) where these are more. Thread-safe.
///
/// Where a row's scale times that of a column exceeds the greatest float, the result is infinite, or NaN where the sum is 0:
/// that takes activations or weights beyond 1e21.
///
/// @param linear       the layer
/// @param activations  [m, k], finite
/// @param m            how many rows
/// @param k            as the weights have it
/// @param out          receives [m, n]; must not overlap `activations`
/// @param n            as the weights have it
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for what is no layer, activations that are not finite, an overlap or a
///         misaligned pointer; SIZE_MISMATCH for another k or n; OVERFLOW; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_linear_run(
    linear: *const ScipixLinear,
    activations: *const f32,
    m: usize,
    k: usize,
    out: *mut f32,
    n: usize,
) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        let linear = unsafe { handle::get(linear, "linear") }?;
        let (inputs, outputs) = (linear.inputs(), linear.outputs());
        if k != inputs {
            fail!(SizeMismatch, "k: is {k}, weights have {inputs}");
        }
        if n != outputs {
            fail!(SizeMismatch, "n: is {n}, weights have {outputs}");
        }
        let (inputs, outputs) = (area(m, k, "activations")?, area(m, n, "out")?);
        // SAFETY: as above.
        let activations = unsafe { slice(activations, inputs, "activations") }?;
        apart(activations, out, outputs, "activations")?;
        // SAFETY: as above, and `out` does not overlap `activations`.
        linear.run(activations, m, unsafe { slice_mut(out, outputs, "out") }?)
    })
}

/// Frees a layer that nobody uses any more.
///
/// @param linear  the layer; NULL is OK
/// @return OK; INVALID_ARGUMENT for what is no layer
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_linear_free(linear: *mut ScipixLinear) -> ScipixStatus {
    guard(|_| {
        // SAFETY: the law of this module: null, or as the documentation says.
        drop(unsafe { handle::take(linear, "linear") }?);
        Ok(())
    })
}

fn area(rows: usize, columns: usize, name: &str) -> Result<usize> {
    match rows.checked_mul(columns) {
        Some(area) => Ok(area),
        None => fail!(Overflow, "{name}: {rows} x {columns} exceeds the address space"),
    }
}

fn apart<S, D>(src: &[S], out: *const D, len: usize, name: &str) -> Result<()> {
    if spans_overlap(src.as_ptr().cast(), size_of_val(src), out.cast(), len.saturating_mul(size_of::<D>())) {
        fail!(InvalidArgument, "out: overlaps {name}");
    }
    Ok(())
}

unsafe fn product<A>(
    (a, b): (*const A, *const i8),
    shape: MatmulShape,
    out: *mut i32,
    multiply: impl FnOnce(&[A], &[i8], MatmulShape, &mut [i32]) -> Result<()>,
) -> ScipixStatus {
    guard(|_| {
        let MatmulShape { m, k, n } = shape;
        let (a_len, b_len, out_len) = (area(m, k, "a")?, area(n, k, "b_transposed")?, area(m, n, "out")?);
        // SAFETY: the caller's promise, passed on.
        let (a, b) = unsafe { (slice(a, a_len, "a")?, slice(b, b_len, "b_transposed")?) };
        apart(a, out, out_len, "a")?;
        apart(b, out, out_len, "b_transposed")?;
        // SAFETY: as above, and `out` does not overlap the others.
        multiply(a, b, shape, unsafe { slice_mut(out, out_len, "out") }?)
    })
}

/// `out[i][j]` is the sum of `a[i][l] * b_transposed[j][l]` over `l`, exact. Packs `b_transposed` and copies `a` for the
/// call, unless `m` is less than 4. Thread-safe.
///
/// @param a             [m, k]
/// @param m             rows of `a` and of `out`
/// @param k             values of each sum, up to 65793
/// @param b_transposed  [n, k]
/// @param n             columns of `out`
/// @param out           receives [m, n]; must not overlap the others
/// @return OK; NULL_POINTER; INVALID_ARGUMENT for an overlap or a misaligned pointer; OUT_OF_RANGE for a larger k, whose sums
///         might exceed 32 bits; OVERFLOW; OUT_OF_MEMORY
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_matmul_u8i8(
    a: *const u8,
    m: usize,
    k: usize,
    b_transposed: *const i8,
    n: usize,
    out: *mut i32,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { product((a, b_transposed), MatmulShape { m, k, n }, out, quant::matmul_u8i8) }
}

/// The same of signed bytes on both sides.
///
/// @param a             [m, k]
/// @param m             rows of `a` and of `out`
/// @param k             values of each sum, up to 65793
/// @param b_transposed  [n, k]
/// @param n             columns of `out`
/// @param out           receives [m, n]; must not overlap the others
/// @return as `scipix_matmul_u8i8`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_matmul_i8i8(
    a: *const i8,
    m: usize,
    k: usize,
    b_transposed: *const i8,
    n: usize,
    out: *mut i32,
) -> ScipixStatus {
    // SAFETY: the law of this module: null, or as the documentation says.
    unsafe { product((a, b_transposed), MatmulShape { m, k, n }, out, quant::matmul_i8i8) }
}
