use super::*;
use crate::base::error::ErrorKind;
use crate::image::{Format, ImageRef};
use crate::testing::{levels, noise};

/// Holds the results of OpenCV 5 for masks of noise; see the program beside it.
const OPENCV: &str = include_str!("data/components_opencv.txt");

fn fnv1a(values: impl IntoIterator<Item = u64>) -> String {
    let hash = |hash: u64, value: u64| (hash ^ value).wrapping_mul(0x100_0000_01b3);
    format!("{:016x}", values.into_iter().fold(0xcbf2_9ce4_8422_2325, hash))
}

/// A mask of noise in bytes of 0 and 1, with what OpenCV makes of it.
struct Case {
    width: usize,
    height: usize,
    bytes: Vec<u8>,
    wanted: Vec<&'static str>,
}

fn cases() -> Vec<Case> {
    let cases: Vec<_> = OPENCV.lines().map(case).collect();
    assert!(cases.len() > 50);
    cases
}

fn case(line: &'static str) -> Case {
    let words: Vec<&str> = line.split(' ').collect();
    let numbers: Vec<usize> = words[..5].iter().map(|word| word.parse().unwrap()).collect();
    let [width, height, seed, scale, density] = numbers[..] else { unreachable!() };
    let columns = width.div_ceil(scale);
    let cells = noise(columns * height.div_ceil(scale), seed as u64);
    let is_set = |i: usize| usize::from(cells[i / width / scale * columns + i % width / scale]) < density;
    let bytes = (0..width * height).map(|i| u8::from(is_set(i))).collect();
    Case { width, height, bytes, wanted: words[5..].to_vec() }
}

impl Case {
    fn image(&self) -> ImageRef<'_> {
        ImageRef::new(&self.bytes, self.width, self.height, 0, Format::Gray8).unwrap()
    }

    fn mask(&self) -> BitMask {
        let mut mask = BitMask::new();
        pack_image(self.image(), &mut mask).unwrap();
        mask
    }

    fn bits(&self) -> Vec<u8> {
        let row = |row: &[u8]| -> Vec<u8> {
            let byte = |bits: &[u8]| bits.iter().enumerate().fold(0, |byte, (i, &bit)| byte | bit << (7 - i));
            row.chunks(8).map(byte).collect()
        };
        self.bytes.chunks(self.width).flat_map(row).collect()
    }
}

fn pixels(mask: &BitMask) -> impl Iterator<Item = u64> {
    let row = move |y: usize| (0..mask.width()).map(move |x| u64::from(mask.get(x as i32, y as i32)));
    (0..mask.height()).flat_map(row)
}

#[test]
fn components_are_those_of_opencv() {
    let mut scratch = ComponentScratch::new();
    for case in cases() {
        for (connectivity, wanted) in [(Connectivity::Four, 2), (Connectivity::Eight, 4)] {
            let stride = case.width + 3;
            let mut labels = vec![7; stride * case.height];
            let view = LabelsMut { data: &mut labels, stride };
            let found = connected_components(case.image(), connectivity, Some(view), &mut scratch).unwrap();
            let stats = found.iter().flat_map(|c| [c.x.into(), c.y.into(), c.width.into(), c.height.into(), c.area]);
            let (inside, gap) = (0..labels.len()).partition::<Vec<_>, _>(|i| i % stride < case.width);
            let hash = fnv1a(stats.chain(inside.iter().map(|&i| u64::from(labels[i]))));
            assert_eq!([found.len().to_string(), hash], case.wanted[wanted..][..2], "{connectivity:?}");
            assert!(gap.iter().all(|&i| labels[i] == 7));

            let (count, first) = (found.len(), found.first().copied());
            let bits = case.bits();
            let image = ImageRef::new(&bits, case.width, case.height, 0, Format::Bit1).unwrap();
            let found = connected_components(image, connectivity, None, &mut scratch).unwrap();
            assert_eq!((found.len(), found.first().copied()), (count, first));
        }
    }
}

#[test]
fn every_level_packs_bytes_alike() {
    for len in (0..200).chain([1000]) {
        let bytes: Vec<u8> = noise(len, len as u64).iter().map(|&byte| byte.saturating_sub(128)).collect();
        for level in levels() {
            let mut words = vec![u64::MAX; len / 64 + 1];
            byte_rows::pack_byte_row(level, &bytes, &mut words);
            let bit = |i: usize| words[i / 64] >> (i % 64) & 1 == 1;
            assert!((0..len).all(|i| bit(i) == (bytes[i] != 0)) && !(len..words.len() * 64).any(bit), "{len}");
        }
    }
}

#[test]
fn borders_are_those_of_opencv() {
    let (mut runs, mut holes) = (Runs::new(), Holes::new());
    let (mut starts, mut points) = (Vec::new(), Vec::new());
    for case in cases() {
        let mask = case.mask();
        runs.find(&mask, Connectivity::Eight).unwrap();
        holes.find(&runs).unwrap();
        border_starts(&runs, &holes, &mut starts).unwrap();
        let mut values = Vec::new();
        for start in &starts {
            trace_border(&mask, start, &mut points).unwrap();
            values.push(points.len() as u64);
            values.extend(points.iter().flatten().map(|&x| x as u64));
        }
        assert_eq!([starts.len().to_string(), fnv1a(values)], case.wanted[..2], "{}x{}", case.width, case.height);
    }
}

