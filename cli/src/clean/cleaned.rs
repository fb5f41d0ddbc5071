//! Outcomes of files and their pages.

use super::picture::Thumbnail;
use scipix_core::page::CleanReport;
use std::path::PathBuf;

/// A file that was cleaned and written.
pub struct CleanedFile {
    pub input: PathBuf,
    pub output: PathBuf,
    pub pages: Vec<CleanedPage>,
}

/// Outcome of a page.
pub struct CleanedPage {
    pub report: CleanReport,
    pub milliseconds: f64,
    /// Before and after, where a report is asked for.
    pub pictures: Option<[Thumbnail; 2]>,
}
