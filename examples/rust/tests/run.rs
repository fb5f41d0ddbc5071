//! Runs every example as its users do.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("scipix-example-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A white page with black lines of text-like dashes.
fn page(lines: u32) -> image::GrayImage {
    image::GrayImage::from_fn(200, 160, |x, y| {
        let (line, within) = (y / 16, y % 16);
        let ink = line >= 1 && line <= lines && (4..12).contains(&within) && x > 10 && x < 190 && x % 7 < 4;
        image::Luma([if ink { 20 } else { 230 }])
    })
}

fn run(program: &str, args: &[&std::ffi::OsStr]) -> Output {
    let output = Command::new(program).args(args).output().unwrap();
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn detect_features_tells_the_time_of_each_level() {
    let told = text(&run(env!("CARGO_BIN_EXE_detect_features"), &[]));
    for word in ["Processor:", "None:", "Simd:", "Parallel:", "Full:"] {
        assert!(told.contains(word), "{told}");
    }
}

#[test]
fn clean_folder_writes_black_and_white_pages() {
    let folder = Folder::new("clean");
    let (from, to) = (folder.0.join("from"), folder.0.join("to"));
    fs::create_dir(&from).unwrap();
    for lines in 1..=5 {
        page(lines).save(from.join(format!("{lines}.png"))).unwrap();
    }
    let told = text(&run(env!("CARGO_BIN_EXE_clean_folder"), &[from.as_os_str(), to.as_os_str()]));
    assert!(told.contains("5 pages, 0 failed"), "{told}");
    for lines in 1..=5 {
        let clean = image::open(to.join(format!("{lines}.png"))).unwrap().to_luma8();
        assert!(clean.pixels().all(|pixel| pixel[0] == 0 || pixel[0] == 255));
        assert!(clean.pixels().filter(|pixel| pixel[0] == 0).count() > 500);
    }
    fs::write(from.join("6.png"), "no page").unwrap();
    let args = [from.as_os_str(), to.as_os_str()];
    let failed = Command::new(env!("CARGO_BIN_EXE_clean_folder")).args(args).output().unwrap();
    assert!(!failed.status.success() && text(&failed).contains("6 pages, 1 failed"));
}

#[test]
fn pipeline_gives_results_in_order_and_each_error_its_page() {
    let folder = Folder::new("pipeline");
    let mut paths: Vec<_> = (1..=6).map(|lines| folder.0.join(format!("{lines}.png"))).collect();
    for (lines, path) in (1..).zip(&paths) {
        page(lines).save(path).unwrap();
    }
    paths.insert(2, folder.0.join("missing.png"));
    let args: Vec<_> = paths.iter().map(|path| path.as_os_str()).collect();
    let told = text(&run(env!("CARGO_BIN_EXE_pipeline"), &args));
    let told: Vec<_> = told.lines().collect();
    assert_eq!(told.len(), 7);
    assert!(told[0].contains("1 lines") && told[1].contains("2 lines") && told[3].contains("3 lines"), "{told:?}");
    assert!(told[2].contains("missing.png: pipeline: stage 0 failed"), "{told:?}");
}

#[test]
fn quantize_model_saves_a_quarter() {
    let folder = Folder::new("quantize");
    let (from, to) = (folder.0.join("model.safetensors"), folder.0.join("small.safetensors"));
    let weights: Vec<f32> = (0..64 * 128).map(|i| (i as f32 * 0.37).sin()).collect();
    let header = format!(r#"{{"layer":{{"dtype":"F32","shape":[64,128],"data_offsets":[0,{}]}}}}"#, weights.len() * 4);
    let mut file = (header.len() as u64).to_le_bytes().to_vec();
    file.extend(header.as_bytes());
    file.extend(weights.iter().flat_map(|weight| weight.to_le_bytes()));
    fs::write(&from, &file).unwrap();
    let told = text(&run(env!("CARGO_BIN_EXE_quantize_model"), &[from.as_os_str(), to.as_os_str()]));
    assert!(told.contains("layer") && told.contains("dB"), "{told}");
    assert!(fs::metadata(&to).unwrap().len() < file.len() as u64 / 3);
}

#[test]
#[cfg(unix)]
fn server_answers_connections_and_ends_on_ctrl_c() {
    let mut server =
        Command::new(env!("CARGO_BIN_EXE_server")).arg("127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(server.stdout.take().unwrap()).lines();
    let address = told.next().unwrap().unwrap().rsplit(' ').next().unwrap().to_owned();
    let mut png = vec![];
    page(3).write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut client = TcpStream::connect(&address).unwrap();
                let mut answers = BufReader::new(client.try_clone().unwrap()).lines();
                for _ in 0..5 {
                    client.write_all(format!("{}\n", png.len()).as_bytes()).unwrap();
                    client.write_all(&png).unwrap();
                    assert!(answers.next().unwrap().unwrap().starts_with("200 x 160 pixels"));
                }
                client.write_all(b"3\nabc").unwrap();
                assert!(answers.next().unwrap().unwrap().starts_with("error:"));
            });
        }
    });
    let interrupted = Command::new("kill").args(["-INT", &server.id().to_string()]).status().unwrap();
    assert!(interrupted.success() && server.wait().unwrap().success());
    assert!(told.next().unwrap().unwrap().starts_with("answered 20 pages"));
}
