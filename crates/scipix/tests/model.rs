//! Model files as a Rust program uses them.

use scipix::ErrorKind;
use scipix::model::{Advice, Dtype, Model};
use std::fs;
use std::path::PathBuf;
use std::thread;

/// A file that is removed when the test ends.
struct TestFile(PathBuf);

impl Drop for TestFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn file(name: &str, bytes: &[u8]) -> TestFile {
    let path = std::env::temp_dir().join(format!("scipix-rust-model-{}-{name}", std::process::id()));
    fs::write(&path, bytes).unwrap();
    TestFile(path)
}

/// A safetensors file with this header, padded so that the data begins at a multiple of 8 plus `shift`.
fn safetensors(header: &str, shift: usize, data: &[u8]) -> Vec<u8> {
    let mut header = header.to_owned();
    while header.len() % 8 != shift {
        header.push(' ');
    }
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

const HEADER: &str = r#"{"__metadata__":{"format":"pt","note":"a \"b\"\n\u00e9"},
"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},
"half":{"dtype":"F16","shape":[2],"data_offsets":[16,20]},
"q":{"dtype":"I8","shape":[3],"data_offsets":[20,23]},
"u":{"dtype":"U8","shape":[],"data_offsets":[23,24]},
"long":{"dtype":"I64","shape":[1],"data_offsets":[24,32]}}"#;

fn data() -> Vec<u8> {
    let mut data: Vec<u8> = [1.0f32, -2.0, 0.5, 4.0].iter().flat_map(|x| x.to_le_bytes()).collect();
    data.extend([0x00, 0x3C, 0x00, 0xC0, 0xFF, 0x00, 0x01, 0x2A]); // 1.0 and −2.0 in F16; −1, 0, 1; 42
    data.extend(7i64.to_le_bytes());
    data
}

#[test]
fn tensors_are_slices_of_the_file() {
    let file = file("all.safetensors", &safetensors(HEADER, 0, &data()));
    for model in [Model::open(&file.0), Model::options().private_copy(true).open(&file.0)] {
        let model = model.unwrap();
        assert!(model.is_safetensors());
        let weights = model.tensor("w").unwrap();
        let floats = weights.as_f32().unwrap();
        assert_eq!((floats, weights.shape(), weights.dtype()), (&[1.0, -2.0, 0.5, 4.0][..], &[2, 2][..], Dtype::F32));
        let range = model.bytes().as_ptr_range();
        assert!(range.contains(&floats.as_ptr().cast()), "no copy was made");
        assert_eq!(*model.tensor("half").unwrap().to_f32().unwrap(), [1.0, -2.0]);
        assert_eq!(model.tensor("q").unwrap().as_i8().unwrap(), [-1, 0, 1]);
        assert_eq!(model.tensor("u").unwrap().as_u8().unwrap(), [42]);
        assert_eq!(model.tensor("long").unwrap().bytes(), 7i64.to_le_bytes());
        let tensors = model.tensors();
        assert_eq!(tensors.len(), 5);
        let names: Vec<_> = tensors.map(|tensor| format!("{}: {}", tensor.name(), tensor.dtype())).collect();
        assert_eq!(names, ["w: F32", "half: F16", "q: I8", "u: U8", "long: I64"]);
        let metadata = model.metadata().unwrap();
        assert_eq!(metadata, [("format", "pt"), ("note", "a \"b\"\né")].map(|(k, v)| (k.to_owned(), v.to_owned())));
        assert!(format!("{weights:?}").contains("\"w\""), "{weights:?}");
    }
}

#[test]
fn wrong_types_and_misaligned_floats_are_refused_in_words() {
    let file = file("shifted.safetensors", &safetensors(HEADER, 1, &data()));
    let model = Model::open(&file.0).unwrap();
    let message = |error: scipix::Error| {
        assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
        error.to_string()
    };
    let tensor = |name| model.tensor(name).unwrap();
    assert_eq!(
        message(tensor("w").as_f32().unwrap_err()),
        "tensor \"w\": does not lie as floats in memory; `to_f32` copies it"
    );
    assert_eq!(*tensor("w").to_f32().unwrap(), [1.0, -2.0, 0.5, 4.0]);
    assert_eq!(
        message(tensor("half").as_f32().unwrap_err()),
        "tensor \"half\": is F16, not F32; `to_f32` converts F16 and BF16"
    );
    assert_eq!(message(tensor("long").to_f32().unwrap_err()), "tensor \"long\": is I64, not F32, F16 or BF16");
    assert_eq!(message(tensor("u").as_i8().unwrap_err()), "tensor \"u\": is U8, not I8");
    assert_eq!(message(tensor("q").as_u8().unwrap_err()), "tensor \"q\": is I8, not U8");
    let missing = model.tensor("W").unwrap_err();
    assert_eq!(
        (missing.kind(), missing.to_string().as_str()),
        (ErrorKind::NotFound, "name: no tensor is called \"W\"")
    );
}

#[test]
fn other_files_are_just_bytes() {
    let file = file("plain.bin", b"anything");
    let model = Model::options().populate(true).huge_pages(true).open(&file.0).unwrap();
    assert_eq!((model.bytes(), model.is_safetensors(), model.tensors().len()), (&b"anything"[..], false, 0));
    assert_eq!(model.tensor("w").unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(model.metadata().unwrap(), []);
}

#[test]
fn advice_takes_every_kind_of_range() {
    let file = file("advice.bin", &[1; 10_000]);
    let model = Model::open(&file.0).unwrap();
    for advice in [Advice::Normal, Advice::Sequential, Advice::Random, Advice::WillNeed, Advice::DontNeed] {
        model.advise(.., advice).unwrap();
        model.advise(5000.., advice).unwrap();
        model.advise(..=9999, advice).unwrap();
        model.advise(10_000..10_000, advice).unwrap();
    }
    assert!(model.bytes().iter().all(|&byte| byte == 1));
    let (late, early) = (5, 3);
    for error in [
        model.advise(..10_001, Advice::Normal),
        model.advise(late..early, Advice::Normal),
        model.advise(..=usize::MAX, Advice::Normal),
    ] {
        assert_eq!(error.unwrap_err().kind(), ErrorKind::OutOfRange);
    }
}

#[test]
fn files_that_are_not_there_or_broken_are_errors() {
    let missing = Model::open("/no/such/file.safetensors").unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Io);
    assert!(missing.to_string().contains("/no/such/file.safetensors"), "{missing}");
    assert_eq!(Model::open(std::env::temp_dir()).unwrap_err().kind(), ErrorKind::Io);
    let short = file("short.safetensors", &safetensors(HEADER, 0, &data()[..31]));
    let error = Model::open(&short.0).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Malformed);
    assert!(error.to_string().contains("tensor \"long\""), "{error}");
}

#[test]
fn clones_keep_the_file_open_on_other_threads() {
    let file = file("clone.safetensors", &safetensors(HEADER, 0, &data()));
    let model = Model::open(&file.0).unwrap();
    let clone = model.clone();
    drop((model, file));
    let sum = thread::spawn(move || clone.tensor("w").unwrap().as_f32().unwrap().iter().sum::<f32>());
    assert_eq!(sum.join().unwrap(), 3.5);
}