#[test]
fn holes_are_what_a_flood_finds() {
    let (mut runs, mut holes) = (Runs::new(), Holes::new());
    for case in cases() {
        let mask = case.mask();
        runs.find(&mask, Connectivity::Eight).unwrap();
        holes.find(&runs).unwrap();
        let mut outside = vec![false; (case.width + 2) * (case.height + 2)];
        let mut open = vec![(-1, -1)];
        while let Some((x, y)) = open.pop() {
            let within = (-1..=case.width as i32).contains(&x) && (-1..=case.height as i32).contains(&y);
            if !within || mask.get(x, y) {
                continue;
            }
            let seen = &mut outside[(y + 1) as usize * (case.width + 2) + (x + 1) as usize];
            if !std::mem::replace(seen, true) {
                open.extend([(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]);
            }
        }
        let mut enclosed = 0;
        for hole in holes.as_slice() {
            for PixelRun { y, start, end } in holes.runs_of(hole, &runs) {
                let reached = |x: u32| outside[(y as usize + 1) * (case.width + 2) + x as usize + 1];
                assert!((start..end).all(|x| !reached(x) && !mask.get(x as i32, y as i32)));
                enclosed += (end - start) as usize;
            }
        }
        let free = outside.iter().filter(|seen| **seen).count() - 2 * (case.width + case.height + 2);
        assert_eq!(enclosed + free, pixels(&mask).filter(|&pixel| pixel == 0).count());
    }
}

#[test]
fn morphology_is_that_of_opencv() {
    for case in cases() {
        let (mut dilated, mut opened) = (case.mask(), case.mask());
        assert!(pixels(&dilated).eq(case.bytes.iter().map(|&byte| u64::from(byte))));
        dilated.dilate_2x2();
        opened.open_3x3();
        assert_eq!(
            [fnv1a(pixels(&dilated)), fnv1a(pixels(&opened))],
            case.wanted[6..],
            "{}x{}",
            case.width,
            case.height
        );
        for mask in [dilated, opened] {
            // Bits past the end are 0.
            let set: u32 = (0..mask.height()).flat_map(|y| mask.row(y)).map(|word| word.count_ones()).sum();
            assert_eq!(u64::from(set), pixels(&mask).sum());
        }
    }
}

#[test]
fn runs_of_a_component_are_listed_by_rows() {
    let (mut runs, mut regions) = (Runs::new(), Regions::new());
    for case in cases() {
        runs.find(&case.mask(), Connectivity::Four).unwrap();
        regions.sort(&runs).unwrap();
        let mut listed = 0;
        for component in 0..runs.components() {
            let list = regions.of(component);
            assert!(!list.is_empty() && list.is_sorted());
            assert!(list.iter().all(|&run| runs.component()[run as usize] as usize == component));
            listed += list.len();
        }
        assert_eq!(listed, runs.as_slice().len());
    }
}

#[test]
fn a_million_components_and_none() {
    let side = 2000;
    let dots: Vec<u8> = (0..side * side).map(|i| u8::from(i / side % 2 == 0 && i % 2 == 0)).collect();
    let ones = vec![255; side * side];
    let mut scratch = ComponentScratch::new();
    let mut count = |bytes: &[u8], width: usize, connectivity| {
        let image = ImageRef::new(bytes, width, bytes.len() / width, 0, Format::Gray8).unwrap();
        connected_components(image, connectivity, None, &mut scratch).unwrap().len()
    };
    assert_eq!(count(&dots, side, Connectivity::Eight), 1_000_000);
    assert_eq!(count(&ones, side, Connectivity::Eight), 1);
    assert_eq!(count(&ones, 1, Connectivity::Four), 1);
    assert_eq!(count(&vec![0; side * side], side * side / 8, Connectivity::Four), 0);
    let checkers: Vec<u8> = (0..side * side).map(|i| u8::from((i / side + i) % 2 == 0)).collect();
    assert_eq!(count(&checkers, side, Connectivity::Four), side * side / 2);
    assert_eq!(count(&checkers, side, Connectivity::Eight), 1);
}

#[test]
fn arguments_are_checked() {
    let bytes = [1; 12];
    let mut scratch = ComponentScratch::new();
    let image = |format, width| ImageRef::new(&bytes, width, 2, 0, format).unwrap();
    let rgb = connected_components(image(Format::Rgb8, 2), Connectivity::Four, None, &mut scratch);
    assert_eq!(rgb.unwrap_err().kind(), ErrorKind::Unsupported);
    for (labels, stride) in [(9, 5), (7, 4), (99, 3)] {
        let view = LabelsMut { data: &mut vec![0; labels], stride };
        let error = connected_components(image(Format::Gray8, 4), Connectivity::Four, Some(view), &mut scratch);
        assert_eq!(error.is_ok(), (labels, stride) == (9, 5));
        assert!(error.err().is_none_or(|error| error.kind() == ErrorKind::SizeMismatch));
    }
    let mut mask = BitMask::new();
    assert_eq!(mask.resize(1 << 25, 1).unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(mask.resize(1 << 24, 1 << 24).unwrap_err().kind(), ErrorKind::OutOfMemory);
    mask.resize(2, 2).unwrap();
    mask.row_mut(0)[0] = 1;
    let start = BorderStart { y: 1, x: 1, kind: BorderKind::Outer, index: 0 };
    assert_eq!(trace_border(&mask, &start, &mut Vec::new()).unwrap_err().kind(), ErrorKind::InvalidArgument);
}
