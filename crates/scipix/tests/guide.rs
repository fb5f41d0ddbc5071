//! The API by example: each part of the guide as a program would write it, compiled and run.

use scipix::prelude::*;
use std::fs;
use std::path::Path;

type AnyResult = Result<(), Box<dyn std::error::Error>>;

/// A page of `width` by `height` pixels of RGBA: white, with dark bars like lines of text.
fn page_of_bars(width: usize, height: usize) -> Vec<u8> {
    let pixel = |at: usize| {
        let (x, y) = (at % width, at / width);
        let dark = y % 16 < 8 && x % 7 != 0 && x > 8 && x < width - 8;
        if dark { [20, 30, 40, 255] } else { [250, 245, 240, 255] }
    };
    (0..width * height).flat_map(pixel).collect()
}

#[test]
fn control() {
    let cpu = scipix::cpu::features();
    let names = format!("{cpu:?}");
    assert_eq!(cpu.avx2(), names.contains("avx2"), "{names}");
    let _ = (cpu.avx512f(), cpu.neon(), cpu.sse4_2());
    scipix::set_opt_level(OptLevel::Full);
    scipix::set_thread_count(4);
}

#[test]
fn flat_and_image_operations() -> AnyResult {
    let (width, height) = (320, 200);
    let rgba = page_of_bars(width, height);
    let (mut gray, mut binary) = (vec![0; width * height], vec![0; width * height]);
    let mut floats: Vec<f32> = (0..1000).map(|i| i as f32).collect();
    let (x, y, w, h) = (8, 16, 304, 16);

    scipix::grayscale_flat(&rgba, &mut gray)?;
    scipix::threshold_flat(&gray, 128, &mut binary)?;
    let stats = scipix::normalize(&mut floats);
    assert_eq!((stats.mean, binary.iter().all(|&p| p == 0 || p == 255)), (499.5, true));

    let view = ImageView::new(&rgba, width, height, Format::Rgba8)?;
    let line = view.subview(x, y, w, h)?;
    let px: &[u8] = line.pixel(0, 0)?;
    assert_eq!(px, &rgba[4 * (y * width + x)..][..4]);
    let page: Image = view.grayscale(Luma::Bt601)?;
    let bw = page.binarize(Sauvola::default().window(31).k(0.34))?;
    let small = page.resize(640, 480, Filter::Area)?;
    let skew = page.skew();
    let tensor: Vec<f32> = TensorParams::nchw(48, 320).mean([0.5; 3]).std_dev([0.5; 3]).keep_aspect().run(&[view])?;
    let plan = Plan::builder().grayscale(Luma::Bt601).resize_height(48).binarize(Otsu).build()?;
    assert_eq!((bw.width(), small.width(), small.height(), tensor.len()), (width, 640, 480, 3 * 48 * 320));
    let _ = (skew, plan);
    Ok(())
}

#[cfg(feature = "image")]
#[test]
fn images_of_the_image_crate() -> AnyResult {
    let path = std::env::temp_dir().join(format!("scipix-guide-{}.png", std::process::id()));
    image::RgbImage::from_pixel(20, 10, image::Rgb([1, 2, 3])).save(&path)?;
    let img = image::open(&path)?;
    let view = ImageView::try_from(&img)?;
    assert_eq!(view.pixel(19, 9)?, [1, 2, 3]);
    fs::remove_file(path)?;
    Ok(())
}

#[test]
fn memory() -> AnyResult {
    let folder = std::env::temp_dir().join(format!("scipix-guide-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    write_model(&folder.join("model.safetensors"));

    let mut buffer = pool::large().acquire()?;
    buffer.extend([1, 2, 3]);
    std::io::Write::write_all(&mut buffer, b"45")?;
    assert_eq!(&buffer[..], [1, 2, 3, b'4', b'5']);
    let pool = Pool::builder(1024).preallocate(10).max_idle(100).build()?;
    assert_eq!(pool.stats().idle, 10);
    let model = Model::open(folder.join("model.safetensors"))?;
    let weights = model.tensor("name")?.as_f32()?;
    assert_eq!((model.bytes().len() % 8, weights), (0, &[1.5, -2.0][..]));
    let arena = Arena::with_capacity(1 << 20);
    let block: &mut [f32] = arena.alloc_slice(256, 0.0f32)?;
    block[255] = 1.0;

    fs::remove_dir_all(folder)?;
    Ok(())
}

fn write_model(path: &Path) {
    let header = r#"{"name":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}       "#;
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.as_bytes());
    bytes.extend([1.5f32, -2.0].iter().flat_map(|x| x.to_le_bytes()));
    fs::write(path, bytes).unwrap();
}

#[test]
fn quantisation() -> AnyResult {
    let weights: Vec<f32> = (0..64 * 128).map(|i| (i as f32 * 0.37).sin()).collect();
    let (x, bias, mut y) = ([0.25; 128], [1.0; 64], [0.0; 64]);

    let (q, params) = scipix::quantize(&weights)?;
    let restored = scipix::dequantize(&q, params)?;
    let t = QTensor::from_f32(&weights, &[64, 128])?;
    assert!(t.compression_ratio() > 3.9 && t.error(&weights)?.sqnr_db > 40.0);
    let careful = QTensor::builder().per_channel(0).calibrate(Percentile(99.9)).build(&weights, &[64, 128])?;
    let layer = Linear::new(&t)?.bias(&bias)?;
    layer.run(&x, &mut y)?;
    assert_eq!((restored.len(), careful.params().len()), (weights.len(), 64));
    let exact = weights[..128].iter().map(|w| 0.25 * w).sum::<f32>() + 1.0;
    assert!((y[0] - exact).abs() < 0.2);
    Ok(())
}
