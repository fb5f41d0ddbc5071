//! The arguments of `clean`.

use super::page::FileKind;
use clap::error::ErrorKind;
use clap::{Args, ValueEnum};
use scipix_core::page::{CleanOutput, CleanParams, CleanStep};
use std::path::PathBuf;

/// Clean scanned pages for OCR.
///
/// Turns pages upright and level, evens the light, and removes black borders, ruling lines and specks: each step only where a page
/// shows that it is needed. Reads PNG, JPEG and TIFF files; pages and resolution of a TIFF file are kept. A file appears under
/// its name whole or not at all. A bad file is named on standard error; the others are cleaned, and the exit code is 1.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// Files of pages, or folders of such files; last the file or folder to write.
    #[arg(value_name = "IN... OUT", num_args = 2.., required = true)]
    paths: Vec<PathBuf>,
    /// Invert pages with light text on dark.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    polarity: When,
    /// Turn by 90, 180 or 270 degrees.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    orientation: When,
    /// Make lines of text level.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    skew: When,
    /// Paint black borders with paper.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    borders: When,
    /// Make the light on the paper even.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    background: When,
    /// Smooth noise.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    denoise: When,
    /// Remove ruling lines.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    lines: When,
    /// Remove specks.
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    despeckle: When,
    /// Keep the size of a page that is made level: corners may be cut off.
    #[arg(long)]
    keep_size: bool,
    /// Write black and white instead of gray.
    #[arg(long)]
    bits: bool,
    /// Format of the files in a folder [default: that of each file read].
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write a picture of each page before and after beside the page: NAME.show.png, NAME.2.show.png, ...
    #[arg(long)]
    show: bool,
    /// Write an HTML page with pictures and what was done.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Number of files worked on at once [default: one for each processor].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Print no progress bar and no list of what was done.
    #[arg(long)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum When {
    Auto,
    Off,
    On,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Png,
    Jpeg,
    Tiff,
}

/// Arguments that fit each other.
#[derive(Debug)]
pub struct Options {
    /// Files and folders to read, and the one to write.
    pub inputs: Vec<PathBuf>,
    pub output: PathBuf,
    pub params: CleanParams,
    pub format: Option<FileKind>,
    pub show: bool,
    pub report: Option<PathBuf>,
    pub jobs: Option<usize>,
    pub quiet: bool,
}

impl From<When> for CleanStep {
    fn from(when: When) -> Self {
        match when {
            When::Auto => CleanStep::Auto,
            When::Off => CleanStep::Off,
            When::On => CleanStep::On,
        }
    }
}

impl Arguments {
    /// Splits the paths and gathers the parameters.
    ///
    /// # Errors
    /// A usage error if there is no output.
    pub fn checked(mut self) -> Result<Options, clap::Error> {
        let output = self.paths.pop().ok_or_else(|| conflict("IN and OUT are missing"))?;
        let params = CleanParams {
            polarity: self.polarity.into(),
            orientation: self.orientation.into(),
            skew: self.skew.into(),
            borders: self.borders.into(),
            background: self.background.into(),
            denoise: self.denoise.into(),
            lines: self.lines.into(),
            despeckle: self.despeckle.into(),
            keep_size: self.keep_size,
            output: if self.bits { CleanOutput::Bits } else { CleanOutput::Gray },
            ..CleanParams::default()
        };
        let format = self.format.map(|format| match format {
            Format::Png => FileKind::Png,
            Format::Jpeg => FileKind::Jpeg,
            Format::Tiff => FileKind::Tiff,
        });
        let Self { paths: inputs, show, report, quiet, .. } = self;
        Ok(Options { inputs, output, params, format, show, report, jobs: self.jobs.map(usize::from), quiet })
    }
}

/// Makes a usage error, which prints the usage of `clean`.
pub fn conflict(what: impl std::fmt::Display) -> clap::Error {
    let command = clap::Command::new("clean").bin_name("scipix clean");
    Arguments::augment_args(command).error(ErrorKind::ArgumentConflict, what)
}
