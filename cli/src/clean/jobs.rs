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

/// Lists the files to clean. A folder stands for the files in it whose names are those of pages.
///
/// # Errors
/// A sentence where an output would be written twice or over an input.
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
        _ => inputs.into_iter().map(|input| in_folder(input, output, options.format)).collect(),
    };
    check(&jobs)?;
    Ok(jobs)
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

/// Fails where an output is written twice, or over a file that is read.
fn check(jobs: &[Job]) -> Result<(), String> {
    let mut writers: HashMap<&Path, &Path> = HashMap::new();
    let inputs: Vec<PathBuf> = jobs.iter().filter_map(|job| fs::canonicalize(&job.input).ok()).collect();
    for job in jobs {
        let (input, output) = (job.input.display(), job.output.display());
        if let Some(other) = writers.insert(&job.output, &job.input) {
            return Err(format!("{} and {input} would both be written to {output}", other.display()));
        }
        if fs::canonicalize(&job.output).is_ok_and(|output| inputs.contains(&output)) {
            return Err(format!("{output} is read and would be overwritten"));
        }
    }
    Ok(())
}
