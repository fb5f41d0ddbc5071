//! The tables that kernels mix a row with.

use super::groups::ShuffleGroups;
use super::pairs::PixelPair;
use super::picks::Picks;
use crate::base::error::{Result, rezero};
use crate::image::resize::tap_windows::TapWindows;
use crate::image::resize::taps::Taps;
use crate::simd::{Isa, Level};

/// The pairs of a row, and the form of them that the kernel of a level wants.
#[derive(Default)]
pub struct MixTables {
    pub pairs: Vec<PixelPair>,
    pub channels: usize,
    /// The form to which a row of the source is reduced before it is mixed; the pairs are then those of the reduced row.
    pub picks: Picks,
    form: MixForm,
    windows: TapWindows,
    groups: ShuffleGroups,
    /// The pairs as `windows` are made of them.
    taps: Taps,
}

/// The tables that hold the pairs besides themselves.
#[derive(Clone, Copy, Default, PartialEq)]
enum MixForm {
    #[default]
    Pairs,
    Windows,
    Groups,
}

impl MixTables {
    /// Makes the other tables from `pairs`, which are of a row of `width` pixels.
    pub fn refit(&mut self, level: Level, channels: usize, width: usize) -> Result<()> {
        self.channels = channels;
        self.picks.clear();
        self.form = self.refit_form(level, width * channels)?;
        if self.form == MixForm::Pairs
            && level.isa() != Isa::Scalar
            && self.picks.refit(&mut self.pairs, channels, width)?
        {
            self.form = self.refit_form(level, self.picks.row_bytes())?;
        }
        Ok(())
    }

    /// Makes the tables that the kernel of `level` wants, where it has a form for these pairs.
    fn refit_form(&mut self, level: Level, row_bytes: usize) -> Result<MixForm> {
        Ok(match (level.isa().base(), row_bytes.checked_sub(TapWindows::ELEMENTS)) {
            (Isa::Avx512, Some(last)) if self.refit_windows(last)? => MixForm::Windows,
            _ if level.isa() == Isa::Scalar => MixForm::Pairs,
            _ if self.groups.refit(&self.pairs, self.channels, row_bytes)? => MixForm::Groups,
            _ => MixForm::Pairs,
        })
    }

    fn refit_windows(&mut self, last_base: usize) -> Result<bool> {
        let Self { pairs, channels, taps, windows, .. } = self;
        rezero(&mut taps.starts, pairs.len(), "resize: tables")?;
        rezero(&mut taps.weights, 2 * pairs.len(), "resize: tables")?;
        taps.count = 2;
        for (pair, (start, weights)) in pairs.iter().zip(taps.starts.iter_mut().zip(taps.weights.as_chunks_mut().0)) {
            (*start, *weights) = (pair.at, pair.weights.map(|weight| weight as i16));
        }
        windows.refit(taps, pairs.len(), *channels, last_base)
    }

    /// Returns permutations for AVX-512, where the pairs lie near enough.
    #[cfg_attr(not(target_arch = "x86_64"), allow(dead_code))]
    #[inline(always)]
    pub fn windows(&self) -> Option<&TapWindows> {
        (self.form == MixForm::Windows).then_some(&self.windows)
    }

    /// Returns shuffles, where the level has those and the pairs lie near enough.
    #[inline(always)]
    pub fn groups(&self) -> Option<&ShuffleGroups> {
        (self.form == MixForm::Groups).then_some(&self.groups)
    }
}
