//! Quantised tensors in safetensors files: `name` is the bytes, `name.scale` and `name.zero_point` lie beside it, with one
//! extent for each of its axes, 1 but for that of the channels; those of a tensor without channels have no axes.

use super::qtensor::Bytes;
use super::{ByteType, MAX_RANK, QTensor, QuantParams};
use crate::error::{Error, ErrorKind, Result, fail, try_zeroed};
use crate::mem::Shared;
use crate::model::{Dtype, Model, Tensor};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes `tensors` with their names to a new file, which then takes the place of one at `path`.
///
/// # Errors
/// `InvalidArgument` for a name that is empty, reserved, or given twice, the names of scales and zero points included;
/// `Io`; `OutOfMemory`.
pub fn save(tensors: &[(&str, &QTensor)], path: &Path) -> Result<()> {
    check_names(tensors)?;
    let header = header(tensors)?;
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = Path::new(&part);
    let written = write(tensors, &header, part).and_then(|()| fs::rename(part, path));
    written.map_err(|error| {
        let _ = fs::remove_file(part);
        Error::new(ErrorKind::Io, format!("path: {}: {error}", path.display()))
    })
}

fn check_names(tensors: &[(&str, &QTensor)]) -> Result<()> {
    let mut names = Vec::new();
    if names.try_reserve(3 * tensors.len()).is_err() {
        fail!(OutOfMemory, "names: no memory for {} of them", tensors.len());
    }
    for &(name, _) in tensors {
        if name.is_empty() || name == "__metadata__" {
            fail!(InvalidArgument, "names: {name:?} is no name of a tensor");
        }
        names.extend(["", ".scale", ".zero_point"].map(|ending| format!("{name}{ending}")));
    }
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => fail!(InvalidArgument, "names: {:?} would be there twice", pair[0]),
        None => Ok(()),
    }
}

/// The header in JSON: params first, so that they are aligned to what they are.
fn header(tensors: &[(&str, &QTensor)]) -> Result<String> {
    let mut text = String::from("{");
    let mut offset = 0;
    let mut entry = |name: &str, dtype: &str, shape: &[usize], size: usize| -> Result<()> {
        if text.try_reserve(6 * name.len() + 512).is_err() {
            fail!(OutOfMemory, "names: no memory for a header of {} bytes", text.len());
        }
        let comma = if text.len() > 1 { "," } else { "" };
        let _ = write!(text, "{comma}\"{}\":{{\"dtype\":\"{dtype}\",\"shape\":{shape:?},", Escaped(name));
        let _ = write!(text, "\"data_offsets\":[{offset},{}]}}", offset + size);
        offset += size;
        Ok(())
    };
    for (name, tensor) in tensors {
        let (shape, rank) = params_shape(tensor);
        let size = 4 * tensor.params().len();
        entry(&format!("{name}.scale"), "F32", &shape[..rank], size)?;
        entry(&format!("{name}.zero_point"), "I32", &shape[..rank], size)?;
    }
    for (name, tensor) in tensors {
        let dtype = if tensor.byte_type() == ByteType::I8 { "I8" } else { "U8" };
        entry(name, dtype, tensor.shape(), tensor.bytes().len())?;
    }
    text.push('}');
    while text.len() % 8 != 0 {
        text.push(' ');
    }
    Ok(text)
}

fn params_shape(tensor: &QTensor) -> ([usize; MAX_RANK], usize) {
    let mut shape = [1; MAX_RANK];
    match tensor.axis() {
        Some(axis) => {
            shape[axis] = tensor.params().len();
            (shape, tensor.shape().len())
        }
        None => (shape, 0),
    }
}

/// What JSON asks to be escaped, escaped.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.chars().try_for_each(|char| match char {
            '"' | '\\' => write!(f, "\\{char}"),
            '\0'..='\x1f' => write!(f, "\\u{:04x}", u32::from(char)),
            _ => f.write_char(char),
        })
    }
}

fn write(tensors: &[(&str, &QTensor)], header: &str, part: &Path) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(part)?);
    file.write_all(&(header.len() as u64).to_le_bytes())?;
    file.write_all(header.as_bytes())?;
    for (_, tensor) in tensors {
        tensor.params().iter().try_for_each(|params| file.write_all(&params.scale.to_le_bytes()))?;
        tensor.params().iter().try_for_each(|params| file.write_all(&params.zero_point.to_le_bytes()))?;
    }
    tensors.iter().try_for_each(|(_, tensor)| file.write_all(tensor.bytes()))?;
    file.into_inner()?.sync_all()
}

