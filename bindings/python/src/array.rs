//! Arrays of numpy: what Python passes is seen as one without a copy where that is possible, and results are new ones.

use crate::error::{Class, error, invalid, wrong_type};
use numpy::npyffi::{NPY_ARRAY_ALIGNED, NPY_ARRAY_WRITEABLE, PY_ARRAY_API};
use numpy::{Element, PyArrayDescr, PyArrayDescrMethods, PyUntypedArray, PyUntypedArrayMethods, dtype};
use pyo3::PyTypeInfo;
use pyo3::exceptions::PyMemoryError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyMemoryView};
use std::ffi::c_int;
use std::fmt;
use std::ptr;
use std::slice;

/// An array whose dtype is looked at when it is used.
pub type Array<'py> = Bound<'py, PyUntypedArray>;

/// A dtype that functions take or return.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// `bool`.
    Bool,
    /// `uint8`.
    U8,
    /// `int8`.
    I8,
    /// `uint16` in the byte order of the machine.
    U16,
    /// `float16` in the byte order of the machine.
    F16,
    /// `float32` in the byte order of the machine.
    F32,
    /// Any other.
    Other,
}

impl Scalar {
    /// Returns the dtype of an array.
    pub fn of(array: &Array<'_>) -> Self {
        let dtype = array.dtype();
        match (dtype.kind(), dtype.itemsize(), dtype.byteorder()) {
            (b'b', 1, _) => Self::Bool,
            (b'u', 1, _) => Self::U8,
            (b'i', 1, _) => Self::I8,
            (b'u', 2, b'=') => Self::U16,
            (b'f', 2, b'=') => Self::F16,
            (b'f', 4, b'=') => Self::F32,
            _ => Self::Other,
        }
    }

    /// Returns the number of bytes of an element.
    pub fn bytes(self) -> usize {
        match self {
            Self::F32 => 4,
            Self::U16 | Self::F16 => 2,
            _ => 1,
        }
    }
}

impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "bool",
            Self::U8 => "uint8",
            Self::I8 => "int8",
            Self::U16 => "uint16",
            Self::F16 => "float16",
            Self::F32 => "float32",
            Self::Other => "other",
        })
    }
}

/// Returns the module numpy.
fn numpy(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    static NUMPY: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let module = NUMPY.get_or_try_init(py, || py.import("numpy").map(|module| module.into_any().unbind()))?;
    Ok(module.bind(py).clone())
}

/// Returns `object` as an array that shares its memory, where it is one or offers the buffer protocol,
/// `__array_interface__` or `__array__`.
pub fn as_array<'py>(object: &Bound<'py, PyAny>, argument: &str) -> PyResult<Array<'py>> {
    match object.cast::<PyUntypedArray>() {
        Ok(array) => Ok(array.clone()),
        Err(_) => foreign(object, argument),
    }
}

#[cold]
fn foreign<'py>(object: &Bound<'py, PyAny>, argument: &str) -> PyResult<Array<'py>> {
    let py = object.py();
    // SAFETY: the pointer is that of a live object.
    let is_buffer = unsafe { pyo3::ffi::PyObject_CheckBuffer(object.as_ptr()) } == 1;
    if !is_buffer
        && !object.hasattr(intern!(py, "__array_interface__"))?
        && !object.hasattr(intern!(py, "__array__"))?
    {
        return Err(wrong_type(format_args!("{argument}: expected an array, got {}", object.get_type().name()?)));
    }
    // Pillow's palettes and inks are bytes too, but not the colours that they look like.
    if object.hasattr(intern!(py, "getbands"))? {
        let mode: String = object.getattr(intern!(py, "mode"))?.extract()?;
        if !["1", "L", "RGB", "RGBA", "I;16"].contains(&mode.as_str()) {
            let message = format_args!("{argument}: is a Pillow image of mode {mode:?}; convert it to L, RGB or RGBA");
            return Err(wrong_type(message));
        }
    }
    // numpy takes `bytes` for a text.
    let memory = match object.is_instance_of::<PyBytes>() {
        true => PyMemoryView::from(object)?.into_any(),
        false => object.clone(),
    };
    let array = numpy(py)?.call_method1(intern!(py, "asarray"), (memory,))?;
    Ok(array.cast_into::<PyUntypedArray>()?)
}

/// Returns an array of floats made from anything that numpy makes one of, such as a list of lists. It is for small
/// arguments, which may be copied.
pub fn converted<'py>(object: &Bound<'py, PyAny>, argument: &str) -> PyResult<Contiguous<'py>> {
    let py = object.py();
    let made = numpy(py)?.call_method1(intern!(py, "asarray"), (object, intern!(py, "float32")));
    match made.map(|array| array.cast_into::<PyUntypedArray>()) {
        Ok(Ok(array)) => Contiguous::of_array(array, argument, &[Scalar::F32]),
        Ok(Err(error)) => Err(error.into()),
        Err(error) => Err(wrong_type(format_args!("{argument}: numpy makes no floats of it: {}", error.value(py)))),
    }
}

