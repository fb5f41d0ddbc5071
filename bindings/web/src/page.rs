//! The cleaning of a page.

use crate::state::run;
use scipix::page::{CleanOutput, CleanReport, CleanStep, PageCleaner};

/// Cleans a page. `steps` has two bits for each step in the order below: 0 where the page needs it, 1 never, 2 always.
#[unsafe(no_mangle)]
extern "C" fn web_clean_page(steps: u32, keep_size: u32, bits: u32) -> u32 {
    let step = |index: u32| match steps >> (2 * index) & 3 {
        1 => CleanStep::Off,
        2 => CleanStep::On,
        _ => CleanStep::Auto,
    };
    run(|state| {
        let (image, report) = PageCleaner::new()
            .polarity(step(0))
            .orientation(step(1))
            .skew(step(2))
            .borders(step(3))
            .background(step(4))
            .denoise(step(5))
            .lines(step(6))
            .despeckle(step(7))
            .keep_size(keep_size != 0)
            .output(if bits == 0 { CleanOutput::Gray } else { CleanOutput::Bits })
            .clean(&state.image()?)?;
        state.keep(image);
        state.numbers = numbers(&report);
        Ok(())
    })
}

/// Lists what was found, in the order of `js/page.js`.
fn numbers(report: &CleanReport) -> Vec<f64> {
    let flag = |flag: bool| f64::from(u8::from(flag));
    let orientation = report.orientation.degrees.map_or(-1.0, f64::from);
    let [x, y, width, height] = report.content.map(f64::from);
    vec![
        flag(report.inverted),
        orientation,
        report.orientation.confidence.into(),
        f64::from(report.turned),
        report.skew_degrees.into(),
        report.skew_confidence.into(),
        report.levelled.into(),
        flag(report.background_normalized),
        flag(report.denoised),
        report.lines as f64,
        report.border_px as f64,
        report.specks as f64,
        report.speck_px as f64,
        x,
        y,
        width,
        height,
    ]
}
