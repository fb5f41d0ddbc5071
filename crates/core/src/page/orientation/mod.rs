//! Orientation: by which quarter turn a page of text stands upright.
//!
//! Letters stand closer to the next letter of their line than to the next line. And in Latin text more letters rise above
//! their neighbours, as b, d and capitals do, than hang below them, as g and p do: so feet are level more often than heads. This
//! is the observation behind Leptonica's `pixOrientDetect` (D. Bloomberg, G. Kopec and L. Dasari, Measuring document image skew
//! and orientation, 1995), made here on the boxes of components instead of by hit-miss transforms. Dots and accents stand above
//! their letters in Latin, Cyrillic and Greek text alike: where they contradict, the votes are not those of Latin text. All counts
//! are integers, so the result is the same at every SIMD level and thread count.

mod letters;
mod marks;
mod neighbours;
#[cfg(test)]
mod tests;
mod votes;

use crate::base::error::{Result, try_zeroed};
use crate::image::components::{ComponentScratch, Connectivity, connected_components};
use crate::image::{self, Format, ImageMut, ImageRef, PageBits, Skew, rotate, rotated_size};
use votes::{Sides, directions};

/// Least number of letters that say anything.
const LETTERS: usize = 10;
/// Least margins by which the direction of lines and the upper side must win, as shares of all votes.
const LINES: f64 = 0.2;
const SIDES: f64 = 0.2;
/// Least number of standard deviations between the votes for the upper side, if chance had cast them.
const DEVIATIONS: f64 = 2.0;
/// Least shares of all pairs that vote for the upper side: where marks agree, and where there are none. Latin text has 0.2 to 0.5 of
/// them, Cyrillic and Greek text upside down mostly less than 0.3.
const MARKED: f64 = 0.15;
const UNMARKED: f64 = 0.3;
/// Largest margin without marks: votes for one side alone are those of `$`, `Q` and parentheses among capitals and digits.
const ONE_SIDED: f64 = 0.9;
/// Least number of marks that say anything.
const MARKS: u32 = 2;
/// Skew in degrees from which on the letters are looked at on a page made level, and the least confidence in it for that.
const STEEP: f32 = 2.0;
const TRUSTED: f32 = 0.3;

/// Result of [`orientation`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Orientation {
    /// Degrees by which [`rotate`](crate::image::rotate()) makes the page upright: 0, 90, 180 or 270 clockwise. `None` where
    /// that is not known.
    pub degrees: Option<u16>,
    /// Margin of the votes for the upper side, from 0 to 1: about 0.5 for English text.
    pub confidence: f32,
    /// Number of components that may be letters.
    pub letters: usize,
}

/// Finds by which quarter turn a page of Latin text, dark on light, has to be rotated to be upright; the rest of its skew may
/// be up to 15 degrees.
///
/// Colours count as their gray (BT601). The page is reduced and binarised like in [`skew`](crate::image::skew()). The result is
/// unknown for fewer than 10 letters, where lines have no direction, and where as many letters hang below the line as rise
/// above it, for example in text of capitals alone, of digits alone and of Chinese. It is unknown too where few letters rise, where
/// only some hang or only some rise and no dot of an i says more, and where dots and accents are on the other side: so mostly for
/// Cyrillic and Greek text, in which more letters hang. Without accents, or where they are not apart from their letters, such text
/// may appear upside down, as may Arabic, Hebrew, Armenian and Georgian. Letters should be at least 8 pixels high on the page of at
/// most 1280x2560 pixels.
///
/// # Errors
/// `OutOfMemory` if the reduced page, a few megabytes, and the list of its components cannot be allocated.
pub fn orientation(src: ImageRef<'_>) -> Result<Orientation> {
    Ok(pose(src)?.orientation)
}

/// Orientation and skew of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pose {
    pub orientation: Orientation,
    /// The likeliest quarter turn in degrees, however unsure.
    pub likely: u16,
    /// The skew of the page after a turn by 0 or 90 degrees, whichever makes lines of text lie; half turns do not change it.
    pub skew: Skew,
}