/// The tensor of a file that [`save`] wrote. Its bytes stay in the file's memory, of which it is an owner.
///
/// # Errors
/// `NotFound` where the name, or its scale or zero point, is not there; `Unsupported` for another type or more than
/// [`MAX_RANK`] axes; `Malformed` for params that do not fit; `OutOfMemory`.
pub fn open(model: &Shared<Model>, name: &str) -> Result<QTensor> {
    let tensor = find(model, name)?;
    let byte_type = match tensor.dtype {
        Dtype::I8 => ByteType::I8,
        Dtype::U8 => ByteType::U8,
        other => fail!(Unsupported, "name: {name:?} is of {:?}, not of I8 or U8", other.name()),
    };
    if tensor.shape.len() > MAX_RANK {
        fail!(Unsupported, "name: {name:?} has {} axes, {MAX_RANK} are supported", tensor.shape.len());
    }
    let (scales, zero_points) = (find(model, &format!("{name}.scale"))?, find(model, &format!("{name}.zero_point"))?);
    let axis = axis(&tensor, &scales, name)?;
    if scales.dtype != Dtype::F32 || zero_points.dtype.name() != c"I32" || zero_points.shape != scales.shape {
        fail!(Malformed, "name: scales and zero points of {name:?} are not F32 and I32 of one shape");
    }
    let mut params = try_zeroed(scales.data.len() / 4, "name")?;
    let words = scales.data.as_chunks().0.iter().zip(zero_points.data.as_chunks().0);
    for (params, (&scale, &zero_point)) in params.iter_mut().zip(words) {
        *params = QuantParams { scale: f32::from_le_bytes(scale), zero_point: i32::from_le_bytes(zero_point) };
        if let Err(error) = params.check(byte_type) {
            fail!(Malformed, "name: {name:?} has bad {}", error.message());
        }
    }
    let offset = tensor.data.as_ptr().addr() - model.as_slice().as_ptr().addr();
    let bytes = Bytes::Mapped { model: model.clone(), range: offset..offset + tensor.data.len() };
    Ok(QTensor::of_parts(bytes, byte_type, tensor.shape, axis, params))
}

fn find<'a>(model: &'a Model, name: &str) -> Result<Tensor<'a>> {
    match model.tensor(name.as_bytes()) {
        Some(tensor) => Ok(tensor),
        None => fail!(NotFound, "name: no tensor is called {name:?}"),
    }
}

/// The axis of the channels: the one whose extent the scales have.
fn axis(tensor: &Tensor<'_>, scales: &Tensor<'_>, name: &str) -> Result<Option<usize>> {
    let (shape, of_scales) = (tensor.shape, scales.shape);
    let axis = of_scales.iter().position(|&extent| extent != 1);
    let fits = of_scales.is_empty()
        || (of_scales.len() == shape.len()
            && of_scales
                .iter()
                .enumerate()
                .all(|(at, &extent)| extent == if Some(at) == axis { shape[at] } else { 1 }));
    if !fits {
        fail!(Malformed, "name: scales of shape {of_scales:?} do not fit {name:?} of shape {shape:?}");
    }
    Ok(axis)
}

#[cfg(test)]
mod tests {
    use super::super::{Calibration, Config};
    use super::*;
    use crate::model::Options;

    const CONFIG: Config =
        Config { bytes: ByteType::I8, symmetric: true, narrow: false, axis: None, calibration: Calibration::MinMax };

    fn tensor(shape: &[usize], bytes: ByteType, axis: Option<i32>) -> QTensor {
        let data: Vec<f32> =
            (0..shape.iter().product()).map(|i: usize| (i as f32 * 0.7).sin() * (1 + i) as f32).collect();
        QTensor::from_f32(&data, shape, &Config { bytes, axis, symmetric: axis.is_some(), ..CONFIG }).unwrap()
    }

    fn place(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(format!("scipix-quant-{}-{name}.safetensors", std::process::id()))
    }

