//! Command lines of any words, on files of any bytes: the program ends by one of its exit codes, says why, and never panics.
//! `SCIPIX_FUZZ_SECONDS` makes the run longer, `SCIPIX_FUZZ_SEED` begins elsewhere.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Command lines of a short run.
const FEW: u64 = 150;

const WORDS: [&str; 58] = [
    "detect-features",
    "quantize",
    "clean",
    "help",
    "--help",
    "--version",
    "--json",
    "--in-place",
    "--element",
    "i8",
    "u8",
    "--scheme",
    "affine",
    "symmetric",
    "--granularity",
    "channel",
    "tensor",
    "--axis",
    "-1",
    "99999999999999999999",
    "--calibration",
    "mse",
    "percentile",
    "--percentile",
    "nan",
    "50",
    "1e400",
    "--narrow",
    "--include",
    "*",
    "[",
    "--exclude",
    "w*",
    "--jobs",
    "0",
    "1",
    "70000",
    "--quiet",
    "--bits",
    "--format",
    "png",
    "tiff",
    "--show",
    "--report",
    "report.json",
    "--keep-size",
    "--skew",
    "on",
    "off",
    "maybe",
    "--lines",
    "--despeckle",
    "--",
    "-",
    "",
    "\u{1f600}",
    "--polarity",
    "out",
];
const FILES: [&str; 8] =
    ["empty", "noise", "model.safetensors", "short.safetensors", "page.png", "cut.png", "missing/file", "folder"];

struct Dice(u64);

impl Dice {
    fn roll(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }
}

/// A small page of stripes as PNG.
fn page() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 40, 30);
    encoder.set_color(png::ColorType::Grayscale);
    let pixels: Vec<u8> = (0..40 * 30).map(|i| if i % 40 % 5 < 2 && i / 40 % 9 < 5 { 20 } else { 230 }).collect();
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels)).expect("a page");
    bytes
}

fn write_files(folder: &Path, dice: &mut Dice) {
    let header = r#"{"w":{"dtype":"F32","shape":[4,4],"data_offsets":[0,64]}}"#;
    let model = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &[63; 64]].concat();
    let noise: Vec<u8> = (0..200).map(|_| dice.roll(256) as u8).collect();
    let page = page();
    let cut = 20 + dice.roll(page.len() - 20);
    for (name, bytes) in [
        ("empty", &[][..]),
        ("noise", &noise),
        ("model.safetensors", &model),
        ("short.safetensors", &model[..dice.roll(model.len())]),
        ("page.png", &page),
        ("cut.png", &page[..cut]),
        ("folder/page.png", &page),
        ("folder/cut.png", &page[..cut]),
    ] {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("room");
    }
}

fn run(folder: &Path, seed: u64) {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("a folder");
    write_files(folder, &mut dice);
    let mut words: Vec<&str> = (0..dice.roll(7)).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
    for _ in 0..1 + dice.roll(3) {
        words.insert(dice.roll(words.len() + 1), FILES[dice.roll(FILES.len())]);
    }
    if dice.roll(4) > 0 {
        words.insert(0, WORDS[dice.roll(3)]);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_scipix"));
    let output = command.args(&words).current_dir(folder).stdin(Stdio::null()).output().expect("the program starts");
    let (code, words_of_error) = (output.status.code(), String::from_utf8_lossy(&output.stderr));
    assert!(
        code.is_some_and(|code| (0..=3).contains(&code)),
        "seed {seed}, {words:?}: {}\n{words_of_error}",
        output.status
    );
    assert!(!words_of_error.contains("panicked"), "seed {seed}, {words:?}: {words_of_error}");
    assert!(code == Some(0) || !words_of_error.is_empty(), "seed {seed}, {words:?}: fails without words");
    let left: Vec<PathBuf> =
        fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("an entry").path()).collect();
    assert!(
        left.iter().all(|path| path.extension().is_none_or(|end| end != "part")),
        "seed {seed}, {words:?}: {left:?}"
    );
}

#[test]
fn any_words_have_an_exit_code() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let (first, seconds) = (number("SCIPIX_FUZZ_SEED").unwrap_or(0), number("SCIPIX_FUZZ_SECONDS").unwrap_or(0));
    let folder = std::env::temp_dir().join(format!("scipix-words-{}", std::process::id()));
    let (began, mut seed) = (Instant::now(), first);
    while seed - first < FEW || began.elapsed() < Duration::from_secs(seconds) {
        run(&folder, seed);
        seed += 1;
    }
    println!("{} command lines", seed - first);
    let _ = fs::remove_dir_all(&folder);
}
