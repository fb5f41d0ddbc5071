//! `clean`: scanned pages become upright, level and evenly lit, without borders, ruling lines and specks.

mod cleaned;
mod density;
mod document;
mod html;
mod jobs;
mod jpeg_file;
mod options;
mod page;
mod picture;
mod tiff_file;
mod words;
mod written;

pub use self::options::Arguments;

use self::cleaned::{CleanedFile, CleanedPage};
use self::jobs::Job;
use self::options::{Options, conflict};
use self::page::{Page, Resolution};
use crate::outcome::{Done, Failure, OneLine};
use crate::progress::Progress;
use scipix_core::cpu;
use scipix_core::page::{CleanReport, PageCleaner};
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;
use std::{fs, thread};

/// Does what the arguments ask for.
pub fn run(arguments: Arguments) -> Result<Done, Failure> {
    let options = arguments.checked().map_err(Failure::Usage)?;
    let jobs = jobs::list(&options).map_err(|what| Failure::Usage(conflict(what)))?;
    if let Some(folder) =
        jobs.first().and_then(|job| job.output.parent()).filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder).map_err(|error| Failure::Failed(format!("{}: {error}", folder.display())))?;
    }
    let (files, mut failures) = clean_all(&jobs, &options);
    if let Some(path) = &options.report
        && let Err(failure) = html::write(path, &files, &failures)
    {
        failures.push(failure);
    }
    let text = if options.quiet { String::new() } else { as_text(&files) };
    Ok(Done { text, failures, ..Done::default() })
}

/// Cleans all files, some at once. The results have the order of the jobs.
fn clean_all(jobs: &[Job], options: &Options) -> (Vec<CleanedFile>, Vec<String>) {
    let at_once = options.jobs.unwrap_or_else(cpu::usable_cpus).clamp(1, jobs.len().max(1));
    if at_once > 1 {
        cpu::set_thread_count(1);
    }
    let progress = Progress::new(jobs.len() as u64, options.quiet);
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                let mut cleaner = PageCleaner::new();
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(i) else { return };
                    progress.show(&job.input.to_string_lossy());
                    let result = clean_file(job, options, &mut cleaner);
                    results.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((i, result));
                    progress.advance(1);
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    results.sort_by_key(|&(i, _)| i);
    let (mut files, mut failures) = (Vec::new(), Vec::new());
    for (_, result) in results {
        match result {
            Ok(file) => files.push(file),
            Err(failure) => failures.push(failure),
        }
    }
    (files, failures)
}

fn clean_file(job: &Job, options: &Options, cleaner: &mut PageCleaner) -> Result<CleanedFile, String> {
    let named = |error: String| format!("{}: {error}", job.input.display());
    let document = document::open(&job.input).map_err(named)?;
    let (mut cleaned, mut failure) = (Vec::new(), None);
    let mut clean = |before: Result<Page, String>| -> Result<Page, String> {
        let before = before.map_err(named)?;
        let start = Instant::now();
        let (after, report) = clean_page(&before, options, cleaner).map_err(named)?;
        let milliseconds = 1e3 * start.elapsed().as_secs_f64();
        let pictures = match options.report {
            Some(_) => Some([picture::thumbnail(&before).map_err(named)?, picture::thumbnail(&after).map_err(named)?]),
            None => None,
        };
        if options.show {
            let both = picture::side_by_side(&before, &after).map_err(named)?;
            let path = jobs::shown_path(&job.output, cleaned.len());
            written::write_whole(&path, |file| written::write_png(&both, file))?;
        }
        cleaned.push(CleanedPage { report, milliseconds, pictures });
        Ok(after)
    };
    let pages = document.pages.map(|before| clean(before).inspect_err(|error| failure = Some(error.clone())));
    let written = written::write_pages(&job.output, job.kind.unwrap_or(document.kind), pages);
    // What is wrong with a page is not wrong with the file that it would have been written to.
    failure.map_or(written, Err)?;
    Ok(CleanedFile { input: job.input.clone(), output: job.output.clone(), pages: cleaned })
}

fn clean_page(before: &Page, options: &Options, cleaner: &mut PageCleaner) -> Result<(Page, CleanReport), String> {
    let report = cleaner.clean(before.view()?, &options.params).map_err(|error| error.to_string())?;
    let resolution =
        if report.turned % 180 == 0 { before.resolution } else { before.resolution.map(Resolution::turned) };
    let (width, height, format) = (report.width, report.height, options.params.output.format());
    let data = cleaner.take_pixels();
    Ok((Page { data, width, height, format, resolution }, report))
}

fn as_text(files: &[CleanedFile]) -> String {
    let mut text = String::new();
    for file in files {
        for (i, page) in file.pages.iter().enumerate() {
            let number = if file.pages.len() > 1 { format!(" page {}", i + 1) } else { String::new() };
            let name = file.output.to_string_lossy();
            let _ = writeln!(text, "{}{number}: {}", OneLine(&name), words::deeds(&page.report).join("; "));
        }
    }
    text
}
