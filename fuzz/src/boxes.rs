//! Text boxes by every rule, and the components of masks.

use crate::bytes::Bytes;
use crate::drawn_map::DrawnMap;
use crate::levels::everywhere;
use scipix_core::ErrorKind;
use scipix_core::image::components::{ComponentScratch, Connectivity, LabelsMut, connected_components};
use scipix_core::image::{Format, ImageRef};
use scipix_core::recognition::{
    BoxShape, CraftParams, Growth, ScoreMode, TextBoxParams, TextBoxScratch, TextBoxes, craft_boxes, text_boxes,
};

/// Bytes of scratch for a pixel: a run for every two, with what is listed about a component or a hole, and a mask.
const MOST_PER_PIXEL: usize = 200;
/// Bytes of scratch for whatever map.
const MOST_FOR_ALL: usize = 1 << 17;

/// Boxes and their polygons, or the kind of an error.
type Found = Result<Vec<(Corners, f32, Vec<[i32; 2]>)>, ErrorKind>;
type Corners = [[i32; 2]; 4];

/// Finds boxes in a drawn map: on the page, as good as asked for, and the same at every level.
pub fn boxes(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let page = match bytes.below(8) {
        0 => (bytes.word() as usize, bytes.below(1 << 17)),
        1 => (1 << 24, 1 << 24),
        _ => (1 + bytes.below(2000), 1 + bytes.below(2000)),
    };
    match bytes.below(4) {
        0 => craft(page, &mut bytes),
        1 => components(&mut bytes),
        _ => differentiable_binarization(page, &mut bytes),
    }
}

fn most_memory(map: &DrawnMap) -> usize {
    MOST_FOR_ALL + MOST_PER_PIXEL * map.width * map.height
}

fn params(bytes: &mut Bytes<'_>) -> TextBoxParams {
    let mut params = bytes.pick(&[TextBoxParams::PADDLE, TextBoxParams::RAPIDOCR, TextBoxParams::DOCTR]);
    params.shape = bytes.pick(&[BoxShape::Quad, BoxShape::Upright, BoxShape::Polygon]);
    params.score = bytes.pick(&[ScoreMode::Fast, ScoreMode::Slow]);
    params.growth = bytes.pick(&[Growth::Reference, Growth::Exact]);
    if bytes.once_in(2) {
        params.threshold = bytes.float(1, 16);
        params.box_threshold = bytes.float(1, 16).into();
        params.unclip_ratio = bytes.float(8, 16).into();
        params.min_side = bytes.float(4, 16);
        params.min_grown_side = bytes.float(4, 16);
        params.min_page_side = bytes.pick(&[0, 1, 4, 40]);
        params.max_candidates = bytes.pick(&[usize::MAX, 0, 1, 7, 1000]);
        params.dilate = bytes.once_in(2);
        params.open = bytes.once_in(2);
    }
    params
}

fn differentiable_binarization(page: (usize, usize), bytes: &mut Bytes<'_>) {
    let params = params(bytes);
    let map = DrawnMap::draw(bytes);
    let found = everywhere(most_memory(&map), || {
        let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
        let found = text_boxes(&map.view(), page, &params, &mut scratch, &mut boxes);
        listed(found, &boxes)
    });
    let Ok(found) = found else { return };
    let least = params.box_threshold - 1e-6 * (1.0 + params.box_threshold.abs().min(f64::MAX));
    for (corners, score, polygon) in found {
        assert!(corners.iter().chain(&polygon).all(|point| is_on(*point, page)), "{corners:?} {polygon:?} of {page:?}");
        assert!(f64::from(score) >= least, "a score of {score}, below {least}");
        assert!(polygon.is_empty() == (params.shape != BoxShape::Polygon));
    }
}