/// Finds the orientation with the skew, each of which is measured after a turn by the other.
pub(super) fn pose(src: ImageRef<'_>) -> Result<Pose> {
    const NO_SKEW: Skew = Skew { degrees: 0.0, confidence: 0.0 };
    let Some(page) = PageBits::new(src)? else {
        return Ok(Pose { orientation: Orientation::default(), likely: 0, skew: NO_SKEW });
    };
    let mut scratch = ComponentScratch::new();
    let mut components = connected_components(page.view()?, Connectivity::Eight, None, &mut scratch)?;
    let mut letters = letters::pick(components)?;
    let mut neighbours = neighbours::find(&letters)?;
    let (lying, standing) = directions(&neighbours);
    let lines = margin(lying, standing);
    let quarter = if standing > lying { 90 } else { 0 };
    let side = if quarter == 90 { Some(RotatedBits::new(page.view()?, 90.0)?) } else { None };
    let bits = side.as_ref().map_or_else(|| page.view(), RotatedBits::view)?;
    let skew = image::skew(bits)?;
    let tilted = skew.degrees.abs() >= STEEP && skew.confidence >= TRUSTED;
    if tilted || side.is_some() {
        let level = if tilted { Some(RotatedBits::new(bits, skew.degrees)?) } else { None };
        let bits = level.as_ref().map_or(Ok(bits), RotatedBits::view)?;
        components = connected_components(bits, Connectivity::Eight, None, &mut scratch)?;
        letters = letters::pick(components)?;
        neighbours = neighbours::find(&letters)?;
    }
    let Sides { up, down, pairs } = votes::sides(&letters, &neighbours)?;
    let (above, below) = marks::count(&letters, components)?;
    let (side, votes) = (margin(up, down), f64::from(up + down));
    let marks = if side < 0.0 { (below, above) } else { (above, below) };
    let likely = quarter + if side < 0.0 { 180 } else { 0 };
    let known = letters.boxes.len() >= LETTERS
        && lines.abs() >= LINES
        && side.abs() >= SIDES
        && side.abs() * votes.sqrt() >= DEVIATIONS
        && is_of_latin(f64::from(up.max(down)) / f64::from(pairs), side.abs(), marks);
    let degrees = known.then_some(likely);
    let orientation = Orientation { degrees, confidence: side.abs() as f32, letters: letters.boxes.len() };
    Ok(Pose { orientation, likely, skew })
}

/// Returns whether votes are like those of Latin text: `share` is that of the pairs which vote for the upper side, `margin` that of
/// the votes, and `marks` are those above and below letters, if that side is up.
fn is_of_latin(share: f64, margin: f64, (above, below): (u32, u32)) -> bool {
    let (agree, contradict) = (above >= MARKS && above >= 2 * below, below >= MARKS && below > above);
    !contradict && (agree && share >= MARKED || margin <= ONE_SIDED && share >= UNMARKED)
}

/// Bits that were turned, all of which are there.
struct RotatedBits {
    bits: Vec<u8>,
    width: usize,
    height: usize,
}

impl RotatedBits {
    fn new(src: ImageRef<'_>, degrees: f32) -> Result<Self> {
        let (width, height) = rotated_size(&src.geometry(), degrees)?;
        let mut bits = try_zeroed(width.div_ceil(8) * height, "orientation")?;
        rotate(src, degrees, 255, ImageMut::new(&mut bits, width, height, 0, Format::Bit1)?)?;
        Ok(Self { bits, width, height })
    }

    fn view(&self) -> Result<ImageRef<'_>> {
        ImageRef::new(&self.bits, self.width, self.height, 0, Format::Bit1)
    }
}

/// By how much more votes are for `a` than for `b`, as a share of all.
fn margin(a: u32, b: u32) -> f64 {
    (f64::from(a) - f64::from(b)) / f64::from((a + b).max(1))
}
