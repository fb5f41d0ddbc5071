//! Boxes of text from a detector's map.

use crate::array::{Array, Scalar, Shape, array_of, as_array, copied, data, scalar_among};
use crate::choice::{choose, count, small};
use crate::error::{invalid, raise};
use numpy::PyUntypedArrayMethods;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyTuple};
use scipix::recognition::{
    BoxShape, CraftParams, Growth, ProbabilityMap, ScoreMode, TextBox, TextBoxParams, craft_boxes as find_words,
    text_boxes as find_boxes,
};
use std::slice;

/// A map of a detector: the memory of the caller's array, or of a copy where its rows are not contiguous.
struct Map<'py> {
    array: Array<'py>,
    scalar: Scalar,
    height: usize,
    width: usize,
    stride: usize,
}

impl<'py> Map<'py> {
    fn of(object: &Bound<'py, PyAny>, argument: &str) -> PyResult<Self> {
        let array = as_array(object, argument)?;
        let scalar = scalar_among(&array, argument, &[Scalar::F32, Scalar::F16, Scalar::U8])?;
        let shape = array.shape();
        let rank = shape.len();
        if !(2..=4).contains(&rank) || shape[..rank - 2].iter().any(|&extent| extent != 1) || array.is_empty() {
            return Err(invalid(format_args!(
                "{argument}: expected shape (H, W), (1, H, W) or (1, 1, H, W), got {}",
                Shape(shape)
            )));
        }
        let (height, width) = (shape[rank - 2], shape[rank - 1]);
        match row_stride(&array, scalar) {
            Some(stride) => Ok(Self { array, scalar, height, width, stride }),
            None => Ok(Self { array: copied(&array)?, scalar, height, width, stride: width }),
        }
    }

    fn view(&self) -> PyResult<ProbabilityMap<'_>> {
        let (data, span) = (data(&self.array), (self.height - 1) * self.stride + self.width);
        // SAFETY: the array holds these rows and what lies between them, aligned, and lives as long as `self`. See
        // `Pixels::view` for other threads.
        let map = unsafe {
            match self.scalar {
                Scalar::F32 => {
                    ProbabilityMap::new(slice::from_raw_parts(data.cast::<f32>(), span), self.width, self.height)
                }
                Scalar::F16 => {
                    let bits = slice::from_raw_parts(data.cast::<u16>(), span);
                    ProbabilityMap::from_f16_bits(bits, self.width, self.height)
                }
                _ => ProbabilityMap::new(slice::from_raw_parts(data.cast_const(), span), self.width, self.height),
            }
        };
        map.and_then(|map| map.stride(self.stride)).map_err(raise)
    }
}

/// Returns the elements from one row to the next, where those of a row lie one after the other.
fn row_stride(array: &Array<'_>, scalar: Scalar) -> Option<usize> {
    let (shape, strides, item) = (array.shape(), array.strides(), scalar.bytes());
    let rank = shape.len();
    let (width, row, column) = (shape[rank - 1], strides[rank - 2], strides[rank - 1]);
    let stride = usize::try_from(row).ok()?;
    let fits = (width == 1 || column == item as isize) && stride.is_multiple_of(item) && stride / item >= width;
    (fits && (data(array) as usize).is_multiple_of(item)).then_some(stride / item)
}

/// Returns height and width of the page, by default those of the map.
fn page_of(page_size: Option<[i64; 2]>, map: &Map<'_>) -> PyResult<(usize, usize)> {
    match page_size {
        None => Ok((map.width, map.height)),
        Some([height, width]) => Ok((count("page_size", width)?, count("page_size", height)?)),
    }
}

