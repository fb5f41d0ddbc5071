//! Which files are read, and where each is written.

use super::options::Options;
use super::page::FileKind;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One file to clean.
#[derive(Debug, PartialEq)]
pub struct Job {
    pub input: PathBuf,
    pub output: PathBuf,
    /// The format to write; `None` for that of the file read.
    pub kind: Option<FileKind>,
}

/// Endings of files of pictures that are not written: as the name of a folder each would be a surprise.
const NOT_WRITTEN: [&str; 12] = ["avif", "bmp", "gif", "heic", "jp2", "pbm", "pdf", "pgm", "pnm", "ppm", "svg", "webp"];

/// Lists the files to clean. A folder stands for the files in it whose names are those of pages.
///
/// # Errors
/// A sentence where a file would be written twice or over an input, or the output has the name of a picture that is not written.
pub fn list(options: &Options) -> Result<Vec<Job>, String> {
    let mut inputs = Vec::new();
    for path in &options.inputs {
        if path.is_dir() {
            inputs.extend(pages_in(path)?);
        } else {
            inputs.push(path.clone());
        }
    }
    let output = &options.output;
    let jobs: Vec<Job> = match (&inputs[..], FileKind::of_name(output)) {
        ([input], Some(kind)) if !output.is_dir() && !options.inputs[0].is_dir() => {
            vec![Job { input: input.clone(), output: output.clone(), kind: Some(kind) }]
        }
        (_, Some(_)) if !output.is_dir() => {
            return Err(format!("{}: names a file, but {} are read", output.display(), inputs.len()));
        }
        (_, None) if !output.exists() && is_not_written(output) => {
            return Err(format!("{}: names a picture that is not written; PNG, JPEG and TIFF are", output.display()));
        }
        _ => inputs.into_iter().map(|input| in_folder(input, output, options.format)).collect(),
    };
    check(&jobs, options)?;
    Ok(jobs)
}

fn is_not_written(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| NOT_WRITTEN.contains(&&*ending))
}

/// Names the picture of page `i` before and after.
pub fn shown_path(output: &Path, i: usize) -> PathBuf {
    let mut name = output.file_stem().unwrap_or_default().to_owned();
    if i > 0 {
        name.push(format!(".{}", i + 1));
    }
    name.push(".show.png");
    output.with_file_name(name)
}

fn pages_in(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if FileKind::of_name(&path).is_some() && path.is_file() {
            pages.push(path);
        }
    }
    if pages.is_empty() {
        return Err(format!("{}: has no PNG, JPEG or TIFF file", folder.display()));
    }
    pages.sort();
    Ok(pages)
}

fn in_folder(input: PathBuf, folder: &Path, kind: Option<FileKind>) -> Job {
    let mut output = folder.join(input.file_name().unwrap_or_default());
    if let Some(kind) = kind.filter(|&kind| FileKind::of_name(&output) != Some(kind)) {
        output.set_extension(match kind {
            FileKind::Png => "png",
            FileKind::Jpeg => "jpg",
            FileKind::Tiff => "tif",
        });
    }
    Job { input, output, kind }
}

/// Fails where a file is written twice, or over one that is read. The pictures of later pages are not known yet.
fn check(jobs: &[Job], options: &Options) -> Result<(), String> {
    let mut writers: HashMap<PathBuf, &Path> = HashMap::new();
    let inputs: Vec<PathBuf> = jobs.iter().filter_map(|job| fs::canonicalize(&job.input).ok()).collect();
    let pages = jobs.iter().map(|job| (job.output.clone(), &*job.input));
    let shown = jobs.iter().filter(|_| options.show).map(|job| (shown_path(&job.output, 0), &*job.input));
    let report = options.report.iter().map(|report| (report.clone(), Path::new("the report")));
    for (output, writer) in pages.chain(shown).chain(report) {
        let name = output.display();
        let place = place_of(&output);
        if inputs.contains(&place) {
            return Err(format!("{name} is read and would be overwritten"));
        }
        if let Some(other) = writers.insert(place, writer) {
            return Err(format!("{} and {} would both be written to {name}", other.display(), writer.display()));
        }
    }
    Ok(())
}

/// Returns a path that is the same for all names of a file, also of one that is not there yet if its folder is.
fn place_of(path: &Path) -> PathBuf {
    let in_folder = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::canonicalize(folder).map(|folder| folder.join(path.file_name().unwrap_or_default()))
    };
    fs::canonicalize(path).or_else(|_| in_folder()).unwrap_or_else(|_| path.to_owned())
}
