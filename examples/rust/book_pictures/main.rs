//! Makes the pictures of the book from a folder of pages: `book_pictures PAGES OUT [--still]`
//!
//! `first-page.png` and `clean.png` have the same bytes on every machine. `latency.svg` and `pipeline.svg` show what this machine did
//! just now; `--still` leaves them out.

mod latency;
mod panels;
mod timeline;

use std::error::Error;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(pages), Some(out)) = (arguments.next().map(PathBuf::from), arguments.next().map(PathBuf::from)) else {
        return Err("book_pictures PAGES OUT [--still]".into());
    };
    fs::create_dir_all(&out)?;
    let page = panels::read(&pages.join("page.png"))?;
    panels::first_page(&page)?.save(out.join("first-page.png"))?;
    panels::clean(&page)?.save(out.join("clean.png"))?;
    if arguments.next().is_none() {
        fs::write(out.join("latency.svg"), latency::picture()?)?;
        fs::write(out.join("pipeline.svg"), timeline::picture()?)?;
    }
    Ok(())
}