/// Finds the boxes of text in the map of a DB detector (PaddleOCR, RapidOCR, docTR).
///
/// Parameters
/// ----------
/// prob_map : array of float32, float16 or uint8, shape (H, W), (1, H, W) or (1, 1, H, W)
///     Probabilities; of bytes 255 stands for 1.
/// page_size : (height, width), optional
///     The size of the page in pixels, to which boxes are scaled; that of the map by default.
/// preset : {"paddle", "rapidocr", "doctr"}
///     The engine whose parameters are used where none are given.
/// threshold : float, optional
///     The probability above which a pixel belongs to text.
/// box_threshold : float, optional
///     The least score of a box.
/// unclip : float, optional
///     How much a box is grown: its sides move outwards by area / perimeter times this.
/// score : {"fast", "slow"}, optional
///     Whether a box is scored by the pixels of its rectangle or by those within its outline.
/// dilate : bool, optional
///     Whether what is torn apart is joined, by a dilation with a square of 2x2 pixels.
/// open : bool, optional
///     Whether specks are dropped, by an opening with a square of 3x3 pixels.
/// max_candidates : int, optional
///     How many components and holes are looked at, at most.
/// min_side, min_grown_side : float, optional
///     The least shorter side of a box before and after it is grown, in pixels of the map.
/// min_page_side : int
///     The least upper and left side of a box on the page, in whole pixels. Unless it is 0, corners are clipped to the last pixels of
///     the page, and boxes are left out that the border cuts so that `crop_quads` would refuse them. PaddleOCR and RapidOCR have 4.
/// growth : {"reference", "exact"}, optional
///     Whether boxes are grown with the rounding of PaddleOCR and RapidOCR, or by exact geometry.
/// shape : {"quad", "upright"}, optional
///     Rectangles at any angle, or upright ones, as "doctr" has them.
///
/// Returns
/// -------
/// boxes : array of float32, shape (n, 4, 2)
///     Corners in pixels of the page, x and y: top left, top right, bottom right, bottom left. They come from the bottom of the page
///     up, as the engine's own code lists them: see `reading_order`.
/// scores : array of float32, shape (n,)
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> prob_map = np.zeros((100, 200), np.float32)
/// >>> prob_map[20:30, 30:170] = 0.9
/// >>> boxes, scores = sx.text_boxes(prob_map, page_size=(400, 800))
/// >>> boxes.shape, bool(scores[0] > 0.8)
/// ((1, 4, 2), True)
#[pyfunction]
#[pyo3(signature = (prob_map, page_size=None, preset="paddle", *, threshold=None, box_threshold=None, unclip=None, score=None, dilate=None, open=None, max_candidates=None, min_side=None, min_grown_side=None, min_page_side=0, growth=None, shape=None))]
#[allow(clippy::too_many_arguments, reason = "each is a keyword in Python")]
pub fn text_boxes<'py>(
    prob_map: &Bound<'py, PyAny>,
    page_size: Option<[i64; 2]>,
    preset: &str,
    threshold: Option<f32>,
    box_threshold: Option<f64>,
    unclip: Option<f64>,
    score: Option<&str>,
    dilate: Option<bool>,
    open: Option<bool>,
    max_candidates: Option<i64>,
    min_side: Option<f32>,
    min_grown_side: Option<f32>,
    min_page_side: i64,
    growth: Option<&str>,
    shape: Option<&str>,
) -> PyResult<Bound<'py, PyTuple>> {
    let numbers = Given { threshold, box_threshold, unclip, dilate, open, max_candidates, min_side, min_grown_side };
    let params = numbers.over(preset_of(preset)?)?;
    let params = params.min_page_side(small("min_page_side", min_page_side)?);
    let mut params = words_over(params, score, growth)?;
    if let Some(word) = shape {
        let shapes = [("quad", BoxShape::Quad), ("upright", BoxShape::Upright)];
        params = params.shape(choose("shape", word, &shapes)?);
    }
    arrays_of(prob_map.py(), &found_in(prob_map, page_size, &params)?)
}

/// Finds the boxes in a map, with the GIL released.
fn found_in(
    prob_map: &Bound<'_, PyAny>,
    page_size: Option<[i64; 2]>,
    params: &TextBoxParams,
) -> PyResult<Vec<TextBox>> {
    let map = Map::of(prob_map, "prob_map")?;
    let page = page_of(page_size, &map)?;
    let view = map.view()?;
    prob_map.py().detach(|| find_boxes(&view, page, params)).map_err(raise)
}

/// Finds the boxes of curved text in the map of a DB detector, as polygons.
///
/// Parameters
/// ----------
/// prob_map, page_size, preset, threshold, box_threshold, unclip, score
///     As for `text_boxes`; "slow" by default, which is right for thin and curved lines.
///
/// Returns
/// -------
/// polygons : list of arrays of float32, shape (k, 2)
///     Outlines in pixels of the page, clockwise on the screen.
/// scores : array of float32, shape (n,)
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> prob_map = np.zeros((100, 200), np.float32)
/// >>> prob_map[20:30, 30:170] = 0.9
/// >>> polygons, scores = sx.text_polygons(prob_map)
/// >>> len(polygons), polygons[0].shape[1]
/// (1, 2)
#[pyfunction]
#[pyo3(signature = (prob_map, page_size=None, preset="paddle", *, threshold=None, box_threshold=None, unclip=None, score="slow"))]
pub fn text_polygons<'py>(
    prob_map: &Bound<'py, PyAny>,
    page_size: Option<[i64; 2]>,
    preset: &str,
    threshold: Option<f32>,
    box_threshold: Option<f64>,
    unclip: Option<f64>,
    score: &str,
) -> PyResult<Bound<'py, PyTuple>> {
    let py = prob_map.py();
    let numbers = Given { threshold, box_threshold, unclip, ..Given::default() };
    let params = words_over(numbers.over(preset_of(preset)?)?, Some(score), None)?.shape(BoxShape::Polygon);
    let found = found_in(prob_map, page_size, &params)?;
    let outline = |found: &TextBox| {
        let numbers = found.polygon.iter().flatten().map(|&coordinate| coordinate as f32);
        array_of(py, &[found.polygon.len(), 2], numbers)
    };
    let polygons = found.iter().map(outline).collect::<PyResult<Vec<_>>>()?;
    let scores = array_of(py, &[found.len()], found.iter().map(|found| found.score))?;
    PyTuple::new(py, [PyList::new(py, polygons)?.into_any(), scores])
}

