//! The whole cleaning of a page, step by step.
//!
//! The page becomes gray. Then polarity, borders, the light on the paper, the quarter turn and the skew as one rotation, ruled
//! lines and specks follow, each of them only where the page shows that it is needed.

mod background;
mod bands;
mod denoise;
mod gray_page;
mod params;
mod pictures;
mod report;
#[cfg(test)]
mod tests;

pub use params::{CleanOutput, CleanParams, CleanStep};
pub use report::CleanReport;

use super::ink::ink_level;
use super::orientation::pose;
use super::{PageScratch, RuledLine};
use super::{despeckle_in_place, find_borders, polarity, remove_dirt_in_place};
use super::{remove_borders_in_place, remove_lines_in_place, remove_rulings_in_place};
use crate::base::error::{Result, fail, rezero};
use crate::image::{self, Format, ImageRef, Method};
use background::Light;
use gray_page::GrayPage;

/// Least confidence in what a step without switch needs.
const POLARITY_TRUSTED: f32 = 0.5;
const SKEW_TRUSTED: f32 = 0.4;
/// Least confidence in a skew where letters on the page made level agree which side is up.
const SKEW_LIKELY: f32 = 0.2;
/// Skew in degrees that is not worth a rotation, which softens the page; nor is one by which lines fall less than a pixel.
const LEVEL: f32 = 0.15;
/// Light of the darkest paper, in per cent of that of the lightest, from which on the paper counts as even.
const EVEN: u8 = 75;
/// Standard deviation from which on noise is smoothed. Scans have less than 5.
const NOISY: f32 = 8.0;

/// Cleans pages, and keeps the last result and the memory for the next page.
#[derive(Debug, Default)]
pub struct PageCleaner {
    page: GrayPage,
    spare: GrayPage,
    bits: Vec<u8>,
    output: CleanOutput,
    light: Light,
    scratch: PageScratch,
    lines: Vec<RuledLine>,
}

impl PageCleaner {
    /// Makes one that holds no memory yet.
    pub const fn new() -> Self {
        Self {
            page: GrayPage::new(),
            spare: GrayPage::new(),
            bits: Vec::new(),
            output: CleanOutput::Gray,
            light: Light::new(),
            scratch: PageScratch::new(),
            lines: Vec::new(),
        }
    }