    #[test]
    fn what_is_saved_is_opened_again_and_outlives_the_model() {
        let path = place("several");
        let saved = [
            ("whole", tensor(&[3, 5], ByteType::U8, None)),
            ("a \"b\"\\\n\u{7}é", tensor(&[3, 5, 2], ByteType::I8, Some(1))),
            ("last", tensor(&[7, 4], ByteType::U8, Some(-1))),
            ("none", tensor(&[2, 0], ByteType::I8, Some(0))),
            ("one", tensor(&[], ByteType::I8, None)),
        ];
        let named: Vec<_> = saved.iter().map(|(name, tensor)| (*name, tensor)).collect();
        save(&named, &path).unwrap();
        save(&named, &path).unwrap();
        let model = Shared::try_new(Model::open(&path, Options::default()).unwrap()).unwrap();
        let opened: Vec<_> = saved.iter().map(|(name, _)| open(&model, name).unwrap()).collect();
        assert_eq!(open(&model, "no").unwrap_err().kind(), ErrorKind::NotFound);
        assert_eq!(open(&model, "whole.scale").unwrap_err().kind(), ErrorKind::Unsupported);
        drop(model);
        for ((name, saved), opened) in saved.iter().zip(&opened) {
            assert_eq!((saved.bytes(), saved.shape(), saved.axis()), (opened.bytes(), opened.shape(), opened.axis()));
            assert_eq!((saved.params(), saved.byte_type()), (opened.params(), opened.byte_type()), "{name}");
            let (mut from_saved, mut from_opened) = (vec![0.0; saved.bytes().len()], vec![0.0; saved.bytes().len()]);
            saved.to_f32(&mut from_saved).unwrap();
            opened.to_f32(&mut from_opened).unwrap();
            assert_eq!(from_saved, from_opened);
        }
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn names_that_would_break_the_file_are_refused() {
        let tensor = tensor(&[2], ByteType::I8, None);
        let kind = |names: &[&str]| {
            let named: Vec<_> = names.iter().map(|&name| (name, &tensor)).collect();
            save(&named, &place("refused")).unwrap_err().kind()
        };
        for names in [&[""][..], &["__metadata__"], &["a", "a"], &["a", "a.scale"]] {
            assert_eq!(kind(names), ErrorKind::InvalidArgument, "{names:?}");
        }
        assert!(!place("refused").exists());
        let nowhere = save(&[("a", &tensor)], Path::new("/no/such/folder/x.safetensors"));
        assert_eq!(nowhere.unwrap_err().kind(), ErrorKind::Io);
    }

    #[test]
    fn params_that_do_not_fit_are_malformed() {
        let file = |scale: &str, scale_shape: &str, zero: i32| {
            let size = if scale_shape == "[]" || scale_shape == "[1]" { 4 } else { 8 };
            let header = format!(
                "{{\"t.scale\":{{\"dtype\":\"F32\",\"shape\":{scale_shape},\"data_offsets\":[0,{size}]}},\
                 \"t.zero_point\":{{\"dtype\":\"I32\",\"shape\":{scale_shape},\"data_offsets\":[{size},{}]}},\
                 \"t\":{{\"dtype\":\"I8\",\"shape\":[3,2],\"data_offsets\":[{},{}]}}}}",
                2 * size,
                2 * size,
                2 * size + 6
            );
            let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
            bytes.extend(header.as_bytes());
            (0..size / 4).for_each(|_| bytes.extend(scale.parse::<f32>().unwrap().to_le_bytes()));
            (0..size / 4).for_each(|_| bytes.extend(zero.to_le_bytes()));
            bytes.extend([0; 6]);
            let path = place("malformed");
            fs::write(&path, bytes).unwrap();
            let model = Shared::try_new(Model::open(&path, Options::default()).unwrap()).unwrap();
            fs::remove_file(path).unwrap();
            open(&model, "t").map_err(|error| error.kind())
        };
        assert!(file("1", "[]", 0).is_ok() && file("1", "[1,2]", 5).is_ok());
        for (scale, shape, zero) in
            [("0", "[]", 0), ("NaN", "[]", 0), ("1", "[]", 128), ("1", "[2]", 0), ("1", "[2,1]", 0)]
        {
            assert_eq!(file(scale, shape, zero).unwrap_err(), ErrorKind::Malformed, "{scale} {shape} {zero}");
        }
    }
}