/// Finds the boxes of words in the maps of CRAFT (EasyOCR).
///
/// Parameters
/// ----------
/// text, link : array of float32, float16 or uint8, shape (H, W)
///     Where characters are, and where the gaps between characters of a word are.
/// page_size : (height, width), optional
///     The size of the page in pixels, to which boxes are scaled; that of the maps by default.
/// text_threshold, low_text, link_threshold : float
///     The least greatest text value of a word, and the text and link values above which a pixel belongs to one.
/// min_area : int
///     The least number of pixels of a word.
///
/// Returns
/// -------
/// boxes : array of float32, shape (n, 4, 2)
/// scores : array of float32, shape (n,)
///     The greatest text value of each.
///
/// Examples
/// --------
/// >>> import numpy as np, scipix as sx
/// >>> text = np.zeros((100, 200), np.float32)
/// >>> text[20:30, 30:170] = 0.9
/// >>> boxes, scores = sx.craft_boxes(text, np.zeros_like(text))
/// >>> boxes.shape
/// (1, 4, 2)
#[pyfunction]
#[pyo3(signature = (text, link, page_size=None, *, text_threshold=0.7, low_text=0.4, link_threshold=0.4, min_area=10))]
pub fn craft_boxes<'py>(
    text: &Bound<'py, PyAny>,
    link: &Bound<'py, PyAny>,
    page_size: Option<[i64; 2]>,
    text_threshold: f32,
    low_text: f32,
    link_threshold: f32,
    min_area: i64,
) -> PyResult<Bound<'py, PyTuple>> {
    let params = CraftParams::default()
        .text_threshold(text_threshold)
        .low_text(low_text)
        .link_threshold(link_threshold)
        .min_area(count("min_area", min_area)? as u64);
    let (text, link) = (Map::of(text, "text")?, Map::of(link, "link")?);
    let page = page_of(page_size, &text)?;
    let (texts, links, py) = (text.view()?, link.view()?, text.array.py());
    let found = py.detach(|| find_words(&texts, &links, page, &params)).map_err(raise)?;
    arrays_of(py, &found)
}

fn arrays_of<'py>(py: Python<'py>, found: &[TextBox]) -> PyResult<Bound<'py, PyTuple>> {
    let corners = found.iter().flat_map(TextBox::quad).flatten();
    let boxes = array_of(py, &[found.len(), 4, 2], corners)?;
    let scores = array_of(py, &[found.len()], found.iter().map(|found| found.score))?;
    PyTuple::new(py, [boxes, scores])
}

fn preset_of(preset: &str) -> PyResult<TextBoxParams> {
    let known = [
        ("paddle", TextBoxParams::paddle()),
        ("rapidocr", TextBoxParams::rapidocr()),
        ("doctr", TextBoxParams::doctr()),
    ];
    choose("preset", preset, &known)
}

fn words_over(params: TextBoxParams, score: Option<&str>, growth: Option<&str>) -> PyResult<TextBoxParams> {
    let scores = [("fast", ScoreMode::Fast), ("slow", ScoreMode::Slow)];
    let growths = [("reference", Growth::Reference), ("exact", Growth::Exact)];
    let params = score.map_or(Ok(params), |word| choose("score", word, &scores).map(|mode| params.score(mode)))?;
    growth.map_or(Ok(params), |word| choose("growth", word, &growths).map(|growth| params.growth(growth)))
}

/// The numbers that the caller gave.
#[derive(Default)]
struct Given {
    threshold: Option<f32>,
    box_threshold: Option<f64>,
    unclip: Option<f64>,
    dilate: Option<bool>,
    open: Option<bool>,
    max_candidates: Option<i64>,
    min_side: Option<f32>,
    min_grown_side: Option<f32>,
}

impl Given {
    /// Puts them over a preset.
    fn over(self, mut params: TextBoxParams) -> PyResult<TextBoxParams> {
        macro_rules! set {
            ($($given:ident as $setter:ident),+) => {
                $(if let Some(value) = self.$given {
                    params = params.$setter(value);
                })+
            };
        }
        set!(
            threshold as threshold,
            box_threshold as box_threshold,
            unclip as unclip_ratio,
            dilate as dilate,
            open as open,
            min_side as min_side,
            min_grown_side as min_grown_side
        );
        match self.max_candidates {
            Some(most) => Ok(params.max_candidates(count("max_candidates", most)?)),
            None => Ok(params),
        }
    }
}
