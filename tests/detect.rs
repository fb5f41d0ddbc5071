//! Text boxes of detector maps, compared with the Python that RapidOCR, PaddleOCR and docTR run after their detectors.
//!
//! `SCIPIX_DETECT` names a directory of more maps and boxes: see `scripts/test-detect`.

use scipix_core::image::geometry::polygon_area;
use scipix_core::recognition::{
    BoxShape, CraftParams, MapData, ProbabilityMap, ScoreMode, TextBox, TextBoxParams, TextBoxScratch, TextBoxes,
    craft_boxes, text_boxes,
};
use serde_json::Value;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// A map as the detector gave it, and what peers make of it.
struct Map {
    name: String,
    width: usize,
    height: usize,
    page: (usize, usize),
    values: Vec<f32>,
    /// The values in bytes, where the file has those.
    bytes: Option<Vec<u8>>,
    sets: Value,
}

fn directories() -> Vec<PathBuf> {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/detect");
    [shipped].into_iter().chain(std::env::var_os("SCIPIX_DETECT").map(PathBuf::from)).collect()
}

fn maps() -> Vec<Map> {
    directories().iter().flat_map(|directory| maps_of(directory)).collect()
}

fn maps_of(directory: &Path) -> Vec<Map> {
    let file = File::open(directory.join("boxes.json")).expect("boxes.json");
    let index: Value = serde_json::from_reader(BufReader::new(file)).unwrap();
    let maps = index["maps"].as_object().unwrap();
    assert!(maps.len() >= 6, "{} maps in {}", maps.len(), directory.display());
    maps.iter().map(|(name, facts)| map(directory, name, facts)).collect()
}

fn pixels(path: &Path) -> (png::OutputInfo, Vec<u8>) {
    let file = BufReader::new(File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
    let mut reader = png::Decoder::new(file).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!(info.color_type, png::ColorType::Grayscale);
    (info, pixels)
}

fn map(directory: &Path, name: &str, facts: &Value) -> Map {
    let (info, pixels) = pixels(&directory.join(format!("{name}.map.png")));
    let wide = info.bit_depth == png::BitDepth::Sixteen;
    let values = if wide {
        let value = |pair: &[u8]| f64::from(u16::from_be_bytes([pair[0], pair[1]])) / 65535.0;
        pixels.chunks_exact(2).map(|pair| value(pair) as f32).collect()
    } else {
        pixels.iter().map(|&byte| f32::from(byte) / 255.0).collect()
    };
    let side = |i: usize| facts["page"][i].as_u64().unwrap() as usize;
    Map {
        name: name.to_owned(),
        width: info.width as usize,
        height: info.height as usize,
        page: (side(1), side(0)),
        values,
        bytes: (!wide).then_some(pixels),
        sets: facts["sets"].clone(),
    }
}

impl Map {
    fn view(&self) -> ProbabilityMap<'_> {
        ProbabilityMap::new(MapData::F32(&self.values), self.width, self.height, 0).unwrap()
    }

    fn boxes(&self, params: &TextBoxParams) -> TextBoxes {
        let mut boxes = TextBoxes::new();
        text_boxes(&self.view(), self.page, params, &mut TextBoxScratch::new(), &mut boxes).unwrap();
        boxes
    }

    /// Returns what a peer found, or `None` where it was not asked.
    fn found(&self, set: &str) -> Option<Vec<Found>> {
        self.sets.get(set).map(found)
    }
}

/// Corners or a polygon, and the score.
type Found = (Vec<[i32; 2]>, f64);

fn found(found: &Value) -> Vec<Found> {
    let point = |point: &Value| [0, 1].map(|axis| point[axis].as_i64().unwrap() as i32);
    let points = |shape: &Value| shape.as_array().unwrap().iter().map(point).collect();
    let shapes = found["boxes"].as_array().unwrap().iter().map(points);
    let scores = found["scores"].as_array().unwrap().iter().map(|score| score.as_f64().unwrap());
    shapes.zip(scores).collect()
}

