//! Writing: every value of the file is described first, then the header is made of that, then the data.

use crate::error::{Error, ErrorKind, Result, fail};
use crate::model::{Escaped, Tensor, sorted};
use crate::quant::{ByteType, MAX_RANK, QTensor, QuantParams};
use std::borrow::Cow;
use std::ffi::CStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes `tensors` with their names to a new file, which then takes the place of one at `path`.
///
/// # Errors
/// `InvalidArgument` for a name that is empty, reserved, or given twice, the names of scales and zero points included;
/// `Io`; `OutOfMemory`.
pub fn save(tensors: &[(&str, &QTensor)], path: &Path) -> Result<()> {
    save_beside(&[], c"{}", tensors, path)
}

/// The same with tensors of a model beside them, as they are, and its metadata.
///
/// # Errors
/// As [`save`].
pub fn save_beside(plain: &[Tensor<'_>], metadata: &CStr, tensors: &[(&str, &QTensor)], path: &Path) -> Result<()> {
    let parts = parts(plain, tensors)?;
    check_names(&parts)?;
    // Those with the widest elements first, so that each lies as its elements want.
    let order = sorted(&parts, |a, b| b.align.cmp(&a.align).then_with(|| a.name.cmp(&b.name)))?;
    let parts = || order.iter().map(|&index| &parts[index as usize]);
    let header = header(parts(), metadata)?;
    let written = create_beside(path).and_then(|(file, unfinished)| {
        let written = write(parts(), &header, file).and_then(|()| fs::rename(&unfinished, path));
        written.inspect_err(|_| {
            let _ = fs::remove_file(&unfinished);
        })
    });
    written.map_err(|error| Error::new(ErrorKind::Io, format_args!("path: {}: {error}", path.display())))
}

/// A new file in the folder of `path`. One that is there is someone else's: perhaps the one that `plain` tensors are mapped
/// from, or one that another thread is writing.
fn create_beside(path: &Path) -> io::Result<(File, PathBuf)> {
    let mut number = 0;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(".part");
        if number > 0 {
            name.push(number.to_string());
        }
        let name = PathBuf::from(name);
        match File::create_new(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            created => return created.map(|file| (file, name)),
        }
    }
}

/// One tensor of the file.
struct Part<'a> {
    name: Cow<'a, str>,
    dtype: &'a str,
    /// Bytes that its elements should begin at a multiple of.
    align: usize,
    shape: Cow<'a, [usize]>,
    data: Data<'a>,
}

/// What it holds.
enum Data<'a> {
    Bytes(&'a [u8]),
    Scales(&'a [QuantParams]),
    ZeroPoints(&'a [QuantParams]),
}

impl Data<'_> {
    fn len(&self) -> usize {
        match self {
            Data::Bytes(bytes) => bytes.len(),
            Data::Scales(params) | Data::ZeroPoints(params) => 4 * params.len(),
        }
    }

    fn write(&self, file: &mut impl Write) -> io::Result<()> {
        match self {
            Data::Bytes(bytes) => file.write_all(bytes),
            Data::Scales(params) => params.iter().try_for_each(|params| file.write_all(&params.scale.to_le_bytes())),
            Data::ZeroPoints(params) => {
                params.iter().try_for_each(|params| file.write_all(&params.zero_point.to_le_bytes()))
            }
        }
    }
}

/// All tensors of the file.
fn parts<'a>(plain: &[Tensor<'a>], tensors: &[(&'a str, &'a QTensor)]) -> Result<Vec<Part<'a>>> {
    let mut parts = Vec::new();
    if parts.try_reserve(plain.len() + 3 * tensors.len()).is_err() {
        fail!(OutOfMemory, "names: no memory for {} tensors", plain.len() + tensors.len());
    }
    for tensor in plain {
        parts.push(Part {
            name: utf8(tensor.name)?.into(),
            dtype: utf8(tensor.dtype.name())?,
            align: tensor.dtype.align(),
            shape: tensor.shape.into(),
            data: Data::Bytes(tensor.data),
        });
    }
    for &(name, tensor) in tensors {
        let params = tensor.params();
        let dtype = if tensor.byte_type() == ByteType::I8 { "I8" } else { "U8" };
        let shape = params_shape(tensor);
        let param = |what: &str, dtype, data| Part {
            name: format!("{name}.{what}").into(),
            dtype,
            align: 4,
            shape: shape.clone().into(),
            data,
        };
        parts.push(param("scale", "F32", Data::Scales(params)));
        parts.push(param("zero_point", "I32", Data::ZeroPoints(params)));
        let bytes = Data::Bytes(tensor.bytes());
        parts.push(Part { name: name.into(), dtype, align: 1, shape: tensor.shape().into(), data: bytes });
    }
    Ok(parts)
}

fn utf8(name: &CStr) -> Result<&str> {
    match name.to_str() {
        Ok(name) => Ok(name),
        Err(_) => fail!(InvalidArgument, "names: {name:?} is not UTF-8"),
    }
}

fn params_shape(tensor: &QTensor) -> Vec<usize> {
    let mut shape = [1; MAX_RANK];
    let rank = tensor.axis().map_or(0, |axis| {
        shape[axis] = tensor.params().len();
        tensor.shape().len()
    });
    shape[..rank].to_vec()
}

fn check_names(parts: &[Part<'_>]) -> Result<()> {
    if let Some(part) = parts.iter().find(|part| part.name.is_empty() || part.name == "__metadata__") {
        fail!(InvalidArgument, "names: {:?} is no name of a tensor", part.name);
    }
    let order = sorted(parts, |a, b| a.name.cmp(&b.name))?;
    let name = |index: u32| &parts[index as usize].name;
    match order.windows(2).find(|pair| name(pair[0]) == name(pair[1])) {
        Some(pair) => fail!(InvalidArgument, "names: {:?} would be there twice", name(pair[0])),
        None => Ok(()),
    }
}

/// The header in JSON.
fn header<'a>(parts: impl Iterator<Item = &'a Part<'a>>, metadata: &CStr) -> Result<String> {
    let mut text = String::from("{");
    if metadata != c"{}" {
        let _ = write!(text, "\"__metadata__\":{}", metadata.to_string_lossy());
    }
    let mut offset = 0;
    for Part { name, dtype, shape, data, .. } in parts {
        if text.try_reserve(6 * name.len() + 22 * shape.len() + 128).is_err() {
            fail!(OutOfMemory, "names: no memory for a header of {} bytes", text.len());
        }
        let comma = if text.len() > 1 { "," } else { "" };
        let end = offset + data.len();
        let _ = write!(text, "{comma}\"{}\":{{\"dtype\":\"{dtype}\",\"shape\":{shape:?},", Escaped(name));
        let _ = write!(text, "\"data_offsets\":[{offset},{end}]}}");
        offset = end;
    }
    text.push('}');
    while text.len() % 8 != 0 {
        text.push(' ');
    }
    Ok(text)
}

fn write<'a>(mut parts: impl Iterator<Item = &'a Part<'a>>, header: &str, file: File) -> io::Result<()> {
    let mut file = BufWriter::new(file);
    file.write_all(&(header.len() as u64).to_le_bytes())?;
    file.write_all(header.as_bytes())?;
    parts.try_for_each(|part| part.data.write(&mut file))?;
    file.into_inner()?.sync_all()
}
