//! Defaults that differ between languages, as a table of the book has them.

use std::fs;
use std::path::Path;

/// A row of the table: its title, and for each column what the cell says, and a file with the text that makes it so.
type Row = (&'static str, [(&'static str, &'static str, &'static str); 4]);

const METHODS: &str = "crates/scipix/src/image/method.rs";
const CROPS: &str = "crates/core/src/image/crop_quad/params.rs";
const PYTHON_CROPS: &str = "bindings/python/src/image/crops.rs";
const TONES: &str = "bindings/python/src/image/tones.rs";
const SCRIPT: &str = "bindings/web/js/operations.js";
const NO_CROPS: (&str, &str, &str) = ("no crops", SCRIPT, "textBoxes");

const ROWS: &[Row] = &[
    (
        "method of binarisation",
        [
            ("Otsu", "src/operations.rs", "            method: SCIPIX_BINARIZE_METHOD_OTSU,\n"),
            ("none: always given", "crates/scipix/src/image/ops.rs", "fn binarize(&self, method: impl Into<Method>)"),
            ("Sauvola", TONES, "(image, *, method=\"sauvola\", "),
            ("Sauvola", SCRIPT, "{ method = 'sauvola', "),
        ],
    ),
    (
        "window of the adaptive mean",
        [
            ("51", "src/operations.rs", "            window: 51,\n"),
            ("31", METHODS, "Self { window: 31, offset: 10.0 }"),
            ("31", TONES, "51 for \"sauvola\" and 31 for \"adaptive_mean\" by default"),
            ("31", SCRIPT, "window = options.method === 'adaptive_mean' ? 31 : 51,"),
        ],
    ),
    (
        "fixed threshold",
        [
            ("127", "src/operations.rs", "            threshold: 127,\n"),
            ("none: always given", METHODS, "pub struct Fixed(pub u8);"),
            ("128", TONES, " threshold=128, "),
            ("none: always given", SCRIPT, "offset = 10, threshold, bits"),
        ],
    ),
    (
        "numbers of text boxes",
        [
            ("RapidOCR", "src/text_box_params.rs", "Self::of(&TextBoxParams::RAPIDOCR)"),
            (
                "RapidOCR",
                "crates/scipix/src/recognition/text_boxes.rs",
                "parameters of RapidOCR, which are the default.",
            ),
            (
                "PaddleOCR",
                "bindings/python/src/recognition/boxes.rs",
                "(prob_map, page_size=None, preset=\"paddle\", *",
            ),
            ("RapidOCR", SCRIPT, "{ preset = 'rapidocr', "),
        ],
    ),
    (
        "corners of a crop",
        [
            ("centres of pixels", "src/crop.rs", "            corners: SCIPIX_QUAD_CORNERS_PIXEL_CENTRES,\n"),
            ("edges of pixels", CROPS, "    #[default]\n    PixelEdges,\n"),
            ("edges of pixels", PYTHON_CROPS, "CropParams::default().interpolation("),
            NO_CROPS,
        ],
    ),
    (
        "interpolation of a crop",
        [
            ("cubic", "src/crop.rs", "            interpolation: SCIPIX_INTERPOLATION_CUBIC,\n"),
            ("bilinear", CROPS, "    #[default]\n    Bilinear,\n"),
            ("cubic", PYTHON_CROPS, "interpolation=\"cubic\", "),
            NO_CROPS,
        ],
    ),
    (
        "crop is turned if so many times as high as wide",
        [
            ("1.5", "src/crop.rs", "            turn_ratio: CropParams::PADDLE.turn_ratio,\n"),
            ("never", CROPS, "#[derive(Clone, Copy, Debug, Default, PartialEq)]\npub struct CropParams {"),
            ("1.5", PYTHON_CROPS, " turn_ratio=1.5, "),
            NO_CROPS,
        ],
    ),
    (
        "scales of a quantised tensor",
        [
            ("each row", "src/qtensor.rs", "            granularity: SCIPIX_QUANT_GRANULARITY_CHANNEL,\n"),
            ("one", "crates/scipix/src/quant/qtensor.rs", "                axis: None,\n"),
            ("one", "bindings/python/src/quant/qtensor.rs", "scheme=\"symmetric\", axis=None, "),
            ("no quantisation", SCRIPT, "textBoxes"),
        ],
    ),
];

#[test]
fn the_book_lists_the_defaults_that_differ() {
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path);
    let book = read("docs/book/src/concepts.md");
    let (_, table) = book.split_once("## Defaults that differ between languages\n").expect("the chapter");
    let rows: Vec<_> = table.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    let expected =
        ROWS.iter().map(|(title, cells)| format!("| {title} | {} |", cells.map(|(cell, ..)| cell).join(" | ")));
    assert_eq!(rows, expected.collect::<Vec<_>>());
    for (cell, path, text) in ROWS.iter().flat_map(|(_, cells)| cells) {
        assert!(read(path).contains(text), "{path} does not have {text:?}, which makes {cell:?} true");
    }
    for word in ["crop", "quantize"] {
        assert!(!read(SCRIPT).to_lowercase().contains(word), "JavaScript has {word}");
    }
}