/// Returns a copy in C order.
pub fn copied<'py>(array: &Array<'py>) -> PyResult<Array<'py>> {
    let py = array.py();
    let copy = array.call_method1(intern!(py, "copy"), (intern!(py, "C"),))?;
    Ok(copy.cast_into::<PyUntypedArray>()?)
}

/// Copies the elements of one array to another of its shape.
pub fn copy_to(to: &Array<'_>, from: &Array<'_>) -> PyResult<()> {
    let py = to.py();
    numpy(py)?.call_method1(intern!(py, "copyto"), (to, from))?;
    Ok(())
}

/// Returns whether the elements of an array may be written.
pub fn is_writeable(array: &Array<'_>) -> bool {
    flags(array) & NPY_ARRAY_WRITEABLE != 0
}

fn flags(array: &Array<'_>) -> i32 {
    // SAFETY: the pointer is that of a live array.
    unsafe { (*array.as_array_ptr()).flags }
}

/// Returns the address of the first element.
pub fn data(array: &Array<'_>) -> *mut u8 {
    // SAFETY: the pointer is that of a live array.
    unsafe { (*array.as_array_ptr()).data.cast() }
}

/// Writes a shape as Python does.
pub struct Shape<'a>(pub &'a [usize]);

impl fmt::Display for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extents: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        match &extents[..] {
            [one] => write!(f, "({one},)"),
            many => write!(f, "({})", many.join(", ")),
        }
    }
}

/// Returns the name of an array's dtype.
pub fn dtype_name(array: &Array<'_>) -> String {
    array.dtype().to_string()
}

/// Makes a new array, whose elements are not set: the caller writes all of them, or drops the array.
fn unset<'py>(shape: &[usize], dtype: Bound<'py, PyArrayDescr>) -> PyResult<Array<'py>> {
    let py = dtype.py();
    let (rank, null) = (shape.len() as c_int, ptr::null_mut());
    // SAFETY: numpy reads the extents of so many axes, makes its own strides and memory, and takes the dtype over. Elements are
    // plain numbers, which are written before they are read.
    let made = unsafe {
        let class = PyUntypedArray::type_object_raw(py);
        let extents = shape.as_ptr().cast_mut().cast();
        let array = PY_ARRAY_API.PyArray_NewFromDescr(
            py,
            class,
            dtype.into_dtype_ptr(),
            rank,
            extents,
            null,
            ptr::null_mut(),
            0,
            ptr::null_mut(),
        );
        Bound::from_owned_ptr_or_err(py, array)
    };
    match made {
        Ok(array) => Ok(array.cast_into::<PyUntypedArray>()?),
        Err(failure) if failure.is_instance_of::<PyMemoryError>(py) => {
            Err(error(Class::Memory, format_args!("size: no memory for an array of shape {}", Shape(shape))))
        }
        Err(_) => Err(invalid(format_args!("size: there are no arrays of shape {}", Shape(shape)))),
    }
}

/// Makes a new array of the given dtype, whose elements are not set.
pub fn unset_of<'py>(py: Python<'py>, shape: &[usize], scalar: Scalar) -> PyResult<Array<'py>> {
    unset(
        shape,
        match scalar {
            Scalar::Bool => dtype::<bool>(py),
            Scalar::I8 => dtype::<i8>(py),
            Scalar::U16 => dtype::<u16>(py),
            Scalar::F32 => dtype::<f32>(py),
            _ => dtype::<u8>(py),
        },
    )
}

/// Makes an array of numbers.
pub fn array_of<'py, T: Element + Copy>(
    py: Python<'py>,
    shape: &[usize],
    values: impl IntoIterator<Item = T>,
) -> PyResult<Bound<'py, PyAny>> {
    let array = unset(shape, dtype::<T>(py))?;
    let len: usize = shape.iter().product();
    if len > 0 {
        // SAFETY: the array is new, contiguous, of this many elements of this type, and nobody else has it.
        let places = unsafe { slice::from_raw_parts_mut(data(&array).cast(), len) };
        let count = places.iter_mut().zip(values).map(|(place, value)| *place = value).count();
        assert_eq!(count, len, "as many values as the shape has elements");
    }
    Ok(array.into_any())
}

/// A number type whose arrays can be seen as slices.
pub trait Plain: Copy {
    /// The dtypes of which it is the element.
    const SCALARS: &'static [Scalar];
}

impl Plain for u8 {
    const SCALARS: &'static [Scalar] = &[Scalar::U8];
}

impl Plain for i8 {
    const SCALARS: &'static [Scalar] = &[Scalar::I8];
}

impl Plain for u16 {
    const SCALARS: &'static [Scalar] = &[Scalar::U16, Scalar::F16];
}

impl Plain for f32 {
    const SCALARS: &'static [Scalar] = &[Scalar::F32];
}

/// An array whose elements lie one after the other: the caller's own where they do, else a copy.
pub struct Contiguous<'py> {
    array: Array<'py>,
    /// Dtype of the elements.
    pub scalar: Scalar,
}

