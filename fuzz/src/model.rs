//! Files of tensors: headers of any JSON, and whole files of any bytes. What may be quantised is opened as such.

use crate::bytes::Bytes;
use crate::memory::peak;
use scipix::model::{Model, Tensor};
use scipix::quant::QTensor;
use serde_json::Value;
use std::ffi::c_int;
use std::fs::File;
use std::io::Write;
use std::os::fd::{AsRawFd, FromRawFd};

/// Opens a file of bytes, mapped and as a copy, and looks at all that it says.
pub fn model(bytes: &[u8]) {
    let mut input = Bytes::new(bytes);
    let kind = input.below(4);
    let rest = input.take(usize::MAX);
    let content = match kind {
        0 => rest.to_vec(),
        // A header of any text, of the length that it has or nearly, before some data, which may be scales, then zero points.
        kind => {
            let more = if kind == 1 { 0 } else { u64::from(rest.first().copied().unwrap_or(0) % 9) };
            let len = (rest.len() as u64 + more).saturating_sub(if kind == 3 { 4 } else { 0 });
            [&len.to_le_bytes()[..], rest, &[7; 32], &[0; 32]].concat()
        }
    };
    let file = file_of(&content);
    let path = format!("/proc/self/fd/{}", file.as_raw_fd());
    let (mapped, taken) = peak(|| Model::open(&path).ok());
    assert!(taken <= 4096 + 64 * content.len(), "{taken} bytes for a file of {}", content.len());
    let copied = Model::options().private_copy(true).open(&path).ok();
    assert_eq!(mapped.is_some(), copied.is_some());
    let (Some(mapped), Some(copied)) = (mapped, copied) else { return };
    assert_eq!((mapped.bytes(), copied.bytes()), (&content[..], &content[..]));
    assert_eq!(mapped.is_safetensors(), copied.is_safetensors());
    let (listed, again) = (described(&mapped), described(&copied));
    assert_eq!(listed, again);
    if mapped.is_safetensors() {
        is_what_json_says(&content, &mapped);
    }
    places_are_apart(&mapped);
    mapped.tensors().for_each(|tensor| is_whole_or_refused(&mapped, &tensor));
}

/// A tensor that is taken for a quantised one has params for each of its values, which become as many floats.
fn is_whole_or_refused(model: &Model, tensor: &Tensor<'_>) {
    let Ok(quantized) = QTensor::open(model, tensor.name()) else { return };
    assert_eq!((quantized.bytes(), quantized.shape()), (tensor.bytes(), tensor.shape()));
    assert_eq!(quantized.params().len(), quantized.axis().map_or(1, |axis| tensor.shape()[axis]));
    let floats = quantized.to_f32().expect("memory");
    assert_eq!(floats.len(), quantized.bytes().len());
}

/// A file that has no name.
fn file_of(content: &[u8]) -> File {
    // SAFETY: a name that ends, and flags that exist.
    let descriptor: c_int = unsafe { libc::memfd_create(c"fuzz".as_ptr(), libc::MFD_CLOEXEC) };
    assert!(descriptor >= 0, "no file");
    // SAFETY: it is open and nobody else's.
    let mut file = unsafe { File::from_raw_fd(descriptor) };
    file.write_all(content).expect("memory");
    file
}

fn described(model: &Model) -> Vec<String> {
    let tensors = model.tensors().map(|tensor| {
        let found = model.tensor(tensor.name()).expect("a tensor that is listed");
        assert_eq!(found.bytes().as_ptr(), tensor.bytes().as_ptr());
        let floats = tensor.to_f32().map(|floats| floats.len()).ok();
        assert!(
            floats.is_none_or(|floats| floats == tensor.shape().iter().product::<usize>()),
            "a shape of other values"
        );
        format!("{} {:?} {} {:?} {floats:?}", tensor.name(), tensor.shape(), tensor.dtype().name(), tensor.bytes())
    });
    let metadata = model.metadata().map(|entries| format!("{entries:?}"));
    tensors.chain([metadata.unwrap_or_default()]).collect()
}

/// Another parser takes each header that is taken, and finds the same tensors.
fn is_what_json_says(content: &[u8], model: &Model) {
    let len = u64::from_le_bytes(content[..8].try_into().expect("eight bytes")) as usize;
    let header: Value = serde_json::from_slice(&content[8..8 + len]).expect("a header that was taken is JSON");
    let entries = header.as_object().expect("an object");
    let tensors: Vec<_> = entries.iter().filter(|(name, _)| *name != "__metadata__").collect();
    assert_eq!(tensors.len(), model.tensors().count());
    for (name, entry) in tensors {
        let tensor = model.tensor(name).expect("a tensor of the header");
        let shape: Vec<_> = entry["shape"].as_array().expect("a shape").iter().map(Value::as_u64).collect();
        assert!(shape.into_iter().eq(tensor.shape().iter().map(|&axis| Some(axis as u64))));
        let ends = [&entry["data_offsets"][0], &entry["data_offsets"][1]].map(|end| end.as_u64().expect("an offset"));
        assert_eq!((ends[1] - ends[0]) as usize, tensor.bytes().len());
    }
}

/// The bytes of tensors lie in the file, behind its header, and are nobody else's.
fn places_are_apart(model: &Model) {
    let all = model.bytes().as_ptr_range();
    let mut places: Vec<_> = model.tensors().map(|tensor: Tensor<'_>| tensor.bytes().as_ptr_range()).collect();
    places.retain(|place| place.start < place.end);
    places.sort_by_key(|place| place.start);
    assert!(places.iter().all(|place| place.start >= all.start && place.end <= all.end));
    assert!(places.windows(2).all(|pair| pair[0].end <= pair[1].start), "two tensors share bytes");
}
