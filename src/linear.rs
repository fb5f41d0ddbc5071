//! Integer products: linear layers and plain matrices.
//!
//! A layer never changes, so that any number of threads may run it at once. Large work is split over threads by rows.
//!
//! @code{.c}
//! const int8_t b_transposed[2 * 3] = {1, 0, 0, 0, 1, 1}; // two columns of three values
//! const uint8_t a[1 * 3] = {10, 20, 30};
//! int32_t out[1 * 2];
//! ScipixStatus status = scipix_matmul_u8i8(a, 1, 3, b_transposed, 2, out);
//! assert(status == SCIPIX_STATUS_OK && out[0] == 10 && out[1] == 50);
//! @endcode

use super::guard::{Law, guard};
use super::handle::{self, Opaque};
use super::ptr::spans_overlap;
use super::qtensor::ScipixQTensor;
use super::quant::ScipixQuantParams;
use super::status::ScipixStatus;
use scipix_core::base::error::{Result, fail};
use scipix_core::quant::{self, Byte, Linear, MatmulShape};

/// A linear layer: weights and bias, packed. Opaque; made by `scipix_linear_new`, freed by `scipix_linear_free`.
pub struct ScipixLinear {
    _opaque: [u8; 0],
}

impl Opaque for ScipixLinear {
    type Object = Linear;
    const TAG: u64 = u64::from_le_bytes(*b"sx:linea");
    const NAME: &'static str = "ScipixLinear";
}

/// Packs the weights of a linear layer. @threadsafe
///
/// @param weights       of shape [n, k], per tensor or per channel along axis 0; may be freed afterwards. SYMMETRIC ones
///                      make the layer a little faster
/// @param bias_or_null  n values, or NULL for none
/// @param out_linear    receives the layer, NULL on failure; owned: free it with `scipix_linear_free`
/// @return OK; INVALID_ARGUMENT for weights of another number of axes, or with channels along axis 1; OUT_OF_RANGE for k above
///         65793, or 33025 where weights have zero points: sums might exceed 32 bits
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_linear_new(
    weights: *const ScipixQTensor,
    bias_or_null: *const f32,
    out_linear: *mut *mut ScipixLinear,
) -> ScipixStatus {
    guard(|law| {
        law.give(out_linear, "out_linear", || {
            let weights = law.handle(weights, "weights")?;
            let [n, _] = Linear::shape(weights)?;
            let bias = if bias_or_null.is_null() { None } else { Some(law.slice(bias_or_null, n, "bias")?) };
            handle::try_new(Linear::new(weights, bias)?)
        })
    })
}

/// Multiplies `m` rows of activations by the weights and adds the bias. @threadsafe
///
/// Each row is quantised to unsigned bytes by its own range; sums are exact in 32 bits. The result is the same, bit for bit, at
/// every SIMD level and thread count. A row whose scale times that of a column exceeds the greatest float, with activations or
/// weights beyond 1e21, gives infinity, or NaN where the sum is 0.
///
/// For more than 16 rows it allocates 8 bytes a row. If the rows take more than 8192 bytes, or several threads share the
/// work, it also allocates, for each thread (plus once more if there are several), about the larger of 96 KiB and six rows
/// (32 at level AMX).
///
/// @param linear       the layer
/// @param activations  [m, k], finite
/// @param m            number of rows
/// @param k            values of a row, as the weights have it
/// @param out          receives [m, n]; must not overlap `activations`
/// @param n            values of a row of the result, as the weights have it
/// @return OK; INVALID_ARGUMENT for activations that are not finite; SIZE_MISMATCH for another k or n
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_linear_run(
    linear: *const ScipixLinear,
    activations: *const f32,
    m: usize,
    k: usize,
    out: *mut f32,
    n: usize,
) -> ScipixStatus {
    guard(|law| {
        let linear = law.handle(linear, "linear")?;
        let (inputs, outputs) = lengths(linear, MatmulShape { m, k, n })?;
        let activations = law.slice(activations, inputs, "activations")?;
        check_disjoint(activations, out, outputs, "activations")?;
        linear.run(activations, m, law.slice_mut(out, outputs, "out")?)
    })
}

/// Multiplies `m` rows of unsigned bytes by the weights, adds the bias and quantises the result, so that between two layers
/// there are no floats. @threadsafe
///
/// With `sa` and `za` for scale and zero point of `params`, `sw` and `zw` for those of the weights, the bytes are what
/// `scipix_quantize_u8` makes, by `out_params`, of the sums of `(a - za) * (w - zw)`, exact in 32 bits, times `sa * sw` and
/// with the bias added. They are the same at every SIMD level and thread count. Memory as for `scipix_linear_run`, without
/// the 8 bytes a row.
///
/// @param linear       the layer
/// @param activations  [m, k]
/// @param params       what the activations stand for
/// @param m            number of rows
/// @param k            values of a row, as the weights have it
/// @param out          receives [m, n]; must not overlap `activations`
/// @param out_params   what the result is to stand for
/// @param n            values of a row of the result, as the weights have it
/// @return OK; INVALID_ARGUMENT for params with a scale that is not finite and above 0, or a zero point that is no byte of
///         the type; SIZE_MISMATCH for another k or n
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_linear_run_u8(
    linear: *const ScipixLinear,
    activations: *const u8,
    params: ScipixQuantParams,
    m: usize,
    k: usize,
    out: *mut u8,
    out_params: ScipixQuantParams,
    n: usize,
) -> ScipixStatus {
    guard(|law| run_bytes(law, linear, (activations, params), MatmulShape { m, k, n }, (out, out_params)))
}

