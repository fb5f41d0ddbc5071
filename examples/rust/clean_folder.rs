//! Straightens and binarises every PNG of a folder, several at once: `clean_folder FROM TO`

use indicatif::ProgressBar;
use scipix::parallel;
use scipix::prelude::*;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

fn clean(page: &Path, folder: &Path) -> Result<(), Box<dyn Error + Send + Sync>> {
    let page_image = image::open(page)?;
    let gray = Image::try_from(page_image.to_luma8())?;
    let skew = gray.skew();
    let straight = gray.rotate(skew.degrees)?;
    let clean = straight.binarize(Sauvola::default().window(31).k(0.34))?;
    let name = page.file_name().ok_or("a page without a name")?;
    image::GrayImage::try_from(clean)?.save(folder.join(name))?;
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut folders = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(from), Some(to)) = (folders.next(), folders.next()) else { return Err("clean_folder FROM TO".into()) };
    fs::create_dir_all(&to)?;
    let mut pages: Vec<_> = fs::read_dir(from)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "png"));
    pages.sort();

    let progress = ProgressBar::new(pages.len() as u64);
    // A chunk of one page, because pages differ in their cost.
    let results = parallel::map_chunked(&pages, 1, |page| {
        let result = clean(page, &to).map_err(|error| format!("{}: {error}", page.display()));
        progress.inc(1);
        result
    });
    progress.finish();

    let failed: Vec<String> = results.into_iter().filter_map(Result::err).collect();
    println!("{} pages, {} failed", pages.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
}
