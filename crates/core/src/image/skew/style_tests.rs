//! Skew of synthetic pages in many styles, at all angles of the range and beyond it.

use super::*;
use crate::testing::noise;

/// A page whose ink is a function of the position along its lines and down the page, about its middle.
struct Style {
    name: &'static str,
    /// Whether the style has lines in one direction only: no other direction is right.
    one_direction: bool,
    ink: fn(&Paper, f64, f64) -> bool,
}

/// The size of the sheet that is turned, from its middle, and reproducible random bytes.
struct Paper {
    right: f64,
    bottom: f64,
    random: Vec<u8>,
}

impl Paper {
    fn chance(&self, a: usize, b: usize) -> u8 {
        self.random[(a * 131 + b) % self.random.len()]
    }

    fn holds(&self, u: f64, v: f64) -> bool {
        u.abs() < self.right && v.abs() < self.bottom
    }

    /// Words on lines, `pitch` from one to the next and `height` high.
    fn text(&self, u: f64, v: f64, pitch: f64, height: f64) -> bool {
        let (u, v) = (u + 4000.0, v + 4000.0);
        let (line, letter, word) = ((v / pitch) as usize, (u / 7.0) as usize, (u / 50.0) as usize);
        v % pitch < height && self.chance(line, letter) > 90 && self.chance(line + 977, word) > 30
    }
}

fn stripes(at: f64, pitch: f64, width: f64) -> bool {
    (at + 4000.0) % pitch < width
}

const STYLES: [Style; 13] = [
    Style { name: "text", one_direction: true, ink: |p, u, v| p.holds(u, v) && p.text(u, v, 24.0, 9.0) },
    Style { name: "small text", one_direction: true, ink: |p, u, v| p.holds(u, v) && p.text(u, v, 14.0, 5.0) },
    Style { name: "thick bars", one_direction: true, ink: |p, u, v| p.holds(u, v) && stripes(v, 33.0, 12.0) },
    Style { name: "bars to the edge", one_direction: true, ink: |_, _, v| stripes(v, 33.0, 12.0) },
    Style { name: "rules", one_direction: true, ink: |p, u, v| p.holds(u, v) && stripes(v, 40.0, 2.0) },
    Style {
        name: "dotted lines",
        one_direction: false,
        ink: |p, u, v| p.holds(u, v) && stripes(v, 30.0, 4.0) && stripes(u, 7.0, 4.0),
    },
    Style {
        name: "table",
        one_direction: false,
        ink: |p, u, v| {
            let cell = !stripes(u, 180.0, 20.0) && stripes(u, 180.0, 120.0) && p.text(u, v, 60.0, 40.0);
            p.holds(u, v) && (stripes(v, 60.0, 3.0) || stripes(u, 180.0, 3.0) || cell && !stripes(v, 60.0, 20.0))
        },
    },
    Style {
        name: "two columns",
        one_direction: true,
        ink: |p, u, v| p.holds(u, v) && u.abs() > 30.0 && p.text(u, v, 22.0, 8.0),
    },
    Style {
        name: "few lines",
        one_direction: true,
        ink: |p, u, v| p.holds(u, v) && ((v + 4000.0) / 24.0) as usize % 9 == 3 && p.text(u, v, 24.0, 9.0),
    },
    Style {
        name: "ragged",
        one_direction: true,
        ink: |p, u, v| {
            let end = f64::from(p.chance(((v + 4000.0) / 26.0) as usize, 5)) / 160.0 - 0.7;
            p.holds(u, v) && u < p.right * end && p.text(u, v, 26.0, 10.0)
        },
    },
    Style {
        name: "headings",
        one_direction: true,
        ink: |p, u, v| {
            let head = stripes(v, 240.0, 26.0)
                && u < 0.3 * p.right
                && p.chance(((v + 4000.0) / 240.0) as usize, (u + 4000.0) as usize / 20) > 80;
            p.holds(u, v) && (head || !stripes(v, 240.0, 60.0) && p.text(u, v, 20.0, 8.0))
        },
    },
    Style {
        name: "border",
        one_direction: false,
        ink: |p, u, v| {
            let edge = u.abs() > p.right - 6.0 || v.abs() > p.bottom - 6.0;
            p.holds(u, v) && (edge || p.text(u, v, 24.0, 9.0))
        },
    },
    Style { name: "white on black", one_direction: true, ink: |p, u, v| !(p.holds(u, v) && p.text(u, v, 24.0, 9.0)) },
];

/// The page turned by `degrees` clockwise; `dirt` of 256 pixels are inverted.
fn page(style: &Style, width: usize, height: usize, degrees: f64, dirt: u8) -> Vec<u8> {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let random = noise(1 << 16, 12);
    let paper = Paper { right: width as f64 * 0.4, bottom: height as f64 * 0.42, random };
    let dust = if dirt > 0 { noise(width * height, 7) } else { vec![u8::MAX; width * height] };
    let black = |i: usize| {
        let (x, y) = ((i % width) as f64 + 0.5 - width as f64 / 2.0, (i / width) as f64 + 0.5 - height as f64 / 2.0);
        (style.ink)(&paper, x * cos + y * sin, y * cos - x * sin) != (dust[i] < dirt)
    };
    (0..width * height).map(|i| if black(i) { 20 } else { 230 }).collect()
}