/// Multiplies rows of signed bytes by the weights, as `scipix_linear_run_u8` does those of unsigned ones. @threadsafe
///
/// @param linear       the layer
/// @param activations  [m, k]
/// @param params       what the activations stand for
/// @param m            number of rows
/// @param k            values of a row, as the weights have it
/// @param out          receives [m, n]; must not overlap `activations`
/// @param out_params   what the result is to stand for
/// @param n            values of a row of the result, as the weights have it
/// @return as `scipix_linear_run_u8`
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_linear_run_i8(
    linear: *const ScipixLinear,
    activations: *const i8,
    params: ScipixQuantParams,
    m: usize,
    k: usize,
    out: *mut i8,
    out_params: ScipixQuantParams,
    n: usize,
) -> ScipixStatus {
    guard(|law| run_bytes(law, linear, (activations, params), MatmulShape { m, k, n }, (out, out_params)))
}

/// Checks the arrays of a run from bytes to bytes, and runs the layer.
fn run_bytes<T: Byte>(
    law: Law<'_>,
    linear: *const ScipixLinear,
    (activations, params): (*const T, ScipixQuantParams),
    shape: MatmulShape,
    (out, out_params): (*mut T, ScipixQuantParams),
) -> Result<()> {
    let linear = law.handle(linear, "linear")?;
    let (inputs, outputs) = lengths(linear, shape)?;
    let activations = law.slice(activations, inputs, "activations")?;
    check_disjoint(activations, out, outputs, "activations")?;
    let out = law.slice_mut(out, outputs, "out")?;
    linear.run_bytes((activations, params.into()), shape.m, (out, out_params.into()))
}

/// The lengths of the activations and of the result of a run.
fn lengths(linear: &Linear, MatmulShape { m, k, n }: MatmulShape) -> Result<(usize, usize)> {
    let (inputs, outputs) = (linear.inputs(), linear.outputs());
    if k != inputs {
        fail!(SizeMismatch, "k: is {k}, weights have {inputs}");
    }
    if n != outputs {
        fail!(SizeMismatch, "n: is {n}, weights have {outputs}");
    }
    Ok((area(m, k, "activations")?, area(m, n, "out")?))
}

/// Frees a layer that nobody uses any more.
///
/// @param linear  the layer; NULL is OK and does nothing
/// @return OK, or a general status
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_linear_free(linear: *mut ScipixLinear) -> ScipixStatus {
    guard(|law| law.take(linear, "linear").map(drop))
}

fn area(rows: usize, columns: usize, name: &str) -> Result<usize> {
    match rows.checked_mul(columns) {
        Some(area) => Ok(area),
        None => fail!(Overflow, "{name}: {rows} x {columns} exceeds the address space"),
    }
}

fn check_disjoint<S, D>(src: &[S], out: *const D, len: usize, name: &str) -> Result<()> {
    if spans_overlap(src.as_ptr().cast(), size_of_val(src), out.cast(), len.saturating_mul(size_of::<D>())) {
        fail!(InvalidArgument, "out: overlaps {name}");
    }
    Ok(())
}

/// Checks the matrices and calls `multiply`.
fn product<A>(
    law: Law<'_>,
    (a, b): (*const A, *const i8),
    shape: MatmulShape,
    out: *mut i32,
    multiply: impl FnOnce(&[A], &[i8], MatmulShape, &mut [i32]) -> Result<()>,
) -> Result<()> {
    let MatmulShape { m, k, n } = shape;
    let (a_len, b_len, out_len) = (area(m, k, "a")?, area(n, k, "b_transposed")?, area(m, n, "out")?);
    let (a, b) = (law.slice(a, a_len, "a")?, law.slice(b, b_len, "b_transposed")?);
    check_disjoint(a, out, out_len, "a")?;
    check_disjoint(b, out, out_len, "b_transposed")?;
    multiply(a, b, shape, law.slice_mut(out, out_len, "out")?)
}

/// Multiplies unsigned by signed bytes: `out[i][j]` is the sum of `a[i][l] * b_transposed[j][l]` over `l`, exact. Packs
/// `b_transposed` and copies `a` for the call, unless `m` is less than 4. @threadsafe
///
/// @param a             [m, k]
/// @param m             rows of `a` and of `out`
/// @param k             values of each sum, up to 65793
/// @param b_transposed  [n, k]
/// @param n             columns of `out`
/// @param out           receives [m, n]; must not overlap the others
/// @return OK; OUT_OF_RANGE for a larger k, whose sums might exceed 32 bits
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_matmul_u8i8(
    a: *const u8,
    m: usize,
    k: usize,
    b_transposed: *const i8,
    n: usize,
    out: *mut i32,
) -> ScipixStatus {
    guard(|law| product(law, (a, b_transposed), MatmulShape { m, k, n }, out, quant::matmul_u8i8))
}

/// Multiplies signed by signed bytes: `out[i][j]` is the sum of `a[i][l] * b_transposed[j][l]` over `l`, exact. Packs
/// `b_transposed` and copies `a` for the call, unless `m` is less than 4. @threadsafe
///
/// @param a             [m, k]
/// @param m             rows of `a` and of `out`
/// @param k             values of each sum, up to 65793
/// @param b_transposed  [n, k]
/// @param n             columns of `out`
/// @param out           receives [m, n]; must not overlap the others
/// @return OK; OUT_OF_RANGE for a larger k, whose sums might exceed 32 bits
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scipix_matmul_i8i8(
    a: *const i8,
    m: usize,
    k: usize,
    b_transposed: *const i8,
    n: usize,
    out: *mut i32,
) -> ScipixStatus {
    guard(|law| product(law, (a, b_transposed), MatmulShape { m, k, n }, out, quant::matmul_i8i8))
}
