//! `scipix clean`, from files to files.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tiff::decoder::{Decoder, ifd::Value};
use tiff::encoder::{Rational, TiffEncoder, colortype};
use tiff::tags::Tag;

/// A folder of the test's own.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("scipix-clean-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The names of the files in a folder, sorted.
    fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.0.join(folder)).unwrap();
        let mut names: Vec<_> = entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const WIDTH: u32 = 360;
const HEIGHT: u32 = 300;

/// Lines of bars like letters, of which some rise and few hang: the page is upright.
fn page(shade: u8) -> Vec<u8> {
    let mut gray = vec![shade; (WIDTH * HEIGHT) as usize];
    for (line, top) in (40..HEIGHT - 50).step_by(44).enumerate() {
        for (i, left) in (30..WIDTH - 40).step_by(12).enumerate() {
            let kind = (7 * i + 3 * line) % 10;
            let (rises, hangs) = (if kind < 4 { 8 } else { 0 }, if kind == 9 { 7 } else { 0 });
            for y in top - rises..top + 16 + hangs {
                let start = (y * WIDTH + left) as usize;
                gray[start..start + 8].fill(20);
            }
        }
    }
    gray
}

fn turned_over(gray: &[u8]) -> Vec<u8> {
    gray.iter().rev().copied().collect()
}