const PADDLE_SLOW: TextBoxParams = TextBoxParams { score: ScoreMode::Slow, ..TextBoxParams::PADDLE };
const LOOSE: TextBoxParams =
    TextBoxParams { threshold: 0.2, box_threshold: 0.3, unclip_ratio: 2.0, ..TextBoxParams::PADDLE };
const POLYGONS: TextBoxParams = TextBoxParams { shape: BoxShape::Polygon, ..TextBoxParams::PADDLE };

const SETS: [(&str, TextBoxParams); 5] = [
    ("rapidocr", TextBoxParams::RAPIDOCR),
    ("paddle", TextBoxParams::PADDLE),
    ("paddle_slow", PADDLE_SLOW),
    ("loose", LOOSE),
    ("doctr", TextBoxParams::DOCTR),
];

fn near(a: [i32; 2], b: [i32; 2]) -> bool {
    a[0].abs_diff(b[0]) <= 1 && a[1].abs_diff(b[1]) <= 1
}

/// Whether a box has all corners within a pixel of those of a peer's, and its score.
fn agrees(found: &TextBox, (corners, score): &Found) -> bool {
    let close = found.corners.iter().zip(corners).all(|(&a, &b)| near(a, b));
    close && (f64::from(found.score) - score).abs() <= 1e-3
}

#[test]
fn boxes_are_those_of_the_references_in_their_order() {
    for (set, params) in SETS {
        let (mut wanted_count, mut missing, mut extra, mut exact) = (0, 0, 0, 0);
        for map in maps() {
            let (Some(wanted), boxes) = (map.found(set), map.boxes(&params)) else { continue };
            let mut rest = boxes.as_slice().iter();
            // In order: what is found is looked for after what was found before.
            let mut found = 0;
            for wanted in &wanted {
                let mut ahead = rest.clone();
                if let Some(text_box) = ahead.find(|text_box| agrees(text_box, wanted)) {
                    (rest, found) = (ahead, found + 1);
                    exact += usize::from(text_box.corners[..] == wanted.0);
                }
            }
            if found != wanted.len() || boxes.as_slice().len() != found {
                println!("{set} of {}: {found} of {}, {} in all", map.name, wanted.len(), boxes.as_slice().len());
            }
            wanted_count += wanted.len();
            missing += wanted.len() - found;
            extra += boxes.as_slice().len() - found;
        }
        println!("{set}: {wanted_count} boxes, {exact} to the pixel, {missing} missing, {extra} extra");
        assert!(wanted_count > 250, "{set}: only {wanted_count} boxes");
        assert!(missing.max(extra) * 200 <= wanted_count, "{set}: {missing} missing, {extra} extra of {wanted_count}");
    }
}

/// How far a point is from the border of a polygon.
fn apart([x, y]: [i32; 2], polygon: &[[i32; 2]]) -> f64 {
    let ends = polygon.iter().cycle().skip(1);
    let distance = |(a, b): (&[i32; 2], &[i32; 2])| {
        let [dx, dy] = [f64::from(b[0] - a[0]), f64::from(b[1] - a[1])];
        let [to_x, to_y] = [f64::from(x - a[0]), f64::from(y - a[1])];
        let along = ((to_x * dx + to_y * dy) / (dx * dx + dy * dy).max(1.0)).clamp(0.0, 1.0);
        (to_x - dx * along).hypot(to_y - dy * along)
    };
    polygon.iter().zip(ends).map(distance).fold(f64::MAX, f64::min)
}

