use super::*;
use crate::base::error::ErrorKind;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// A file that goes when it is dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn new(suffix: &str, parts: &[&[u8]]) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("scipix-model-{}-{}{suffix}", std::process::id(), MADE.fetch_add(1, Relaxed));
        let path = std::env::temp_dir().join(name);
        let mut file = std::fs::File::create(&path).unwrap();
        parts.iter().for_each(|part| file.write_all(part).unwrap());
        Self(path)
    }

    fn open(&self, options: ModelOptions) -> Result<Model> {
        Model::open(&self.0, options)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn file(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

const GOOD: &str = r#"{"__metadata__": {"format": "pt", "k\"": "é"},
 "b": {"dtype":"F32","shape":[2,3],"data_offsets":[4,28]},
 "a.weight": {"shape":[4],"dtype":"I8","data_offsets":[0,4],"extra":[1,{"x":null}]},
 "empty": {"dtype":"BF16","shape":[0,7],"data_offsets":[28,28]},
 "scalar": {"dtype":"U8","shape":[],"data_offsets":[28,29]} }   "#;

fn good() -> Vec<u8> {
    file(GOOD, &(0..29).collect::<Vec<u8>>())
}

#[test]
fn tensors_are_found_by_place_and_name() {
    let scratch = Scratch::new(".safetensors", &[&good()]);
    for private_copy in [false, true] {
        let model = scratch.open(ModelOptions { private_copy, populate: true, huge_pages: true }).unwrap();
        assert_eq!(model.as_slice(), good());
        let names: Vec<_> = (0..model.len()).map(|i| model.tensor_at(i).unwrap().name).collect();
        assert_eq!(names, [c"b", c"a.weight", c"empty", c"scalar"]);
        let b = model.tensor(b"b").unwrap();
        assert_eq!((b.dtype, b.shape, b.data), (Dtype::F32, &[2, 3][..], &(4..28).collect::<Vec<u8>>()[..]));
        assert_eq!(model.tensor(b"a.weight").unwrap().data, [0, 1, 2, 3]);
        assert_eq!(model.tensor(b"scalar").unwrap().shape, [0usize; 0]);
        assert!(model.tensor(b"empty").unwrap().data.is_empty());
        assert!(model.tensor(b"").is_none() && model.tensor_at(4).is_none());
        assert_eq!(model.metadata().to_str().unwrap(), r#"{"format": "pt", "k\"": "é"}"#);
    }
}

#[test]
fn other_files_are_just_bytes() {
    for content in [&b""[..], b"x", b"GGUF\x03\0\0\0{}", &[0; 5000]] {
        let model = Scratch::new(".bin", &[content]).open(ModelOptions::default()).unwrap();
        assert_eq!((model.as_slice(), model.len(), model.metadata()), (content, 0, c"{}"));
        model.advise(0, content.len(), Advice::WillNeed).unwrap();
    }
    let unnamed = Scratch::new("", &[&good()]).open(ModelOptions::default()).unwrap();
    assert_eq!(unnamed.len(), 4, "known by how it begins");
}

#[test]
fn what_cannot_be_opened_says_so() {
    let kind = |path: &Path| Model::open(path, ModelOptions::default()).unwrap_err().kind();
    assert_eq!(kind(Path::new("/nowhere/at all")), ErrorKind::Io);
    assert_eq!(kind(&std::env::temp_dir()), ErrorKind::Io);
}

#[test]
fn advice_stays_within_the_file() {
    let scratch = Scratch::new(".bin", &[&[7; 10_000]]);
    for private_copy in [false, true] {
        let model = scratch.open(ModelOptions { private_copy, ..ModelOptions::default() }).unwrap();
        for advice in [Advice::Normal, Advice::Sequential, Advice::Random, Advice::WillNeed, Advice::DontNeed] {
            model.advise(5000, 5000, advice).unwrap();
            model.advise(10_000, 0, advice).unwrap();
            for (offset, len) in [(0, 10_001), (10_001, 0), (5, usize::MAX)] {
                assert_eq!(model.advise(offset, len, advice).unwrap_err().kind(), ErrorKind::OutOfRange);
            }
        }
        assert!(model.as_slice().iter().all(|&byte| byte == 7), "what was not needed is still there");
    }
}

/// One tensor `x` of 4 bytes, with its fields replaced.
fn one(dtype: &str, shape: &str, offsets: &str) -> Vec<u8> {
    file(&format!(r#"{{"x":{{"dtype":{dtype},"shape":{shape},"data_offsets":{offsets}}}}}"#), &[0; 4])
}

fn two(first: &str, second: &str, len: usize) -> Vec<u8> {
    let tensor = |offsets: &str| format!(r#"{{"dtype":"U8","shape":[4],"data_offsets":{offsets}}}"#);
    file(&format!(r#"{{"x":{},"y":{}}}"#, tensor(first), tensor(second)), &vec![0; len])
}

fn malformed() -> Vec<(&'static str, Vec<u8>)> {
    let mut bad_utf8 = one(r#""U8""#, "[4]", "[0,4]");
    bad_utf8[10] = 0xFF;
    let huge = [&u64::MAX.to_le_bytes()[..], b"{}"].concat();
    let over = [&100_000_001u64.to_le_bytes()[..], b"{}"].concat();
    let twice = |again: &str| {
        let (none, four) = (r#""shape":[0],"data_offsets":[0,0]"#, r#""shape":[4],"data_offsets":[0,4]"#);
        file(&format!(r#"{{"x":{{"dtype":"U8",{none}}},{again}:{{"dtype":"U8",{four}}}}}"#), &[0; 4])
    };
    let both = |first: &str, second: &str| {
        let x = |offsets: &str| format!(r#""x":{{"dtype":"U8","shape":[2],"data_offsets":{offsets}}}"#);
        file(&format!("{{{},{}}}", x(first), x(second)), &[0; 2])
    };
    vec![
        ("not even 8", b"1234567".to_vec()),
        ("at most 100000000", huge),
        ("at most 100000000", over),
        ("the file has 28 in all", good()[..28].to_vec()),
        ("the data has 28 bytes", good()[..good().len() - 1].to_vec()),
        ("the tensors end at 29", [good(), vec![0]].concat()),
        ("not UTF-8 from byte 2", bad_utf8),
        ("expected '{'", file("", &[])),
        ("expected '{'", file("[]", &[])),
        ("expected '}'", file(r#"{"__metadata__":{}"#, &[])),
        ("are missing", file(r#"{"x":{}}"#, &[])),
        ("expected the end", file("{} {}", &[])),
        ("expected '\"'", file("{x:1}", &[])),
        ("are missing", file(r#"{"x":{"dtype":"U8","shape":[0]}}"#, &[])),
        ("a field appears twice", file(r#"{"x":{"dtype":"U8","dtype":"U8"}}"#, &[])),
        ("__metadata__ appears twice", file(r#"{"__metadata__":{},"__metadata__":{}}"#, &[])),
        ("expected '\"'", file(r#"{"__metadata__":{"a":1}}"#, &[])),
        ("\"x\": appears twice", both("[0,2]", "[0,2]")),
        ("\"x\": appears twice", both("[0,9]", "[7,3]")),
        ("__metadata__ appears twice", file(r#"{"__metadata__":null,"__metadata__":{}}"#, &[])),
        ("\"x\": appears twice", twice(r#""x""#)),
        ("\"x\": appears twice", twice(r#""\u0078""#)),
        ("a zero character", file(r#"{"\u0000":{}}"#, &[])),
        ("nested too deep", file(&format!(r#"{{"x":{{"y":{}"#, "[".repeat(100)), &[])),
        ("unknown dtype \"F31\"", one(r#""F31""#, "[1]", "[0,4]")),
        ("expected '\"'", one("4", "[1]", "[0,4]")),
        ("expected a size", one(r#""U8""#, "[-4]", "[0,4]")),
        ("expected a size", one(r#""U8""#, "[4.0]", "[0,4]")),
        ("expected '['", one(r#""U8""#, "4", "[0,4]")),
        ("expected ','", one(r#""U8""#, "[4]", "[0]")),
        ("expected ']'", one(r#""U8""#, "[4]", "[0,4,4]")),
        ("beyond the address space", one(r#""U8""#, "[4]", "[0,99999999999999999999]")),
        ("overflow", one(r#""U8""#, "[4294967296,4294967296,2]", "[0,4]")),
        ("overflow", one(r#""F64""#, "[4611686018427387904]", "[0,4]")),
        ("end inside a byte", one(r#""F4""#, "[7]", "[0,4]")),
        ("its shape has 5 bytes", one(r#""U8""#, "[5]", "[0,4]")),
        ("its shape has 4 bytes", one(r#""U8""#, "[4]", "[4,0]")),
        ("the data has 4 bytes", one(r#""U8""#, "[4]", "[1,5]")),
        ("the data has 4 bytes", one(r#""U8""#, "[8]", "[0,8]")),
        ("leaves a hole", one(r#""U8""#, "[3]", "[1,4]")),
        ("\"y\": overlaps", two("[0,4]", "[3,7]", 7)),
        ("\"y\": overlaps", two("[0,4]", "[0,4]", 4).to_vec()),
        ("\"x\": leaves a hole", two("[5,9]", "[0,4]", 9)),
    ]
}

#[test]
fn malformed_files_are_refused_with_the_reason() {
    for (reason, content) in malformed() {
        let error = Scratch::new(".safetensors", &[&content]).open(ModelOptions::default()).unwrap_err();
        let text = String::from_utf8_lossy(&content[content.len().min(8)..]);
        assert_eq!(error.kind(), ErrorKind::Malformed, "{text}: {error}");
        assert!(error.message().contains(reason), "{text}: {error}, not {reason}");
        assert!(error.message().starts_with("path: "), "{error}");
    }
}

/// Whatever bytes come, tensors lie within the file.
#[test]
fn mutilated_files_are_refused_or_right() {
    let whole = good();
    let mut random = 1u64;
    let mut next = |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        (random % below as u64) as usize
    };
    let mut opened = 0;
    for _ in 0..20_000 {
        let mut bytes = whole.clone();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(4) {
                0 => bytes[at] = next(256) as u8,
                1 => bytes[at] ^= 1 << next(8),
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, b"{}[]\",:0123456789\\u"[next(19)]),
            }
        }
        if let Ok(index) = safetensors::parse(&bytes) {
            opened += 1;
            for i in 0..index.len() {
                let tensor = index.tensor(i, &bytes).unwrap();
                assert_eq!(tensor.dtype.bytes(tensor.shape), Some(tensor.data.len()));
                assert_eq!(index.find(tensor.name.to_bytes()), Some(i));
            }
        }
    }
    assert!(opened > 100, "some changes do no harm: {opened}");
}

#[test]
fn ten_gigabytes_open_at_once() {
    const LEN: u64 = 10 << 30;
    let header = format!(r#"{{"x":{{"dtype":"F32","shape":[{}],"data_offsets":[0,{LEN}]}}}}"#, LEN / 4);
    let scratch = Scratch::new(".safetensors", &[&file(&header, &[])]);
    let all = 8 + header.len() as u64 + LEN;
    let sparse = std::fs::OpenOptions::new().write(true).open(&scratch.0).unwrap();
    if usize::BITS < 64 || sparse.set_len(all).is_err() {
        return;
    }
    let model = scratch.open(ModelOptions::default()).unwrap();
    assert_eq!(model.as_slice().len() as u64, all);
    assert_eq!(model.tensor(b"x").unwrap().data.last(), Some(&0));
}

#[test]
fn metadata_may_be_null() {
    for text in
        [r#"{"__metadata__":null}"#, r#"{"__metadata__" : null , "x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}"#]
    {
        let model = Scratch::new(".safetensors", &[&file(text, &[])]).open(ModelOptions::default()).unwrap();
        assert_eq!(model.metadata(), c"{}");
    }
    for text in [r#"{"__metadata__":nul}"#, r#"{"__metadata__":nullx}"#] {
        let scratch = Scratch::new(".safetensors", &[&file(text, &[])]);
        assert_eq!(scratch.open(ModelOptions::default()).unwrap_err().kind(), ErrorKind::Malformed, "{text}");
    }
}

#[test]
fn an_empty_tensor_may_have_any_other_sides() {
    let max = usize::MAX;
    let text = format!(r#"{{"x":{{"dtype":"F32","shape":[{max},{max},0],"data_offsets":[0,0]}}}}"#);
    let model = Scratch::new(".safetensors", &[&file(&text, &[])]).open(ModelOptions::default()).unwrap();
    assert_eq!(model.tensor(b"x").unwrap().shape, [max, max, 0]);
}

#[test]
fn a_file_that_is_no_safetensors_file_is_named() {
    for (content, words) in [
        (&b"text"[..], "is not a safetensors file"),
        (b"GGUF\x03\0\0\0 and much more", "is not a safetensors file"),
        (&file("{]", &[]), "is a broken safetensors file"),
    ] {
        let scratch = Scratch::new(".safetensors", &[content]);
        let error = scratch.open(ModelOptions::default()).unwrap_err();
        let expected = format!("path: {} {words}: ", scratch.0.display());
        assert!(error.message().starts_with(&expected), "{}", error.message());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_the_system_makes_up_is_read() {
    let expected = std::fs::read("/proc/self/status").unwrap();
    for private_copy in [true, false] {
        let options = ModelOptions { private_copy, ..ModelOptions::default() };
        let model = Model::open(Path::new("/proc/self/status"), options).unwrap();
        let first = |bytes: &[u8]| bytes.split(|&byte| byte == b'\n').next().map(<[u8]>::to_vec);
        assert!(first(model.as_slice()) == first(&expected) && !model.as_slice().is_empty());
    }
    let empty = Scratch::new("", &[]);
    assert_eq!(empty.open(ModelOptions { private_copy: true, ..ModelOptions::default() }).unwrap().as_slice(), b"");
}

#[test]
fn floats_of_sixteen_bits_are_widened() {
    let text = r#"{"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"h":{"dtype":"F16","shape":[2],"data_offsets":[4,8]},
        "i":{"dtype":"I16","shape":[1],"data_offsets":[8,10]}}"#;
    let model = Scratch::new(".safetensors", &[&file(text, &[0x80, 0x3f, 0x40, 0xc0, 0, 0x3c, 1, 0x80, 0, 0])])
        .open(ModelOptions::default())
        .unwrap();
    assert_eq!(model.tensor(b"b").unwrap().floats().unwrap()[..], [1.0, -3.0]);
    assert_eq!(model.tensor(b"h").unwrap().floats().unwrap()[..], [1.0, -(2f32.powi(-24))]);
    assert_eq!(model.tensor(b"i").unwrap().floats().unwrap_err().kind(), ErrorKind::Unsupported);
}
