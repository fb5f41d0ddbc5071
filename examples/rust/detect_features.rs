//! Tells what the processor offers, and how much faster a page becomes gray with it: `detect_features`

use scipix::prelude::*;
use std::time::Instant;

fn main() -> scipix::Result<()> {
    println!("Processor: {:?}", scipix::cpu::features());
    println!("Threads:   {}", scipix::thread_count());

    let page = Image::new(2480, 3508, Format::Rgba8)?;
    let mut gray = Image::new(page.width(), page.height(), Format::Gray8)?;
    for level in [OptLevel::None, OptLevel::Simd, OptLevel::Parallel, OptLevel::Full] {
        scipix::set_opt_level(level);
        page.grayscale_into(Luma::Bt601, &mut gray.view_mut())?;
        let start = Instant::now();
        page.grayscale_into(Luma::Bt601, &mut gray.view_mut())?;
        println!("{:<9} {:>7.2} ms for an A4 page in gray", format!("{level:?}:"), start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(())
}