#[test]
fn polygons_are_those_of_paddleocr() {
    let (mut count, mut corners, mut others) = (0, 0, 0);
    for map in maps() {
        let (Some(wanted), boxes) = (map.found("polygons"), map.boxes(&POLYGONS)) else { continue };
        let polygons = boxes.as_slice().iter().map(|found| (boxes.polygon(found), f64::from(found.score)));
        assert_eq!(boxes.as_slice().len(), wanted.len(), "{}", map.name);
        for ((polygon, score), (wanted, wanted_score)) in polygons.zip(&wanted) {
            assert!((score - wanted_score).abs() <= 1e-3, "{}: {score}, {wanted_score}", map.name);
            let (area, wanted_area) = (polygon_area(polygon), polygon_area(wanted));
            assert!((area - wanted_area).abs() <= 0.02 * wanted_area, "{}: {area}, {wanted_area}", map.name);
            corners += polygon.len();
            others += polygon.iter().filter(|&&corner| apart(corner, wanted) > 1.5).count();
        }
        count += wanted.len();
    }
    println!("{count} polygons; {others} of {corners} corners are farther than 1.5 pixels from the reference");
    assert!(count > 250 && others * 200 <= corners, "{others} of {corners} corners of {count} polygons");
}

#[test]
fn boxes_of_craft_are_those_of_easyocr() {
    let directory = &directories()[0];
    let index: Value = serde_json::from_str(&std::fs::read_to_string(directory.join("boxes.json")).unwrap()).unwrap();
    let (mut scratch, mut boxes, mut count) = (TextBoxScratch::new(), TextBoxes::new(), 0);
    for (seed, wanted) in index["craft"].as_array().unwrap().iter().enumerate() {
        let (info, bytes) = pixels(&directory.join(format!("craft.{seed}.png")));
        let (width, height) = (info.width as usize, info.height as usize / 2);
        let halves = [&bytes[..width * height], &bytes[width * height..]];
        let [text, link] = halves.map(|half| ProbabilityMap::new(MapData::U8(half), width, height, 0).unwrap());
        let page = (2 * width, 2 * height);
        craft_boxes(&text, &link, page, &CraftParams::EASYOCR, &mut scratch, &mut boxes).unwrap();
        let wanted = found(wanted);
        assert_eq!(boxes.as_slice().len(), wanted.len());
        let agreeing = boxes.as_slice().iter().zip(&wanted).filter(|(found, wanted)| agrees(found, wanted)).count();
        assert!(agreeing == wanted.len(), "{agreeing} of {} boxes of map {seed}", wanted.len());
        count += agreeing;
    }
    assert!(count > 60, "only {count} boxes");
}

#[test]
fn maps_of_bytes_halves_and_floats_agree() {
    let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
    for map in maps() {
        let Some(bytes) = &map.bytes else { continue };
        let wanted = map.boxes(&TextBoxParams::RAPIDOCR);
        let view = ProbabilityMap::new(MapData::U8(bytes), map.width, map.height, 0).unwrap();
        text_boxes(&view, map.page, &TextBoxParams::RAPIDOCR, &mut scratch, &mut boxes).unwrap();
        assert_eq!(boxes.as_slice(), wanted.as_slice(), "{}", map.name);
        // Halves have 11 bits: the mask of a threshold between two bytes stays, scores do not quite.
        let halves: Vec<u16> = map.values.iter().map(|&value| half(value)).collect();
        let view = ProbabilityMap::new(MapData::F16(&halves), map.width, map.height, 0).unwrap();
        text_boxes(&view, map.page, &TextBoxParams::RAPIDOCR, &mut scratch, &mut boxes).unwrap();
        assert_eq!(boxes.as_slice().len(), wanted.as_slice().len(), "{}", map.name);
        for (a, b) in boxes.as_slice().iter().zip(wanted.as_slice()) {
            assert!(a.corners == b.corners && (a.score - b.score).abs() < 1e-3, "{a:?}, {b:?}");
        }
    }
}

/// The bits of the half next to a value from 0 to 1, towards 0.
fn half(value: f32) -> u16 {
    let scaled = value * f32::from_bits((127 - 112) << 23);
    (scaled.to_bits() >> 13) as u16
}