impl<'py> Contiguous<'py> {
    /// Looks at an argument, which must have one of the dtypes.
    pub fn of(object: &Bound<'py, PyAny>, argument: &str, among: &[Scalar]) -> PyResult<Self> {
        Self::of_array(as_array(object, argument)?, argument, among)
    }

    fn of_array(array: Array<'py>, argument: &str, among: &[Scalar]) -> PyResult<Self> {
        let scalar = scalar_among(&array, argument, among)?;
        let is_plain = array.is_c_contiguous() && flags(&array) & NPY_ARRAY_ALIGNED != 0;
        let array = if is_plain { array } else { copied(&array)? };
        Ok(Self { array, scalar })
    }

    /// Returns the shape.
    pub fn shape(&self) -> &[usize] {
        self.array.shape()
    }

    /// Returns the elements.
    pub fn as_slice<T: Plain>(&self) -> &[T] {
        assert!(T::SCALARS.contains(&self.scalar));
        let len = self.array.len();
        if len == 0 {
            return &[];
        }
        // SAFETY: the array is contiguous, aligned and of this dtype, and lives as long as `self`. Python code that writes to it
        // at the same time would race with the library, as with every function that works without the GIL.
        unsafe { slice::from_raw_parts(data(&self.array).cast(), len) }
    }
}

/// Returns the dtype of an array, which must be one of some.
pub fn scalar_among(array: &Array<'_>, argument: &str, among: &[Scalar]) -> PyResult<Scalar> {
    let scalar = Scalar::of(array);
    if among.contains(&scalar) {
        return Ok(scalar);
    }
    let known: Vec<_> = among.iter().map(ToString::to_string).collect();
    Err(wrong_type(format_args!("{argument}: expected dtype {}, got {}", known.join(" or "), dtype_name(array))))
}

/// An array to write to: the caller's own, or one in between whose elements are copied to it at the end.
pub struct Writable<'py> {
    array: Array<'py>,
    copy: Option<Array<'py>>,
    /// Dtype of the elements.
    pub scalar: Scalar,
}

impl<'py> Writable<'py> {
    /// Looks at an argument to write to, which must have one of the dtypes. Elements that it has now are kept.
    pub fn of(object: &Bound<'py, PyAny>, argument: &str, among: &[Scalar]) -> PyResult<Self> {
        let array = as_array(object, argument)?;
        let scalar = scalar_among(&array, argument, among)?;
        if !is_writeable(&array) {
            return Err(invalid(format_args!("{argument}: is read-only")));
        }
        let is_plain = array.is_c_contiguous() && flags(&array) & NPY_ARRAY_ALIGNED != 0;
        let copy = if is_plain { None } else { Some(copied(&array)?) };
        Ok(Self { array, copy, scalar })
    }

    /// Makes a new array.
    pub fn new(py: Python<'py>, shape: &[usize], scalar: Scalar) -> PyResult<Self> {
        Ok(Self { array: unset_of(py, shape, scalar)?, copy: None, scalar })
    }

    /// Takes the argument, which must have this shape and dtype, or makes a new array where there is none.
    pub fn out(py: Python<'py>, out: Option<&Bound<'py, PyAny>>, shape: &[usize], scalar: Scalar) -> PyResult<Self> {
        let Some(object) = out else {
            return Self::new(py, shape, scalar);
        };
        let found = Self::of(object, "out", &[scalar])?;
        if found.array.shape() != shape {
            let (is, expected) = (Shape(found.array.shape()), Shape(shape));
            return Err(invalid(format_args!("out: has shape {is}, the result has {expected}")));
        }
        Ok(found)
    }

    /// Returns whether memory is shared with an array.
    pub fn overlaps(&self, other: &Contiguous<'_>) -> bool {
        let of = |array: &Array<'_>, scalar: Scalar| {
            let start = data(array) as usize;
            start..start + array.len() * scalar.bytes()
        };
        let (own, other) = (of(self.target(), self.scalar), of(&other.array, other.scalar));
        own.start < other.end && other.start < own.end
    }

    fn target(&self) -> &Array<'py> {
        self.copy.as_ref().unwrap_or(&self.array)
    }

    /// Returns the elements to write.
    pub fn as_mut_slice<T: Plain>(&mut self) -> &mut [T] {
        assert!(T::SCALARS.contains(&self.scalar));
        let target = self.target();
        let len = target.len();
        if len == 0 {
            return &mut [];
        }
        // SAFETY: the array is contiguous, aligned, writeable and of this dtype, and lives as long as `self`. See
        // `Contiguous::as_slice` for other threads.
        unsafe { slice::from_raw_parts_mut(data(target).cast(), len) }
    }

    /// Ends the writing, and returns the caller's array or the new one.
    pub fn finish(self) -> PyResult<Bound<'py, PyAny>> {
        if let Some(copy) = &self.copy {
            copy_to(&self.array, copy)?;
        }
        Ok(self.array.into_any())
    }
}
