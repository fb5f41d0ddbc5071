//! The parts of a file: one for each tensor, including scales and zero points. Names and shapes are borrowed, so that a part
//! needs no memory of its own.

use super::names::{SCALE, ZERO_POINT};
use crate::base::error::{Result, fail};
use crate::model::{Tensor, sorted};
use crate::quant::{ByteType, MAX_RANK, QTensor, QuantParams};
use std::cmp::Ordering;
use std::ffi::CStr;
use std::io::{self, Write};

/// One tensor of the file.
pub struct FilePart<'a> {
    pub name: &'a str,
    /// The end of the name, after `name`.
    pub suffix: &'static str,
    pub dtype: &'a str,
    /// Alignment of the elements in bytes.
    pub align: usize,
    shape: PartShape<'a>,
    pub data: Data<'a>,
}

enum PartShape<'a> {
    Of(&'a [usize]),
    /// The shape of a tensor's params: extents and rank. All extents are 1 but for that of the channels.
    Params([usize; MAX_RANK], usize),
}

/// The data of a part.
pub enum Data<'a> {
    Bytes(&'a [u8]),
    Scales(&'a [QuantParams]),
    ZeroPoints(&'a [QuantParams]),
}

impl FilePart<'_> {
    pub fn shape(&self) -> &[usize] {
        match &self.shape {
            PartShape::Of(shape) => shape,
            PartShape::Params(extents, rank) => &extents[..*rank],
        }
    }

    fn is(&self, name: &str) -> bool {
        self.suffix.is_empty() && self.name == name
    }

    /// Compares the names.
    pub fn by_name(&self, other: &Self) -> Ordering {
        let bytes = |part: &Self| -> [&[u8]; 2] { [part.name.as_bytes(), part.suffix.as_bytes()] };
        let (a, b) = (bytes(self), bytes(other));
        a.into_iter().flatten().cmp(b.into_iter().flatten())
    }
}

impl Data<'_> {
    pub fn len(&self) -> usize {
        match self {
            Data::Bytes(bytes) => bytes.len(),
            Data::Scales(params) | Data::ZeroPoints(params) => 4 * params.len(),
        }
    }

    pub fn write(&self, file: &mut impl Write) -> io::Result<()> {
        match self {
            Data::Bytes(bytes) => file.write_all(bytes),
            Data::Scales(params) => write_words(params, |params| params.scale.to_le_bytes(), file),
            Data::ZeroPoints(params) => write_words(params, |params| params.zero_point.to_le_bytes(), file),
        }
    }
}

fn write_words(params: &[QuantParams], word: fn(&QuantParams) -> [u8; 4], file: &mut impl Write) -> io::Result<()> {
    let mut words = [[0; 4]; 1024];
    params.chunks(words.len()).try_for_each(|params| {
        words.iter_mut().zip(params).for_each(|(to, params)| *to = word(params));
        file.write_all(words[..params.len()].as_flattened())
    })
}

/// Returns the parts of a file, their names checked.
///
/// # Errors
/// `InvalidArgument` for a name that is empty, reserved, not UTF-8 or given twice; `OutOfMemory`.
pub fn parts<'a>(plain: &[Tensor<'a>], tensors: &[(&'a str, &'a QTensor)]) -> Result<Vec<FilePart<'a>>> {
    let mut parts = Vec::new();
    if parts.try_reserve_exact(plain.len() + 3 * tensors.len()).is_err() {
        fail!(OutOfMemory, "names: no memory for {} tensors", plain.len() + tensors.len());
    }
    for tensor in plain {
        parts.push(FilePart {
            name: utf8(tensor.name)?,
            suffix: "",
            dtype: utf8(tensor.dtype.name())?,
            align: tensor.dtype.align(),
            shape: PartShape::Of(tensor.shape),
            data: Data::Bytes(tensor.data),
        });
    }
    for &(name, tensor) in tensors {
        let params = tensor.params();
        let dtype = if tensor.byte_type() == ByteType::I8 { "I8" } else { "U8" };
        let param = |suffix, dtype, data| FilePart { name, suffix, dtype, align: 4, shape: params_shape(tensor), data };
        parts.push(param(SCALE, "F32", Data::Scales(params)));
        parts.push(param(ZERO_POINT, "I32", Data::ZeroPoints(params)));
        let (shape, data) = (PartShape::Of(tensor.shape()), Data::Bytes(tensor.bytes()));
        parts.push(FilePart { name, suffix: "", dtype, align: 1, shape, data });
    }
    check_names(&parts)?;
    Ok(parts)
}

fn utf8(name: &CStr) -> Result<&str> {
    match name.to_str() {
        Ok(name) => Ok(name),
        Err(_) => fail!(InvalidArgument, "names: {name:?} is not UTF-8"),
    }
}

fn params_shape(tensor: &QTensor) -> PartShape<'static> {
    let mut extents = [1; MAX_RANK];
    let rank = tensor.axis().map_or(0, |axis| {
        extents[axis] = tensor.params().len();
        tensor.shape().len()
    });
    PartShape::Params(extents, rank)
}

fn check_names(parts: &[FilePart<'_>]) -> Result<()> {
    if let Some(part) = parts.iter().find(|part| part.is("") || part.is("__metadata__")) {
        fail!(InvalidArgument, "names: {:?} is no name of a tensor", part.name);
    }
    let order = sorted(parts, FilePart::by_name)?;
    let part = |index: u32| &parts[index as usize];
    match order.windows(2).map(|pair| (part(pair[0]), part(pair[1]))).find(|(a, b)| a.by_name(b).is_eq()) {
        Some((FilePart { name, suffix, .. }, _)) => {
            fail!(InvalidArgument, "names: \"{name}{suffix}\" would appear twice")
        }
        None => Ok(()),
    }
}