fn write_png(path: &Path, gray: &[u8], per_metre: u32) {
    let mut encoder = png::Encoder::new(File::create(path).unwrap(), WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
    encoder.write_header().unwrap().write_image_data(gray).unwrap();
}

fn write_tiff(path: &Path, pages: &[Vec<u8>], dpi: u32) {
    let mut encoder = TiffEncoder::new(File::create(path).unwrap()).unwrap();
    for (i, page) in pages.iter().enumerate() {
        let mut image = encoder.new_image::<colortype::Gray8>(WIDTH, HEIGHT).unwrap();
        let dots = Rational { n: dpi + i as u32, d: 1 };
        image.encoder().write_tag(Tag::XResolution, dots).unwrap();
        image.encoder().write_tag(Tag::YResolution, Rational { n: dpi, d: 1 }).unwrap();
        image.encoder().write_tag(Tag::ResolutionUnit, 2_u16).unwrap();
        image.write_data(page).unwrap();
    }
}

fn clean(arguments: &[&str], paths: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scipix")).arg("clean").args(arguments).args(paths).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn gray(path: &Path) -> (u32, u32, Vec<u8>) {
    let decoded = image::open(path).unwrap().to_luma8();
    (decoded.width(), decoded.height(), decoded.into_raw())
}

#[test]
fn a_page_that_needs_nothing_stays_as_it_is() {
    let place = Place::new("nothing");
    let (input, output) = (place.file("in.png"), place.file("out.png"));
    write_png(&input, &page(240), 11811);
    let done = clean(&[], &[&input, &output]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(text(&done.stderr), "");
    assert!(text(&done.stdout).ends_with("out.png: nothing to do\n"), "{}", text(&done.stdout));
    assert_eq!(gray(&output), (WIDTH, HEIGHT, page(240)));
    let reader = png::Decoder::new(std::io::BufReader::new(File::open(&output).unwrap())).read_info().unwrap();
    assert_eq!(reader.info().pixel_dims.unwrap().xppu, 11811, "300 dpi");
}

#[test]
fn a_page_upside_down_is_turned_unless_that_is_off() {
    let place = Place::new("turned");
    let (input, output) = (place.file("in.png"), place.file("out.png"));
    write_png(&input, &turned_over(&page(240)), 7874);
    let done = clean(&[], &[&input, &output]);
    assert!(text(&done.stdout).contains("turned by 180 degrees clockwise"), "{}", text(&done.stdout));
    assert_eq!(gray(&output), (WIDTH, HEIGHT, page(240)));
    let done = clean(&["--orientation", "off", "--quiet"], &[&input, &output]);
    assert_eq!((done.status.success(), text(&done.stdout)), (true, ""));
    assert_eq!(gray(&output), (WIDTH, HEIGHT, turned_over(&page(240))));
}

#[test]
fn bad_files_are_named_and_the_others_are_cleaned() {
    let place = Place::new("bad");
    let paths = ["a.png", "cut.png", "words.tif", "absent.jpg", "b.png"].map(|name| place.file(name));
    write_png(&paths[0], &page(240), 3937);
    write_png(&paths[4], &page(230), 3937);
    let whole = fs::read(&paths[0]).unwrap();
    fs::write(&paths[1], &whole[..whole.len() / 2]).unwrap();
    fs::write(&paths[2], "these are words").unwrap();
    let output = place.file("out");
    let arguments: Vec<&Path> = paths.iter().map(PathBuf::as_path).chain([output.as_path()]).collect();
    let done = clean(&["--jobs", "2"], &arguments);
    assert_eq!(done.status.code(), Some(1), "{}", text(&done.stderr));
    assert_eq!(place.names("out"), ["a.png", "b.png"], "whole or not at all");
    let lines: Vec<&str> = text(&done.stderr).lines().collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    for (line, name) in lines.iter().zip(["cut.png", "words.tif", "absent.jpg"]) {
        assert!(line.contains(name), "{line}");
    }
    assert_eq!(text(&done.stdout).lines().count(), 2);
}

#[test]
fn a_tiff_file_keeps_its_pages_and_their_resolution() {
    let place = Place::new("tiff");
    let (input, output) = (place.file("in.tif"), place.file("out.tif"));
    write_tiff(&input, &[page(240), turned_over(&page(240)), page(200)], 200);
    for bits in [false, true] {
        let done = clean(if bits { &["--bits"] } else { &[] }, &[&input, &output]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        assert!(text(&done.stdout).contains("page 2: turned by 180 degrees"), "{}", text(&done.stdout));
        let mut decoder = Decoder::new(File::open(&output).unwrap()).unwrap();
        for number in 0..3 {
            assert_eq!(decoder.dimensions().unwrap(), (WIDTH, HEIGHT));
            assert_eq!(decoder.colortype().unwrap(), tiff::ColorType::Gray(if bits { 1 } else { 8 }));
            let dots = |tag, decoder: &mut Decoder<File>| match decoder.get_tag(tag).unwrap() {
                Value::Rational(dots, per) => f64::from(dots) / f64::from(per),
                other => panic!("{other:?}"),
            };
            assert_eq!(dots(Tag::XResolution, &mut decoder), f64::from(200 + number));
            assert_eq!(dots(Tag::YResolution, &mut decoder), 200.0);
            let tiff::decoder::DecodingResult::U8(pixels) = decoder.read_image().unwrap() else { panic!("no bytes") };
            let shade = if number == 2 { 200 } else { 240 };
            match bits {
                false => assert_eq!(pixels, page(shade)),
                // 1 is white once it is decoded: white, and the first two columns of the first letter.
                true => assert_eq!((pixels[0], pixels[41 * (WIDTH / 8) as usize + 3]), (255, 0b1111_1100)),
            }
            assert_eq!(decoder.more_images(), number < 2);
            if number < 2 {
                decoder.next_image().unwrap();
            }
        }
    }
    let done = clean(&[], &[&input, &place.file("out.png")]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).contains("more than one page needs a TIFF file"), "{}", text(&done.stderr));
    assert!(!place.file("out.png").exists());
    assert_eq!(place.names(""), ["in.tif", "out.tif"], "nothing half-written");
}

#[test]
fn a_folder_becomes_a_folder_of_another_format() {
    let place = Place::new("folder");
    fs::create_dir(place.file("in")).unwrap();
    write_png(&place.file("in/a.png"), &page(240), 11811);
    write_tiff(&place.file("in/b.tif"), &[page(240)], 150);
    fs::write(place.file("in/notes.txt"), "no page").unwrap();
    let done = clean(&["--format", "jpeg"], &[&place.file("in"), &place.file("out")]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(place.names("out"), ["a.jpg", "b.jpg"]);
    let bytes = fs::read(place.file("out/b.jpg")).unwrap();
    assert_eq!(&bytes[6..11], b"JFIF\0");
    assert_eq!((bytes[13], &bytes[14..18]), (1, &[0, 150, 0, 150][..]), "150 dots per inch");
    // Back: what JPEG says of the resolution is kept too.
    let done = clean(&[], &[&place.file("out/b.jpg"), &place.file("back.tif")]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let mut decoder = Decoder::new(File::open(place.file("back.tif")).unwrap()).unwrap();
    assert_eq!(decoder.get_tag(Tag::XResolution).unwrap(), Value::Rational(150_000, 1000));
}

#[test]
fn the_report_has_both_pictures_of_each_page() {
    let place = Place::new("report");
    let (input, bad, report) = (place.file("a & <b>.tif"), place.file("bad.png"), place.file("report.html"));
    write_tiff(&input, &[page(240), turned_over(&page(240))], 300);
    fs::write(&bad, "no picture").unwrap();
    let report_option = format!("--report={}", report.display());
    let done = clean(&["--show", &report_option], &[&input, &bad, &place.file("out")]);
    assert_eq!(done.status.code(), Some(1));
    let html = fs::read_to_string(&report).unwrap();
    assert_eq!(html.matches("<img src=\"data:image/jpeg;base64,/9j/").count(), 4);
    assert_eq!(html.matches("alt=\"").count(), 4);
    assert!(html.contains("a &amp; &lt;b&gt;.tif, page 2 of 2 before cleaning"), "names are escaped");
    assert!(html.contains("turned by 180 degrees clockwise") && html.contains("nothing to do"));
    assert!(html.contains("bad.png: is no PNG, JPEG or TIFF file"));
    assert!(!html.contains("http"), "needs nothing from elsewhere");
    assert_eq!(place.names("out"), ["a & <b>.2.show.png", "a & <b>.show.png", "a & <b>.tif"]);
    let (width, height, _) = gray(&place.file("out/a & <b>.2.show.png"));
    assert_eq!((width, height), (2 * WIDTH + 16, HEIGHT));
}

#[test]
fn contradictions_are_refused() {
    let place = Place::new("refused");
    let (a, b) = (place.file("a.png"), place.file("b.png"));
    fs::create_dir(place.file("other")).unwrap();
    for path in [&a, &b, &place.file("other/a.png")] {
        write_png(path, &page(240), 3937);
    }
    let before = fs::read(&a).unwrap();
    let [over_input, over_page] =
        ["other/../a.png", "c.png"].map(|to| format!("--report={}", place.file(to).display()));
    let cases: [(&[&str], &[&str], &str); 8] = [
        (&[], &["a.png"], "2 values required"),
        (&[], &["a.png", "a.png"], "would be overwritten"),
        (&[], &["a.png", "b.png", "c.png"], "names a file"),
        (&[], &["a.png", "other/a.png", "out"], "both be written"),
        (&[], &["a.png", "a.webp"], "a picture that is not written"),
        (&[&over_input], &["a.png", "b.png", "out"], "would be overwritten"),
        (&[&over_page], &["a.png", "c.png"], "a.png and the report would both be written"),
        (&["--show"], &["a.png", "other/a.jpg", "out"], "both be written"),
    ];
    for (options, names, expected) in cases {
        let paths: Vec<PathBuf> = names.iter().map(|name| place.file(name)).collect();
        let done = clean(options, &paths.iter().map(PathBuf::as_path).collect::<Vec<_>>());
        assert_eq!(done.status.code(), Some(2), "{paths:?}: {}", text(&done.stderr));
        assert!(text(&done.stderr).contains(expected), "{}", text(&done.stderr));
    }
    assert_eq!(fs::read(&a).unwrap(), before);
    assert_eq!(place.names(""), ["a.png", "b.png", "other"]);
}

#[test]
fn a_jpeg_file_that_is_cut_off_is_named() {
    let place = Place::new("cut");
    let (whole, cut, output) = (place.file("whole.jpg"), place.file("cut.jpg"), place.file("out"));
    image::GrayImage::from_raw(WIDTH, HEIGHT, page(240)).unwrap().save(&whole).unwrap();
    let bytes = fs::read(&whole).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let done = clean(&[], &[&whole, &cut, &output]);
    assert_eq!(done.status.code(), Some(1));
    assert!(text(&done.stderr).ends_with("cut.jpg: is cut off\n"), "{}", text(&done.stderr));
    assert_eq!(place.names("out"), ["whole.jpg"]);
}

/// The column and the row of a pixel, by those that it has in a picture of this width and height.
type PlaceOf = fn(usize, usize, usize, usize) -> (usize, usize);

#[test]
fn the_orientation_of_a_tiff_file_is_obeyed() {
    let place = Place::new("tag");
    let (input, output) = (place.file("in.tif"), place.file("out.tif"));
    let (width, height) = (WIDTH as usize, HEIGHT as usize);
    let upright = page(240);
    // The place of a pixel of the upright page in the file.
    let places: [(u16, PlaceOf); 8] = [
        (1, |x, y, _, _| (x, y)),
        (2, |x, y, w, _| (w - 1 - x, y)),
        (3, |x, y, w, h| (w - 1 - x, h - 1 - y)),
        (4, |x, y, _, h| (x, h - 1 - y)),
        (5, |x, y, _, _| (y, x)),
        (6, |x, y, w, _| (y, w - 1 - x)),
        (7, |x, y, w, h| (h - 1 - y, w - 1 - x)),
        (8, |x, y, _, h| (h - 1 - y, x)),
    ];
    for (orientation, place_of) in places {
        let (across, down) = if orientation > 4 { (height, width) } else { (width, height) };
        let mut stored = vec![0; upright.len()];
        for (i, &pixel) in upright.iter().enumerate() {
            let (x, y) = place_of(i % width, i / width, width, height);
            stored[y * across + x] = pixel;
        }
        let mut encoder = TiffEncoder::new(File::create(&input).unwrap()).unwrap();
        let mut image = encoder.new_image::<colortype::Gray8>(across as u32, down as u32).unwrap();
        image.encoder().write_tag(Tag::Orientation, orientation).unwrap();
        let dots = |dpi: u32| Rational { n: if orientation > 4 { 500 - dpi } else { dpi }, d: 1 };
        image.encoder().write_tag(Tag::XResolution, dots(200)).unwrap();
        image.encoder().write_tag(Tag::YResolution, dots(300)).unwrap();
        image.encoder().write_tag(Tag::ResolutionUnit, 2_u16).unwrap();
        image.write_data(&stored).unwrap();
        let done = clean(&["--orientation=off", "--skew=off"], &[&input, &output]);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let mut decoder = Decoder::new(File::open(&output).unwrap()).unwrap();
        assert_eq!(decoder.get_tag(Tag::XResolution).unwrap(), Value::Rational(200_000, 1000), "{orientation}");
        let tiff::decoder::DecodingResult::U8(pixels) = decoder.read_image().unwrap() else { panic!("no bytes") };
        assert_eq!(decoder.dimensions().unwrap(), (WIDTH, HEIGHT), "{orientation}");
        assert!(pixels == upright, "{orientation}");
    }
}

#[cfg(unix)]
#[test]
fn a_page_may_come_from_a_pipe() {
    let place = Place::new("pipe");
    let (input, output) = (place.file("in.tif"), place.file("out.tif"));
    write_tiff(&input, &[page(240), page(230)], 200);
    let program = "cat \"$1\" | \"$0\" clean /dev/stdin \"$2\"";
    let program =
        Command::new("sh").args(["-c", program, env!("CARGO_BIN_EXE_scipix")]).args([&input, &output]).output();
    let done = program.unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(text(&done.stdout).lines().count(), 2, "{}", text(&done.stdout));
}

#[cfg(unix)]
#[test]
fn messages_are_lines_without_control_characters() {
    let place = Place::new("control");
    let (good, bad, output) =
        (place.file("good\n\u{1b}[31m.png"), place.file("bad\n\u{1b}[31m.png"), place.file("out"));
    write_png(&good, &page(240), 3937);
    fs::write(&bad, "no picture").unwrap();
    let done = clean(&[], &[&good, &bad, &output]);
    assert!(text(&done.stdout).ends_with("good\\u000a\\u001b[31m.png: nothing to do\n"), "{}", text(&done.stdout));
    assert!(text(&done.stderr).ends_with("bad\\u000a\\u001b[31m.png: is no PNG, JPEG or TIFF file\n"));
    assert_eq!((text(&done.stdout).lines().count(), text(&done.stderr).lines().count()), (1, 1));
}

#[cfg(target_os = "linux")]
#[test]
fn full_outputs_change_no_exit_code_and_hide_no_failure() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let place = Place::new("full");
    write_png(&place.file("a.png"), &page(240), 3937);
    let mut command = Command::new(env!("CARGO_BIN_EXE_scipix"));
    command.arg("clean").args(["a.png", "absent.png", "out"].map(|name| place.file(name)));
    let done = command.stdout(full.try_clone().unwrap()).output().unwrap();
    let lines: Vec<&str> = text(&done.stderr).lines().collect();
    assert_eq!((done.status.code(), lines.len()), (Some(1), 2), "{lines:?}");
    assert!(lines[0].contains("absent.png: ") && lines[1].starts_with("scipix: output: "), "{lines:?}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_scipix"));
    let status = command.arg("clean").args([place.file("absent.png"), place.file("out")]).stderr(full).status();
    assert_eq!(status.unwrap().code(), Some(1));
}
