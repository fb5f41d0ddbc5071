//! Reads pages in stages that overlap: while one page is cleaned, the next is decoded: `pipeline PAGE.png...`

use scipix::prelude::*;
use std::error::Error;
use std::path::PathBuf;

/// Result of a page.
struct Measured {
    lines: usize,
    ink: f64,
}

fn decode(path: PathBuf) -> Result<Image, Box<dyn Error + Send + Sync>> {
    Ok(Image::try_from(image::open(path)?.to_luma8())?)
}

fn clean(page: Image) -> scipix::Result<Image> {
    page.binarize(Sauvola::default())
}

/// Counts runs of rows with ink, in the place of a recogniser.
fn measure(page: Image) -> Measured {
    let ink_of_row = |row: &[u8]| row.iter().filter(|&&pixel| pixel == 0).count();
    let rows: Vec<usize> = page.rows().map(ink_of_row).collect();
    let lines = rows.windows(2).filter(|pair| pair[0] == 0 && pair[1] > 0).count();
    Measured { lines, ink: rows.iter().sum::<usize>() as f64 / (page.width() * page.height()) as f64 }
}

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let pipeline = Pipeline::builder()
        .try_stage(1, decode)
        .try_stage(2, clean) // two at once
        .stage(1, measure)
        .queue(8)
        .build()?;
    for (path, result) in paths.iter().zip(pipeline.run(paths.clone())) {
        match result {
            Ok(page) => println!("{}: {} lines, {:.1} % ink", path.display(), page.lines, page.ink * 100.0),
            Err(error) => println!("{}: {error}", path.display()),
        }
    }
    for stage in 0..pipeline.stage_count() {
        let stats = pipeline.stats(stage)?;
        eprintln!("stage {stage}: {} pages, busy for {:?}, waiting for {:?}", stats.items, stats.busy, stats.waiting);
    }
    Ok(())
}
