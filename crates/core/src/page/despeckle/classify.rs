//! Classification of components as text or specks. Specks are small components far from text, and those near it where they are as
//! many as dirt would be.

use super::area_bin::{AREA_BINS, area_bin};
use super::dot_rows::{others_in_row, set_middle};
use super::marks_in_line::MarksInLine;
use super::surroundings::Surroundings;
use crate::base::error::{Result, fail};
use crate::image::components::{BitMask, Component};

/// The fewest components of a bin, far from text, that say how dense dirt is.
const FEWEST: u64 = 12;

/// How many others a dot of an ellipsis has in its row, and from how many on a row is no chance of dirt.
const ELLIPSIS: usize = 2;
const ROW: usize = 3;

/// The class of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComponentClass {
    /// It is larger than a speck, or one of a row of dots.
    Text,
    /// It is as small as a speck, and near text.
    Near,
    /// It is far from text, and one of three at equal distances.
    Dots,
    /// It is far from text, and in line with others of its size.
    InLine,
    /// It would be a speck, if there were more of them.
    Few,
    /// It is as small as a speck, and far from text.
    Speck,
}

/// Returns whether no side is longer than `max_side`.
pub fn is_small(component: &Component, max_side: u32) -> bool {
    component.width.max(component.height) <= max_side
}

/// Finds which components are specks. `least_mark` is the area of a small full stop. `middles` is
/// empty, and is so again afterwards.
///
/// Far from text every small component is one that is not in a row of dots, nor in line with others of its size; three dots are
/// no row where dirt is as dense that it has such, and a line is none where more of that size are in none. Near it, those of a bin are whose
/// number is what their density far from text predicts: dirt lies everywhere, dots and accents lie near letters only.
///
/// # Errors
/// `OutOfMemory`.
pub fn classify(
    components: &[Component],
    (max_side, least_mark): (u32, u64),
    surroundings: &Surroundings,
    (middles, in_line): (&mut BitMask, &mut MarksInLine),
    classes: &mut Vec<ComponentClass>,
) -> Result<()> {
    classes.clear();
    if classes.try_reserve(components.len()).is_err() {
        fail!(OutOfMemory, "page: no memory for {} components", components.len());
    }
    let small = |component: &&Component| is_small(component, max_side);
    components.iter().filter(small).for_each(|component| set_middle(middles, component));
    in_line.list((middles.width(), middles.height()), least_mark, components.iter().filter(small))?;
    let [mut near, mut far, mut lined] = [[0_u64; AREA_BINS]; 3];
    for component in components {
        let bin = area_bin(component.area);
        classes.push(if !is_small(component, max_side) {
            ComponentClass::Text
        } else if surroundings.is_near(component) {
            near[bin] += 1;
            ComponentClass::Near
        } else {
            match others_in_row(middles, component, surroundings.reach()) {
                ROW.. => ComponentClass::Text,
                ELLIPSIS => ComponentClass::Dots,
                _ if in_line.has(component) => {
                    lined[bin] += 1;
                    ComponentClass::InLine
                }
                _ => {
                    far[bin] += 1;
                    ComponentClass::Speck
                }
            }
        });
    }
    // Dirt is in line by chance, too, but more of it is not.
    let is_chance: [bool; AREA_BINS] = std::array::from_fn(|bin| lined[bin] < far[bin]);
    for bin in (0..AREA_BINS).filter(|&bin| is_chance[bin]) {
        far[bin] += lined[bin];
    }
    let is_dirt = dirt(&near, &far, surroundings.cells());
    for (class, component) in classes.iter_mut().zip(components) {
        let bin = area_bin(component.area);
        let is_speck = match class {
            ComponentClass::Near => is_dirt[bin],
            ComponentClass::Dots => far[bin] >= FEWEST,
            ComponentClass::InLine => is_chance[bin],
            ComponentClass::Text | ComponentClass::Few | ComponentClass::Speck => continue,
        };
        if is_speck {
            *class = ComponentClass::Speck;
        }
    }
    middles.clear();
    Ok(())
}

/// Returns for each bin whether those near text are as many as the density of those far from it predicts. Letters hide some of
/// what lies near them.
fn dirt(near: &[u64; AREA_BINS], far: &[u64; AREA_BINS], (near_cells, far_cells): (usize, usize)) -> [bool; AREA_BINS] {
    std::array::from_fn(|bin| {
        let expected = far[bin] as f64 * near_cells as f64 / far_cells.max(1) as f64;
        let range = 0.4 * expected..=1.5 * expected + 3.0 * expected.sqrt();
        far[bin] >= FEWEST && range.contains(&(near[bin] as f64))
    })
}