    /// Returns the bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        let pages = self.page.bytes() + self.spare.bytes() + self.bits.capacity();
        pages + self.light.bytes() + self.scratch.bytes() + self.lines.capacity() * size_of::<RuledLine>()
    }

    /// Cleans a page of any format; colours count as their gray (BT601). [`image`](Self::image) is the result.
    ///
    /// # Errors
    /// `Unsupported` for sides beyond 2²⁴; `OutOfMemory`; those of the parameters. After a failure there is no result.
    pub fn clean(&mut self, src: ImageRef<'_>, params: &CleanParams) -> Result<CleanReport> {
        let report = self.clean_steps(src, params);
        if report.is_err() {
            self.page.clear();
        }
        report
    }

    fn clean_steps(&mut self, src: ImageRef<'_>, params: &CleanParams) -> Result<CleanReport> {
        let mut report = CleanReport::default();
        self.lines.clear();
        self.output = params.output;
        self.page.load(src)?;
        self.make_dark_on_light(params, &mut report)?;
        self.remove_borders(params, &mut report)?;
        self.even_light(params, src.format() == Format::Bit1, &mut report)?;
        self.smooth_noise(params, &mut report)?;
        self.put_upright(params, &mut report)?;
        self.remove_lines(params, &mut report)?;
        self.remove_specks(params, &mut report)?;
        report.content = find_borders(self.page.view()?, &params.border_params, &mut self.scratch)?.content;
        (report.width, report.height) = (self.page.width(), self.page.height());
        if params.output == CleanOutput::Bits {
            self.binarize(src.format() == Format::Bit1)?;
        }
        Ok(report)
    }

    /// Returns the page that was cleaned last; `None` before the first, after a failure, and after
    /// [`take_pixels`](Self::take_pixels).
    pub fn image(&self) -> Option<ImageRef<'_>> {
        match self.output {
            CleanOutput::Gray => self.page.view().ok(),
            CleanOutput::Bits => ImageRef::new(&self.bits, self.page.width(), self.page.height(), 0, Format::Bit1).ok(),
        }
    }

    /// Takes the pixels of the page that was cleaned last, rows without gaps.
    pub fn take_pixels(&mut self) -> Vec<u8> {
        match self.output {
            CleanOutput::Gray => self.page.take(),
            CleanOutput::Bits => {
                self.page.clear();
                std::mem::take(&mut self.bits)
            }
        }
    }

    /// Returns the ruling lines that were removed from the last page, at their places in the result.
    pub fn lines(&self) -> &[RuledLine] {
        &self.lines
    }

    fn make_dark_on_light(&mut self, params: &CleanParams, report: &mut CleanReport) -> Result<()> {
        report.inverted = match params.polarity {
            CleanStep::Off => false,
            CleanStep::On => true,
            CleanStep::Auto => {
                report.polarity = polarity(self.page.view()?, &mut self.scratch)?;
                report.polarity.light_on_dark && report.polarity.confidence >= POLARITY_TRUSTED
            }
        };
        if report.inverted {
            image::invert_in_place(self.page.view_mut()?);
        }
        Ok(())
    }

    fn remove_borders(&mut self, params: &CleanParams, report: &mut CleanReport) -> Result<()> {
        if params.borders != CleanStep::Off {
            let page = self.page.view_mut()?;
            report.border_px = remove_borders_in_place(page, &params.border_params, &mut self.scratch)?.area_px;
        }
        Ok(())
    }

    fn even_light(&mut self, params: &CleanParams, bits: bool, report: &mut CleanReport) -> Result<()> {
        if params.background == CleanStep::Off || bits {
            return Ok(());
        }
        self.light.measure(self.page.view()?)?;
        report.evenness = self.light.evenness();
        report.background_normalized = params.background == CleanStep::On || report.evenness < EVEN;
        if report.background_normalized {
            self.light.even(self.page.view_mut()?)?;
        }
        Ok(())
    }

    fn smooth_noise(&mut self, params: &CleanParams, report: &mut CleanReport) -> Result<()> {
        if params.denoise != CleanStep::Off {
            if denoise::has_grains(&self.page)? {
                denoise::remove_grains(&mut self.page)?;
                report.denoised = true;
            }
            report.noise = denoise::measure(&self.page)?;
        }
        if params.denoise == CleanStep::On || report.noise >= NOISY {
            report.denoised = true;
            denoise::smooth(&mut self.page)?;
            // What is left of the noise of the paper is lost in white.
            let white = f32::from(self.page.paper()) - report.noise / 2.0;
            self.page.whiten(white as u8);
        }
        Ok(())
    }

    fn put_upright(&mut self, params: &CleanParams, report: &mut CleanReport) -> Result<()> {
        if (params.orientation, params.skew) == (CleanStep::Off, CleanStep::Off) {
            return Ok(());
        }
        let pose = pose(self.page.view()?)?;
        (report.orientation, report.skew) = (pose.orientation, pose.skew);
        report.turned = match params.orientation {
            CleanStep::Off => 0,
            CleanStep::On => pose.likely,
            CleanStep::Auto => pose.orientation.degrees.unwrap_or(0),
        };
        // The skew of lines that stand says nothing where they are left standing.
        let lying = report.turned % 180 == pose.likely % 180;
        let side = if pose.likely % 180 == 0 { self.page.width() } else { self.page.height() };
        let fall = pose.skew.degrees.abs().to_radians() * side as f32;
        let level = pose.skew.degrees.abs() >= LEVEL && fall >= 1.0 && lying;
        let least = if pose.orientation.degrees.is_some() { SKEW_LIKELY } else { SKEW_TRUSTED };
        report.levelled = match params.skew {
            CleanStep::On if level => pose.skew.degrees,
            CleanStep::Auto if level && pose.skew.confidence >= least => pose.skew.degrees,
            _ => 0.0,
        };
        let degrees = f32::from(report.turned) + report.levelled;
        if degrees != 0.0 {
            let fill = if report.background_normalized { 255 } else { self.page.paper() };
            let size = if params.keep_size { f32::from(report.turned) } else { degrees };
            self.page.rotate_to(&mut self.spare, degrees, size, fill)?;
            std::mem::swap(&mut self.page, &mut self.spare);
        }
        Ok(())
    }

    fn remove_lines(&mut self, params: &CleanParams, report: &mut CleanReport) -> Result<()> {
        if params.lines != CleanStep::Off {
            let (page, numbers, scratch) = (self.page.view_mut()?, &params.line_params, &mut self.scratch);
            // A caller who gives a length has looked at the page.
            let lines = if params.lines == CleanStep::On || numbers.min_length > 0 {
                remove_lines_in_place(page, numbers, scratch)?
            } else {
                remove_rulings_in_place(page, numbers, scratch)?
            };
            if self.lines.try_reserve(lines.len()).is_err() {
                fail!(OutOfMemory, "lines: no memory for {} of them", lines.len());
            }
            self.lines.extend_from_slice(lines);
            report.lines = lines.len();
        }
        Ok(())
    }

    fn remove_specks(&mut self, params: &CleanParams, report: &mut CleanReport) -> Result<()> {
        if params.despeckle != CleanStep::Off {
            let (page, numbers, scratch) = (self.page.view_mut()?, &params.despeckle_params, &mut self.scratch);
            // A caller who gives a size has looked at the page.
            let done = if params.despeckle == CleanStep::On || numbers.max_side > 0 {
                despeckle_in_place(page, numbers, scratch)?
            } else {
                remove_dirt_in_place(page, numbers, scratch)?
            };
            (report.components, report.specks, report.speck_px) = (done.components, done.removed, done.removed_px);
        }
        Ok(())
    }

    fn binarize(&mut self, from_bits: bool) -> Result<()> {
        let (width, height) = (self.page.width(), self.page.height());
        rezero(&mut self.bits, width.div_ceil(8) * height, "page")?;
        let page = self.page.view()?;
        // A page on which nothing stands out stays white: the noise of its paper is no ink.
        let Some(threshold) = (if from_bits { Some(127) } else { ink_level(page) }) else { return Ok(()) };
        let bits = image::ImageMut::new(&mut self.bits, width, height, 0, Format::Bit1)?;
        image::binarize(page, &Method::Fixed { threshold }, bits)
    }
}
