//! `scipix quantize`, from a file to a file that the library opens.

use scipix_core::base::Shared;
use scipix_core::model::{Model, ModelOptions};
use scipix_core::quant::{self, ByteType, QTensor};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of the test's own.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("scipix-quantize-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn weight() -> Vec<f32> {
    (0..4 * 2 * 9).map(|i| (i as f32 * 0.7).sin() * (1 + i / 18) as f32).collect()
}

/// Weights, a bias, a vector in disguise and integers. `pad` moves the data, so that floats may lie anywhere.
fn write_model(path: &Path, pad: usize) {
    let entries = [
        ("conv.weight", "F32", "[4,2,3,3]", weight().iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>()),
        ("conv.bias", "F32", "[4]", [1f32; 4].iter().flat_map(|x| x.to_le_bytes()).collect()),
        ("norm", "F32", "[1,3,1]", [2f32; 3].iter().flat_map(|x| x.to_le_bytes()).collect()),
        ("head \\\"x\\\"", "F32", "[2,2]", [0f32, 1.0, 127.0, -127.0].iter().flat_map(|x| x.to_le_bytes()).collect()),
        ("steps", "I64", "[2,2]", (0..4i64).flat_map(|x| x.to_le_bytes()).collect()),
    ];
    let (mut header, mut data) = ("{\"__metadata__\":{\"format\":\"pt\"}".to_owned(), Vec::new());
    for (name, dtype, shape, bytes) in entries {
        let start = data.len();
        data.extend(bytes);
        header += &format!(
            ",\"{name}\":{{\"dtype\":\"{dtype}\",\"shape\":{shape},\"data_offsets\":[{start},{}]}}",
            data.len()
        );
    }
    header += "}";
    header += &" ".repeat((8 - header.len() % 8) % 8 + pad);
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(data);
    fs::write(path, file).unwrap();
}

/// Tensors of half-width floats, in bytes: the values of `weight`, rounded by cutting off their low bits.
fn write_half_model(path: &Path) {
    let bf16: Vec<u8> = weight().iter().flat_map(|x| ((x.to_bits() >> 16) as u16).to_le_bytes()).collect();
    // Whole numbers from -4 to 3, exact in F16: sign, exponent and fraction by hand.
    let f16: Vec<u8> =
        [0xc400u16, 0xc200, 0xc000, 0xbc00, 0, 0x3c00, 0x4000, 0x4200].iter().flat_map(|x| x.to_le_bytes()).collect();
    let (first, second) = (bf16.len(), bf16.len() + f16.len());
    let mut header = format!(
        "{{\"b\":{{\"dtype\":\"BF16\",\"shape\":[4,18],\"data_offsets\":[0,{first}]}},\
         \"h\":{{\"dtype\":\"F16\",\"shape\":[2,4],\"data_offsets\":[{first},{second}]}},\
         \"bias\":{{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[{second},{}]}}}}",
        second + 8
    );
    header += &" ".repeat((8 - header.len() % 8) % 8);
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(bf16.iter().chain(&f16).chain(&f16[..8]));
    fs::write(path, file).unwrap();
}

