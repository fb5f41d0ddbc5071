//! The processor's features, and how much of them is used.

use crate::choice::{choose, count};
use crate::error::invalid;
use pyo3::prelude::*;
use scipix::OptLevel;
use scipix_core::simd;

/// Returns the names of the processor's features that the library knows.
///
/// Returns
/// -------
/// tuple of str
///     Such as ("sse4.2", "avx2", "fma"). The environment variable SCIPIX_CPU_MASK can hide some.
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> isinstance(sx.cpu_features(), tuple)
/// True
#[pyfunction]
pub fn cpu_features(py: Python<'_>) -> PyResult<Bound<'_, pyo3::types::PyTuple>> {
    pyo3::types::PyTuple::new(py, scipix::cpu::features().names().collect::<Vec<_>>())
}

/// Returns how many threads an operation may use, the calling one included.
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> sx.thread_count() >= 1
/// True
#[pyfunction]
pub fn thread_count() -> usize {
    scipix::thread_count()
}

/// Sets how many threads an operation may use, in the whole process.
///
/// Parameters
/// ----------
/// count : int
///     The calling thread is included. 0 restores the default: as many as affinity and cgroup quota allow.
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> sx.set_thread_count(1)
/// >>> sx.thread_count()
/// 1
/// >>> sx.set_thread_count(0)
#[pyfunction]
#[pyo3(signature = (count, /))]
pub fn set_thread_count(count: i64) -> PyResult<()> {
    scipix::set_thread_count(self::count("count", count)?);
    Ok(())
}

/// Returns the name of the instruction set that the kernels use now, such as "avx2".
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> sx.simd_level() in sx.simd_levels()
/// True
#[pyfunction]
pub fn simd_level() -> &'static str {
    simd::active().name()
}

/// Returns the names of the instruction sets that this processor has, the least first.
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> sx.simd_levels()[0]
/// 'scalar'
#[pyfunction]
pub fn simd_levels(py: Python<'_>) -> PyResult<Bound<'_, pyo3::types::PyTuple>> {
    pyo3::types::PyTuple::new(py, simd::available().map(simd::Level::name).collect::<Vec<_>>())
}

/// Sets the instruction set that the kernels use, in the whole process. Results do not depend on it.
///
/// Parameters
/// ----------
/// name : str
///     One of `simd_levels()`, such as "scalar", "sse42", "avx2", "avx512" or "neon", or "best".
///
/// Raises
/// ------
/// InvalidArgumentError
///     Where the processor does not have it.
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> sx.set_simd_level("scalar")
/// >>> sx.simd_level()
/// 'scalar'
/// >>> sx.set_simd_level("best")
#[pyfunction]
#[pyo3(signature = (name, /))]
pub fn set_simd_level(name: &str) -> PyResult<()> {
    let level = match name {
        "best" => Some(simd::best()),
        _ => simd::available().find(|level| level.name() == name),
    };
    match level {
        Some(level) => {
            simd::set_level(level);
            Ok(())
        }
        None => {
            let known: Vec<_> = simd::available().map(simd::Level::name).collect();
            Err(invalid(format_args!("name: this processor has {}, and no level {name:?}", known.join(", "))))
        }
    }
}

const LEVELS: [(&str, OptLevel); 4] =
    [("none", OptLevel::None), ("simd", OptLevel::Simd), ("parallel", OptLevel::Parallel), ("full", OptLevel::Full)];

/// Returns the optimization level: "none", "simd", "parallel" or "full".
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> sx.opt_level()
/// 'full'
#[pyfunction]
pub fn opt_level() -> &'static str {
    scipix::opt_level().name()
}

/// Sets the optimization level, in the whole process. Results do not depend on it.
///
/// Parameters
/// ----------
/// level : {"full", "parallel", "simd", "none"}
///     "none" is scalar and sequential, "simd" adds kernels, "parallel" threads, "full" pooled memory.
///
/// Examples
/// --------
/// >>> import scipix as sx
/// >>> sx.set_opt_level("full")
#[pyfunction]
#[pyo3(signature = (level, /))]
pub fn set_opt_level(level: &str) -> PyResult<()> {
    scipix::set_opt_level(choose("level", level, &LEVELS)?);
    Ok(())
}
