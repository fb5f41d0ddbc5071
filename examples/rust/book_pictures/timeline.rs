//! Timeline of a pipeline, by measuring one: which stage worked on which page, and when.

use scipix::prelude::*;
use std::error::Error;
use std::fmt::Write;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const PAGES: u32 = 6;
const STAGES: [(&str, u64); 3] = [("decode", 20), ("clean", 30), ("recognise", 40)];
const COLOURS: [&str; 2] = ["#2f81c7", "#c4623a"];

/// One page in one stage, in milliseconds since the start.
struct Span {
    stage: usize,
    page: u32,
    from: f64,
    to: f64,
}

fn measure() -> Result<Vec<Span>, Box<dyn Error>> {
    let spans = Arc::new(Mutex::new(Vec::new()));
    let start = Instant::now();
    let stage = |stage: usize| {
        let spans = Arc::clone(&spans);
        move |page: u32| {
            let from = start.elapsed().as_secs_f64() * 1e3;
            thread::sleep(Duration::from_millis(STAGES[stage].1)); // in the place of work
            let to = start.elapsed().as_secs_f64() * 1e3;
            spans.lock().expect("no stage panics").push(Span { stage, page, from, to });
            page
        }
    };
    let pipeline = Pipeline::new(stage(0)).stage(1, stage(1)).stage(1, stage(2)).queue(2).build()?;
    for page in pipeline.run(0..PAGES) {
        page?;
    }
    drop(pipeline);
    let taken = std::mem::take(&mut *spans.lock().map_err(|_| "a stage panicked")?);
    Ok(taken)
}

/// A row for each stage, a bar for each page.
pub fn picture() -> Result<String, Box<dyn Error>> {
    let spans = measure()?;
    let end = spans.iter().map(|span| span.to).fold(0.0, f64::max);
    let x = |ms: f64| 110.0 + 590.0 * ms / end;
    let mut svg = String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 170\">\n");
    for (row, (name, ms)) in STAGES.iter().enumerate() {
        writeln!(svg, "<text x=\"4\" y=\"{}\">{name}, {ms} ms</text>", 28 + 42 * row)?;
    }
    for Span { stage, page, from, to } in &spans {
        let (left, width, y) = (x(*from), x(*to) - x(*from), 8 + 42 * stage);
        let colour = COLOURS[*page as usize % 2];
        writeln!(svg, "<rect x=\"{left:.1}\" y=\"{y}\" width=\"{width:.1}\" height=\"32\" fill=\"{colour}\"/>")?;
        let middle = left + width / 2.0;
        writeln!(
            svg,
            "<text x=\"{middle:.1}\" y=\"{}\" text-anchor=\"middle\" fill=\"#fff\">{}</text>",
            y + 21,
            page + 1
        )?;
    }
    writeln!(
        svg,
        "<text x=\"110\" y=\"150\">0</text><text x=\"700\" y=\"150\" text-anchor=\"end\">{end:.0} ms</text>"
    )?;
    Ok(svg + "</svg>\n")
}