fn run(options: &str, files: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scipix"));
    command.arg("quantize").args(options.split_whitespace()).args(files).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn quantized(place: &Place, options: &str) -> (Shared<Model>, String) {
    let (input, output) = (place.file("in.safetensors"), place.file("out.safetensors"));
    write_model(&input, 0);
    let done = run(options, &[&input, &output]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(text(&done.stderr), "", "a bar is for terminals only");
    let model = Shared::try_new(Model::open(&output, ModelOptions::default()).unwrap()).unwrap();
    (model, text(&done.stdout).to_owned())
}

fn params(tensor: &QTensor) -> Vec<(f32, i32)> {
    tensor.params().iter().map(|params| (params.scale, params.zero_point)).collect()
}

#[test]
fn weights_become_bytes_and_the_rest_stays() {
    let place = Place::new("default");
    let (model, report) = quantized(&place, "");
    let weights = quant::open(&model, "conv.weight").unwrap();
    assert_eq!((weights.shape(), weights.axis(), weights.byte_type()), (&[4, 2, 3, 3][..], Some(0), ByteType::I8));
    let error = weights.error(&weight()).unwrap();
    assert!(error.sqnr_db > 35.0, "{error:?}");
    for (values, (scale, zero_point)) in weight().chunks(18).zip(params(&weights)) {
        let most = values.iter().fold(0f32, |most, x| most.max(x.abs()));
        assert_eq!((scale, zero_point), (most / 127.0, 0));
    }
    let head = quant::open(&model, "head \"x\"").unwrap();
    assert_eq!(params(&head), [(1.0 / 127.0, 0), (1.0, 0)]);
    assert_eq!(head.bytes(), [0, 127, 127, 129]);

    for (name, dtype, shape, first) in [
        ("conv.bias", c"F32", &[4][..], &1f32.to_le_bytes()[..]),
        ("norm", c"F32", &[1, 3, 1], &2f32.to_le_bytes()),
        ("steps", c"I64", &[2, 2], &0i64.to_le_bytes()),
    ] {
        let kept = model.tensor(name.as_bytes()).unwrap();
        assert_eq!((kept.dtype.name(), kept.shape, &kept.data[..first.len()]), (dtype, shape, first), "{name}");
        assert!(kept.data.as_ptr().addr().is_multiple_of(first.len()), "{name} is aligned in the mapped file");
    }
    assert_eq!((model.metadata(), model.len()), (c"{\"format\":\"pt\"}", 9));
    assert!(report.contains("conv.weight  4x2x3x3  I8 symmetric axis 0"), "{report}");
    assert!(report.contains("2 of 5 tensors; "), "{report}");
}

#[test]
fn options_reach_the_tensors_and_the_json() {
    let place = Place::new("options");
    let options = "--element u8 --scheme affine --granularity tensor --calibration mse --include conv.* --json";
    let (model, report) = quantized(&place, options);
    let weights = quant::open(&model, "conv.weight").unwrap();
    assert_eq!((weights.byte_type(), weights.axis(), weights.params().len()), (ByteType::U8, None, 1));
    assert_eq!(model.tensor(b"head \"x\"").unwrap().dtype.name(), c"F32");

    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(
        (&report["element"], &report["scheme"], &report["calibration"]),
        (&"U8".into(), &"affine".into(), &"mse".into())
    );
    assert_eq!(report["output_bytes"], fs::metadata(place.file("out.safetensors")).unwrap().len());
    let rows = report["tensors"].as_array().unwrap();
    assert_eq!(rows.iter().filter(|row| row["quantized"] == true).count(), 1);
    let error = weights.error(&weight()).unwrap();
    // The last bit is lost in reading.
    for (name, value) in [("sqnr_db", error.sqnr_db), ("mse", error.mse), ("cosine", error.cosine)] {
        assert!((rows[0][name].as_f64().unwrap() / value - 1.0).abs() < 1e-14, "{name}");
    }
    assert_eq!((&rows[3]["name"], &rows[3]["quantized"]), (&"head \"x\"".into(), &false.into()));
}

#[test]
fn a_tensor_without_noise_has_no_sqnr_in_json() {
    let place = Place::new("exact");
    let (_, report) = quantized(&place, "--granularity tensor --include head* --json --quiet");
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!((&report["tensors"][3]["sqnr_db"], &report["tensors"][3]["mse"]), (&Value::Null, &0.0.into()));
}

#[test]
fn floats_may_lie_anywhere_and_the_file_may_replace_itself() {
    let place = Place::new("unaligned");
    let files = [0, 1].map(|pad| {
        let file = place.file(&format!("{pad}.safetensors"));
        write_model(&file, pad);
        let done = run("--quiet --in-place", &[&file, &file]);
        assert!(done.status.success() && done.stdout.is_empty(), "{}", text(&done.stderr));
        fs::read(file).unwrap()
    });
    assert!(files[0] == files[1]);
    assert_eq!(fs::read_dir(&place.0).unwrap().count(), 2, "nothing unfinished is left");
}

#[test]
fn a_file_that_replaces_itself_is_reported_as_it_was() {
    let place = Place::new("itself");
    let file = place.file("x.safetensors");
    write_model(&file, 0);
    let before = fs::metadata(&file).unwrap().len();
    let done = run("--json --quiet --in-place", &[&file]);
    let report: Value = serde_json::from_str(text(&done.stdout)).unwrap();
    let after = fs::metadata(&file).unwrap().len();
    assert_eq!((&report["input_bytes"], &report["output_bytes"]), (&before.into(), &after.into()));
}

#[test]
fn a_file_called_like_an_unfinished_one_is_read_and_stays() {
    let place = Place::new("part");
    let (input, output) = (place.file("x.safetensors.part"), place.file("x.safetensors"));
    write_model(&input, 0);
    let before = fs::read(&input).unwrap();
    let done = run("", &[&input, &output]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(fs::read(&input).unwrap() == before && output.exists());
    assert_eq!(fs::read_dir(&place.0).unwrap().count(), 2, "nothing unfinished is left");
}

#[test]
fn what_is_quantised_is_left_alone_the_second_time() {
    let place = Place::new("again");
    let (_, _) = quantized(&place, "");
    let (once, twice) = (place.file("out.safetensors"), place.file("twice.safetensors"));
    let done = run("", &[&once, &twice]);
    assert!(text(&done.stdout).contains("0 of 9 tensors; "), "{}", text(&done.stdout));
    assert_eq!(done.status.code(), Some(3));
    assert!(text(&done.stderr).contains("warning: none of the 9 tensors was quantised"), "{}", text(&done.stderr));
    assert!(fs::read(once).unwrap() == fs::read(twice).unwrap());
}

#[test]
fn what_cannot_be_done_is_said_and_leaves_no_file() {
    let place = Place::new("refused");
    let (good, out) = (place.file("good.safetensors"), place.file("out.safetensors"));
    write_model(&good, 0);
    let (text_file, truncated, nan) =
        (place.file("x.txt"), place.file("cut.safetensors"), place.file("nan.safetensors"));
    fs::write(&text_file, "no model").unwrap();
    let mut bytes = fs::read(&good).unwrap();
    fs::write(&truncated, &bytes[..bytes.len() - 1]).unwrap();
    let first = bytes.len() - 32 - 16 - 12 - 16 - 4 * weight().len();
    let first = first + 4;
    bytes[first..first + 4].copy_from_slice(&f32::NAN.to_le_bytes());
    fs::write(&nan, bytes).unwrap();

    let cases = [
        ("", place.file("none.safetensors"), "cannot be found"),
        ("", text_file, "x.txt: not a safetensors file"),
        ("", truncated, "cut.safetensors is a broken safetensors file: "),
        ("", nan, "tensor \"conv.weight\": the value at [0, 0, 0, 1] is NaN; --exclude \"conv.weight\" leaves"),
        ("--axis 2", good.clone(), "tensor \"head \\\"x\\\"\": config: axis 2 of 2"),
    ];
    for (options, input, words) in cases {
        let done = run(options, &[&input, &out]);
        assert_eq!(done.status.code(), Some(1), "{words}");
        assert!(text(&done.stderr).contains(words) && done.stdout.is_empty(), "{}", text(&done.stderr));
        assert!(!out.exists());
    }
    let done = run("", &[&good, &place.file("no/such/folder.safetensors")]);
    assert!(done.status.code() == Some(1) && text(&done.stderr).contains("folder.safetensors"));

    for (options, words) in [("--element f8", "i8, u8"), ("--loud", "--loud"), ("--axis", "a value is required")] {
        let done = run(options, &[]);
        assert_eq!(done.status.code(), Some(2), "{options}");
        let said = text(&done.stderr);
        assert!(said.contains(words) && said.contains("--help"), "{said}");
    }
    let help = run("--help", &[]);
    assert!(help.status.success() && text(&help.stdout).contains("--calibration"));
}

#[test]
fn floats_of_sixteen_bits_are_quantised_too() {
    let place = Place::new("half");
    let (input, output) = (place.file("in.safetensors"), place.file("out.safetensors"));
    write_half_model(&input);
    let done = run("", &[&input, &output]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("2 of 3 tensors; "), "{}", text(&done.stdout));
    let model = Shared::try_new(Model::open(&output, ModelOptions::default()).unwrap()).unwrap();
    let h = quant::open(&model, "h").unwrap();
    assert_eq!(params(&h), [(4.0 / 127.0, 0), (3.0 / 127.0, 0)]);
    assert_eq!(h.bytes(), [-127i8, -95, -64, -32, 0, 42, 85, 127].map(|q| q as u8));
    let exact: Vec<f32> = weight().iter().map(|x| f32::from_bits(x.to_bits() & 0xffff_0000)).collect();
    assert!(quant::open(&model, "b").unwrap().error(&exact).unwrap().sqnr_db > 35.0);
    assert_eq!(model.tensor(b"bias").unwrap().dtype.name(), c"F16");
}

#[test]
fn an_include_that_matches_nothing_is_a_warning() {
    let place = Place::new("include");
    let (input, output) = (place.file("in.safetensors"), place.file("out.safetensors"));
    write_model(&input, 0);
    let done = run("--include conv.* --include convolution.*", &[&input, &output]);
    assert_eq!(done.status.code(), Some(3));
    assert!(text(&done.stdout).contains("1 of 5 tensors; ") && output.exists());
    assert_eq!(text(&done.stderr), "scipix: warning: --include \"convolution.*\" matches no tensor\n");
    let done = run("--include conv.*", &[&input, &output]);
    assert!(done.status.success() && done.stderr.is_empty());
}

#[test]
fn a_file_is_replaced_only_when_that_is_asked_for() {
    let place = Place::new("same");
    let (file, other) = (place.file("x.safetensors"), place.file("y.safetensors"));
    write_model(&file, 0);
    let before = fs::read(&file).unwrap();
    let mut names = vec![file.clone(), place.0.join(".").join("x.safetensors")];
    #[cfg(unix)]
    {
        names.extend([place.file("soft"), place.file("hard")]);
        std::os::unix::fs::symlink("x.safetensors", place.file("soft")).unwrap();
        fs::hard_link(&file, place.file("hard")).unwrap();
    }
    for output in &names {
        let done = run("", &[&file, output]);
        assert_eq!(done.status.code(), Some(2), "{output:?}");
        assert!(text(&done.stderr).contains("--in-place"), "{}", text(&done.stderr));
    }
    assert_eq!(run("--in-place", &[&file, &other]).status.code(), Some(2));
    assert!(fs::read(&file).unwrap() == before && !other.exists());
    assert!(run("--in-place", &[&file, &names[1]]).status.success());
    assert!(fs::read(&file).unwrap() != before);
}
