//! What is a speck: small components far from text, and those near it where they are as many as dirt would be.

use super::dot_rows::{others_in_row, set_middle};
use super::surroundings::Surroundings;
use crate::base::error::{Result, fail};
use crate::image::components::{BitMask, Component};

/// Classes of components by their area.
const CLASSES: usize = 32;
/// The fewest components of a class, far from text, that say how dense dirt is.
const FEWEST: u64 = 12;

/// How many others a dot of an ellipsis has in its row, and from how many on a row is no chance of dirt.
const ELLIPSIS: usize = 2;
const ROW: usize = 3;

/// What a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is larger than a speck, or one of a row of dots.
    Text,
    /// It is as small as a speck, and near text.
    Near,
    /// It is far from text, and one of three at equal distances.
    Dots,
    /// It is as small as a speck, and far from text.
    Speck,
}

/// Returns whether no side is longer than `max_side`.
pub fn is_small(component: &Component, max_side: u32) -> bool {
    component.width.max(component.height) <= max_side
}

/// Returns the class of an area: one for each up to 16, then two for each doubling.
fn class(area: u64) -> usize {
    match area {
        0..=16 => area as usize,
        _ => {
            let doublings = area.ilog2();
            let upper = usize::from(area >> (doublings - 1) & 1 == 1);
            (9 + 2 * doublings as usize + upper).min(CLASSES - 1)
        }
    }
}

/// Finds which components are specks. `middles` is empty, and is so again afterwards.
///
/// Far from text every small component is one that is not in a row of dots; three dots are no row where dirt is as dense that it
/// has such. Near it, those of a class are whose number is what their density far from text predicts: dirt lies everywhere, dots
/// and accents lie near letters only.
///
/// # Errors
/// `OutOfMemory`.
pub fn judge(
    components: &[Component],
    max_side: u32,
    surroundings: &Surroundings,
    middles: &mut BitMask,
    verdicts: &mut Vec<Verdict>,
) -> Result<()> {
    verdicts.clear();
    if verdicts.try_reserve(components.len()).is_err() {
        fail!(OutOfMemory, "page: no memory for {} components", components.len());
    }
    let small = |component: &&Component| is_small(component, max_side);
    components.iter().filter(small).for_each(|component| set_middle(middles, component));
    let (mut near, mut far) = ([0_u64; CLASSES], [0_u64; CLASSES]);
    for component in components {
        let class = class(component.area);
        verdicts.push(if !is_small(component, max_side) {
            Verdict::Text
        } else if surroundings.is_near(component) {
            near[class] += 1;
            Verdict::Near
        } else {
            match others_in_row(middles, component, surroundings.reach()) {
                ROW.. => Verdict::Text,
                ELLIPSIS => Verdict::Dots,
                _ => {
                    far[class] += 1;
                    Verdict::Speck
                }
            }
        });
    }
    let is_dirt = dirt(&near, &far, surroundings.cells());
    for (verdict, component) in verdicts.iter_mut().zip(components) {
        let class = class(component.area);
        let is_speck = match verdict {
            Verdict::Near => is_dirt[class],
            Verdict::Dots => far[class] >= FEWEST,
            Verdict::Text | Verdict::Speck => continue,
        };
        if is_speck {
            *verdict = Verdict::Speck;
        }
    }
    middles.clear();
    Ok(())
}

/// Returns for each class whether those near text are as many as the density of those far from it predicts. Letters hide some of
/// what lies near them.
fn dirt(near: &[u64; CLASSES], far: &[u64; CLASSES], (near_cells, far_cells): (usize, usize)) -> [bool; CLASSES] {
    std::array::from_fn(|class| {
        let expected = far[class] as f64 * near_cells as f64 / far_cells.max(1) as f64;
        let range = 0.4 * expected..=1.5 * expected + 3.0 * expected.sqrt();
        far[class] >= FEWEST && range.contains(&(near[class] as f64))
    })
}