fn found(style: &Style, width: usize, height: usize, degrees: f64, dirt: u8) -> Skew {
    let data = page(style, width, height, degrees, dirt);
    skew(ImageRef::new(&data, width, height, 0, Format::Gray8).unwrap()).unwrap()
}

/// Checks the angle and the confidence of a style on pages of `size`.
fn check_found(style: &Style, (width, height): (usize, usize), degrees: f64, dirt: u8, (off, least): (f64, f32)) {
    let Skew { degrees: turn, confidence } = found(style, width, height, degrees, dirt);
    let name = style.name;
    assert!((f64::from(turn) + degrees).abs() < off, "{name} at {degrees} {width}: {turn} by {confidence}");
    assert!(confidence > least, "{name} at {degrees} {width}: {turn} by {confidence}");
}

/// Pages of 150 and of 75 dots per inch.
const LARGE: (usize, usize) = (1240, 1754);
const SMALL: (usize, usize) = (620, 877);
const ANGLES: [f64; 12] = [-45.0, -37.3, -30.0, -22.6, -15.0, -0.4, 0.0, 5.0, 15.0, 17.9, 25.0, 45.0];

/// Two angles for each style; all of them are in the long tests. Drawing the pages takes the most time, above all where the
/// processor is emulated.
fn few<T: Copy>(style: usize, all: &[T]) -> impl Iterator<Item = T> {
    let apart = all.len() / 2;
    [style % apart, style % apart + apart].map(|index| all[index]).into_iter()
}

#[test]
fn every_style_is_found() {
    for (index, style) in STYLES.iter().enumerate() {
        few(index, &ANGLES).for_each(|degrees| check_found(style, SMALL, degrees, 0, (0.15, 0.4)));
    }
}

#[test]
#[ignore = "long: scripts/test-deep"]
fn every_style_is_found_at_every_angle_of_the_range() {
    for style in &STYLES {
        let whole = (-45..=45).map(f64::from);
        whole.chain(ANGLES).for_each(|degrees| check_found(style, LARGE, degrees, 0, (0.1, 0.4)));
    }
}

const DIRTY_ANGLES: [f64; 6] = [-45.0, -30.0, -16.0, -3.0, 20.0, 40.0];

#[test]
fn small_and_dirty_pages_are_found_too() {
    for (index, style) in STYLES.iter().enumerate() {
        let [first, second] = few(index, &DIRTY_ANGLES).collect::<Vec<_>>()[..] else { unreachable!("two angles") };
        check_found(style, (640, 480), first, 0, (0.2, 0.0));
        check_found(style, (640, 480), second, 6, (0.2, 0.0));
    }
}

#[test]
#[ignore = "long: scripts/test-deep"]
fn small_and_dirty_pages_are_found_at_every_angle() {
    for style in &STYLES {
        for degrees in (-45..=45).map(f64::from) {
            check_found(style, (640, 480), degrees, 0, (0.2, 0.0));
            check_found(style, (900, 700), degrees, 6, (0.2, 0.0));
        }
    }
}

fn check_beyond(style: &Style, (width, height): (usize, usize), degrees: f64) {
    let Skew { degrees: turn, confidence } = found(style, width, height, degrees, 0);
    assert!(confidence < 0.1, "{} at {degrees}: {turn} by {confidence}", style.name);
}

#[test]
fn lines_beyond_the_range_have_no_confidence() {
    for (index, style) in STYLES.iter().enumerate().filter(|(_, style)| style.one_direction) {
        few(index, &[-80.0, -55.0, 50.0, 85.0]).for_each(|degrees| check_beyond(style, SMALL, degrees));
    }
}

#[test]
#[ignore = "long: scripts/test-deep"]
fn lines_at_no_angle_beyond_the_range_have_confidence() {
    for style in STYLES.iter().filter(|style| style.one_direction) {
        for degrees in (50..=90).map(f64::from) {
            check_beyond(style, LARGE, degrees);
            check_beyond(style, LARGE, -degrees);
        }
    }
}

/// Two columns, the lines of one of which lie between those of the other: across the page they cancel each other.
const OUT_OF_STEP: Style = Style {
    name: "columns out of step",
    one_direction: true,
    ink: |p, u, v| p.holds(u, v) && u.abs() > 30.0 && p.text(u, v + if u > 0.0 { 11.0 } else { 0.0 }, 22.0, 8.0),
};

#[test]
fn columns_out_of_step_are_found() {
    for degrees in [-30.0, 0.0, 20.0] {
        check_found(&OUT_OF_STEP, LARGE, degrees, 0, (0.1, 0.3));
    }
}

/// An angle that puts the columns in step may win, the more easily the steeper the lines: it is up to a degree off.
#[test]
#[ignore = "long: scripts/test-deep"]
fn columns_out_of_step_are_found_within_a_degree_or_not_at_all() {
    for degrees in (-45..=45).map(f64::from) {
        for (width, height) in [LARGE, (640, 480)] {
            let Skew { degrees: turn, confidence } = found(&OUT_OF_STEP, width, height, degrees, 0);
            let is_near = (f64::from(turn) + degrees).abs() < 1.0;
            assert!(is_near || confidence < 0.1, "{degrees} {width}: {turn} by {confidence}");
        }
    }
}