fn craft(page: (usize, usize), bytes: &mut Bytes<'_>) {
    let mut params = CraftParams::EASYOCR;
    if bytes.once_in(2) {
        params.text_threshold = bytes.float(1, 16);
        params.low_text = bytes.float(1, 16);
        params.link_threshold = bytes.float(1, 16);
        params.min_area = bytes.pick(&[0, 1, 10, u64::MAX]);
    }
    let text = DrawnMap::draw(bytes);
    let link = DrawnMap::draw_sized([text.width, text.height], bytes);
    let found = everywhere(most_memory(&text), || {
        let (mut scratch, mut boxes) = (TextBoxScratch::new(), TextBoxes::new());
        let found = craft_boxes(&text.view(), &link.view(), page, &params, &mut scratch, &mut boxes);
        listed(found, &boxes)
    });
    for (corners, score, _) in found.into_iter().flatten() {
        assert!(corners.iter().all(|point| is_on(*point, page)), "{corners:?} of {page:?}");
        assert!(score >= params.text_threshold, "a score of {score}, below {}", params.text_threshold);
    }
}

fn listed(found: Result<(), scipix_core::Error>, boxes: &TextBoxes) -> Found {
    let all = boxes.as_slice().iter().map(|one| (one.corners, one.score, boxes.polygon(one).to_vec())).collect();
    match found {
        Ok(()) => Ok(all),
        Err(error) => {
            assert!(boxes.as_slice().is_empty(), "boxes after {error}");
            assert!(matches!(error.kind(), ErrorKind::InvalidArgument | ErrorKind::Unsupported), "{error}");
            Err(error.kind())
        }
    }
}

fn is_on([x, y]: [i32; 2], (width, height): (usize, usize)) -> bool {
    let within = |at: i32, side: usize| usize::try_from(at).is_ok_and(|at| at <= side);
    within(x, width) && within(y, height)
}

/// Labels of a mask, beside those of a flood.
fn components(bytes: &mut Bytes<'_>) {
    let connectivity = bytes.pick(&[Connectivity::Four, Connectivity::Eight]);
    let map = DrawnMap::draw(bytes);
    let (width, height, mask) = (map.width, map.height, map.mask());
    let (labels, areas) = everywhere(most_memory(&map), || {
        let (mut labels, mut scratch) = (vec![u32::MAX; width * height], ComponentScratch::new());
        let image = ImageRef::new(&mask, width, height, 0, Format::Gray8).expect("an image that fits");
        let view = LabelsMut { data: &mut labels, stride: width };
        let found = connected_components(image, connectivity, Some(view), &mut scratch).expect("memory");
        let areas = found.iter().map(|component| component.area).collect::<Vec<_>>();
        (labels, areas)
    });
    let (expected, expected_areas) = flooded(&mask, width, connectivity);
    assert_eq!(areas, expected_areas);
    assert!(labels == expected, "labels of {width}x{height}");
}

/// Labels by the order of first pixels, and the area of each component.
fn flooded(mask: &[u8], width: usize, connectivity: Connectivity) -> (Vec<u32>, Vec<u64>) {
    const AROUND: [[isize; 2]; 8] = [[1, 0], [-1, 0], [0, 1], [0, -1], [1, 1], [-1, 1], [1, -1], [-1, -1]];
    let around = if connectivity == Connectivity::Four { &AROUND[..4] } else { &AROUND };
    let (mut labels, mut areas, mut open) = (vec![0; mask.len()], vec![], vec![]);
    for first in 0..mask.len() {
        if mask[first] == 0 || labels[first] != 0 {
            continue;
        }
        areas.push(0);
        labels[first] = areas.len() as u32;
        open.push(first);
        while let Some(at) = open.pop() {
            *areas.last_mut().expect("the one that grows") += 1;
            for [dx, dy] in around {
                let (x, y) = ((at % width).wrapping_add_signed(*dx), (at / width).wrapping_add_signed(*dy));
                if x < width && y < mask.len() / width && mask[y * width + x] != 0 && labels[y * width + x] == 0 {
                    labels[y * width + x] = areas.len() as u32;
                    open.push(y * width + x);
                }
            }
        }
    }
    (labels, areas)
}
