use super::super::{Calibration, QuantConfig};
use super::*;
use crate::base::Shared;
use crate::base::error::ErrorKind;
use crate::model::{Dtype, Model, ModelOptions, Tensor};
use crate::quant::{ByteType, QTensor};
use std::fs;
use std::path::Path;

const CONFIG: QuantConfig =
    QuantConfig { bytes: ByteType::I8, symmetric: true, narrow: false, axis: None, calibration: Calibration::MinMax };

fn tensor(shape: &[usize], bytes: ByteType, axis: Option<i32>) -> QTensor {
    let data: Vec<f32> = (0..shape.iter().product()).map(|i: usize| (i as f32 * 0.7).sin() * (1 + i) as f32).collect();
    QTensor::from_f32(&data, shape, &QuantConfig { bytes, axis, symmetric: axis.is_some(), ..CONFIG }).unwrap()
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
    let model = Shared::try_new(Model::open(&path, ModelOptions::default()).unwrap()).unwrap();
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
fn scales_and_zero_points_of_other_types_or_shapes_are_refused() {
    let path = place("scales");
    let opened = |scale: &str, zero_point: &str| {
        let header = format!(
            r#"{{"t.scale":{{{scale},"data_offsets":[0,4]}},"t.zero_point":{{{zero_point},"data_offsets":[4,8]}},"#
        ) + r#""t":{"dtype":"I8","shape":[2],"data_offsets":[8,10]}}"#;
        let data = [&1f32.to_le_bytes()[..], &[0; 4], &[5, 6]].concat();
        fs::write(&path, [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &data].concat()).unwrap();
        let model = Shared::try_new(Model::open(&path, ModelOptions::default()).unwrap()).unwrap();
        open(&model, "t").map(|tensor| tensor.bytes().to_vec()).map_err(|error| error.kind())
    };
    let (scale, zero_point) = (r#""dtype":"F32","shape":[]"#, r#""dtype":"I32","shape":[]"#);
    assert_eq!(opened(scale, zero_point), Ok(vec![5, 6]));
    for zero_point in [r#""dtype":"F32","shape":[]"#, r#""dtype":"I32","shape":[1]"#] {
        assert_eq!(opened(scale, zero_point), Err(ErrorKind::Malformed), "{zero_point}");
    }
    assert_eq!(opened(r#""dtype":"I32","shape":[]"#, zero_point), Err(ErrorKind::Malformed));
    fs::remove_file(path).unwrap();
}

#[test]
fn files_of_others_are_left_alone_and_savers_do_not_mix() {
    let path = place("shared");
    let part = path.with_extension("safetensors.part");
    fs::write(&part, "of someone else").unwrap();
    let saved = [ByteType::I8, ByteType::U8].map(|bytes| tensor(&[300, 1000], bytes, Some(0)));
    std::thread::scope(|scope| {
        for tensor in &saved {
            scope.spawn(|| (0..8).for_each(|_| save(&[("t", tensor)], &path).unwrap()));
        }
    });
    let model = Shared::try_new(Model::open(&path, ModelOptions::default()).unwrap()).unwrap();
    let opened = open(&model, "t").unwrap();
    assert!(saved.iter().any(|saved| saved.bytes() == opened.bytes() && saved.params() == opened.params()));
    assert_eq!(fs::read(&part).unwrap(), b"of someone else");
    assert!(!path.with_extension("safetensors.part1").exists() && !path.with_extension("safetensors.part2").exists());
    for file in [path, part] {
        fs::remove_file(file).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_leads_to_it() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (path, link, nowhere) = (place("kept"), place("link"), place("nowhere"));
    fs::write(&path, "before").unwrap();
    symlink(path.file_name().unwrap(), &link).unwrap();
    symlink("there is none", &nowhere).unwrap();
    let saved = tensor(&[2], ByteType::I8, None);
    for (to, mode) in [(&path, 0o600), (&link, 0o640)] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        save(&[("a", &saved)], to).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o7777, mode);
        let model = Shared::try_new(Model::open(&path, ModelOptions::default()).unwrap()).unwrap();
        assert_eq!(open(&model, "a").unwrap().bytes(), saved.bytes());
    }
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(save(&[("a", &saved)], &nowhere).unwrap_err().kind(), ErrorKind::Io);
    assert!(fs::symlink_metadata(&nowhere).unwrap().is_symlink());
    for file in [path, link, nowhere] {
        fs::remove_file(file).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_regular_file_is_left_alone() {
    use std::os::unix::{fs::FileTypeExt, net::UnixListener};
    let (socket, folder) = (place("socket"), place("folder"));
    let _listening = UnixListener::bind(&socket).unwrap();
    fs::create_dir(&folder).unwrap();
    let saved = tensor(&[2], ByteType::I8, None);
    for path in [&socket, &folder] {
        assert_eq!(save(&[("a", &saved)], path).unwrap_err().kind(), ErrorKind::Io);
        assert!(!path.with_extension("safetensors.part").exists());
    }
    assert!(fs::metadata(&socket).unwrap().file_type().is_socket() && folder.is_dir());
    fs::remove_file(socket).unwrap();
    fs::remove_dir(folder).unwrap();
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
fn tensors_beside_are_as_they_were() {
    let path = place("beside");
    let (shape, wide) = ([2, 1], [7u8; 16]);
    let of = |name, dtype, data| Tensor { name, dtype, shape: &shape, data };
    let plain = [of(c"bytes", Dtype::U8, &wide[..2]), of(c"wide", Dtype::named(b"F64").unwrap(), &wide)];
    let quantized = tensor(&[2, 3], ByteType::I8, None);
    save_beside(&plain, c"{\"a\": \"b\"}", &[("q", &quantized)], &path).unwrap();
    let model = Shared::try_new(Model::open(&path, ModelOptions::default()).unwrap()).unwrap();
    fs::remove_file(&path).unwrap();
    for saved in plain {
        let opened = model.tensor(saved.name.to_bytes()).unwrap();
        assert_eq!((opened.dtype, opened.shape, opened.data), (saved.dtype, saved.shape, saved.data));
    }
    let wide = model.tensor(b"wide").unwrap();
    assert!(wide.data.as_ptr().addr().is_multiple_of(8));
    assert_eq!(wide.floats().unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(model.tensor(b"q.scale").unwrap().floats().unwrap()[0], quantized.params()[0].scale);
    assert_eq!((open(&model, "q").unwrap().bytes(), model.metadata()), (quantized.bytes(), c"{\"a\": \"b\"}"));

    let taken = [of(c"q.scale", Dtype::U8, &[0; 2])];
    let twice = save_beside(&taken, c"{}", &[("q", &quantized)], &path);
    assert_eq!(twice.unwrap_err().kind(), ErrorKind::InvalidArgument);
    assert!(!path.exists());
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
        let model = Shared::try_new(Model::open(&path, ModelOptions::default()).unwrap()).unwrap();
        fs::remove_file(path).unwrap();
        open(&model, "t").map_err(|error| error.kind())
    };
    assert!(file("1", "[]", 0).is_ok() && file("1", "[1,2]", 5).is_ok());
    for (scale, shape, zero) in [("0", "[]", 0), ("NaN", "[]", 0), ("1", "[]", 128), ("1", "[2]", 0), ("1", "[2,1]", 0)]
    {
        assert_eq!(file(scale, shape, zero).unwrap_err(), ErrorKind::Malformed, "{scale} {shape} {zero}");
    }
}
