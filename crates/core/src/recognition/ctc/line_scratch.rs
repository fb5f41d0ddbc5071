//! Memory that the decode of a line needs, kept from line to line.

use super::alignment::AlignmentScratch;
use super::beam::BeamScratch;
use super::runs::SymbolRun;
use super::step_scores::RowScratch;
use super::top_scores::TopScores;

/// Scratch of one thread.
#[derive(Debug, Default)]
pub struct LineScratch {
    pub rows: RowScratch,
    pub top: TopScores,
    pub runs: Vec<SymbolRun>,
    pub beam: BeamScratch,
    pub alignment: AlignmentScratch,
}
