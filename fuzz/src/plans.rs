//! Plans, beside their steps one by one.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use crate::pictures::{Seen, method, picture, side};
use scipix::Result;
use scipix::image::{
    AsView, Background, Border, Filter, Format, Image, ImageOps, Luma, Method, Morphology, MorphologyRules, Plan,
    PlanBuilder, Rotation,
};
use scipix::page::{PageTools, Specks};

#[derive(Clone, Copy, Debug)]
enum PlanStep {
    Gray(Luma),
    Flatten([u8; 3]),
    Resize(usize, usize, Filter),
    Binarize(Method),
    Background,
    Deskew(u8),
    Morphology(Morphology, usize, usize, MorphologyRules),
    Median(usize),
    Blur((usize, usize), (f64, f64), Border),
    Clahe(f64, (usize, usize)),
    Unsharp(f64, f64, u8),
    Despeckle(Specks),
}

const FILTERS: [Filter; 6] =
    [Filter::Nearest, Filter::Bilinear, Filter::Area, Filter::Lanczos3, Filter::BilinearAa, Filter::Bicubic];

/// Makes a plan of steps in any order, and runs it where it is one.
pub fn plans(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let format = bytes.pick(&Format::ALL);
    let image = picture(&mut bytes, format);
    // A builder has one filter for all its resizes.
    let filter = bytes.pick(&FILTERS);
    let steps: Vec<PlanStep> = (0..1 + bytes.below(6)).map(|_| step(&mut bytes, filter)).collect();
    let Ok(plan) = steps.iter().fold(Plan::builder(), |plan, &step| added(plan, step)).build() else { return };
    let run = || plan.run(&image);
    let got = everywhere(8 << 20, || run().map(Seen).map_err(|error| error.kind())).map(|seen| seen.0);
    let size = plan.output_size(&image);
    assert_eq!(size.is_ok(), got.is_ok(), "{steps:?}");
    let (Ok(got), Ok(size)) = (got, size) else { return };
    assert_eq!((got.width(), got.height()), (size.width, size.height));
    let ends_in_bits = got.format() == Format::Bit1;
    let bits = if ends_in_bits { plan.run_bits(&image) } else { run() }.expect("what ran");
    assert!(same(&bits, &got), "{steps:?}: runs differ");
    if let Ok(wanted) = by_steps(&image, &steps) {
        assert!(same(&got, &wanted), "{steps:?} of {:?}: the plan is not its steps", image.view());
    }
}

fn step(bytes: &mut Bytes<'_>, filter: Filter) -> PlanStep {
    match bytes.below(13) {
        0 | 1 => PlanStep::Gray(bytes.pick(&Luma::ALL)),
        2 => PlanStep::Flatten([(); 3].map(|()| bytes.byte())),
        3 => PlanStep::Resize(side(bytes), side(bytes), filter),
        4 => PlanStep::Binarize(method(bytes)),
        5 => PlanStep::Background,
        6 => PlanStep::Deskew(bytes.byte()),
        7 => PlanStep::Median(bytes.pick(&[3, 5, 5, 4])),
        8 => {
            let size = [(); 2].map(|()| bytes.below(12)).into();
            let sigma = [(); 2].map(|()| bytes.below(9) as f64 / 4.0 - 0.25).into();
            PlanStep::Blur(size, sigma, bytes.pick(&[Border::Reflect101, Border::Replicate]))
        }
        9 => PlanStep::Clahe(f64::from(bytes.byte()) / 4.0, [(); 2].map(|()| bytes.below(20)).into()),
        10 => PlanStep::Unsharp(bytes.below(20) as f64 / 4.0, bytes.below(20) as f64 / 4.0, bytes.byte()),
        11 => {
            let specks = Specks::default().max_side(bytes.below(8) as u32);
            PlanStep::Despeckle(if bytes.below(2) == 0 { specks } else { specks.threshold(bytes.byte()) })
        }
        _ => {
            let (operation, rules) = (bytes.pick(&Morphology::ALL), bytes.pick(&MorphologyRules::ALL));
            PlanStep::Morphology(operation, bytes.below(20), bytes.below(20), rules)
        }
    }
}

fn added(plan: PlanBuilder, step: PlanStep) -> PlanBuilder {
    match step {
        PlanStep::Gray(luma) => plan.grayscale(luma),
        PlanStep::Flatten(colour) => plan.flatten(colour),
        PlanStep::Resize(width, height, filter) => plan.resize(width, height).filter(filter),
        PlanStep::Binarize(method) => plan.binarize(method),
        PlanStep::Background => plan.normalize_background(Background::default()),
        PlanStep::Deskew(fill) => plan.deskew(fill),
        PlanStep::Morphology(operation, width, height, rules) => plan.morphology(operation, width, height, rules),
        PlanStep::Median(size) => plan.median(size),
        PlanStep::Blur(size, sigma, border) => plan.gaussian_blur(size, sigma, border),
        PlanStep::Clahe(clip_limit, tiles) => plan.clahe(clip_limit, tiles),
        PlanStep::Unsharp(sigma, amount, threshold) => plan.unsharp_mask(sigma, amount, threshold),
        PlanStep::Despeckle(specks) => plan.despeckle(specks),
    }
}

/// Below this confidence a page stays as it is: the plan's documentation says so.
const CONFIDENT: f32 = 0.1;

fn by_steps(image: &Image, steps: &[PlanStep]) -> Result<Image> {
    let mut now = image.try_clone()?;
    for (index, &step) in steps.iter().enumerate() {
        now = match step {
            PlanStep::Gray(luma) => now.grayscale(luma)?,
            PlanStep::Flatten(colour) if now.format().has_alpha() => flattened(&now, colour)?,
            PlanStep::Flatten(_) => now,
            PlanStep::Resize(width, height, filter) => now.resize(width, height, filter)?,
            PlanStep::Binarize(method) if index + 1 == steps.len() => now.binarize(method)?,
            PlanStep::Binarize(method) => now.binarize_bits(method)?,
            PlanStep::Background => now.normalize_background(Background::default())?,
            PlanStep::Deskew(fill) => {
                let skew = now.skew();
                if skew.confidence < CONFIDENT { now } else { now.rotate(Rotation::degrees(skew.degrees).fill(fill))? }
            }
            PlanStep::Morphology(operation, width, height, rules) => now.morphology(operation, width, height, rules)?,
            PlanStep::Median(size) => now.median(size)?,
            PlanStep::Blur(size, sigma, border) => now.gaussian_blur(size, sigma, border)?,
            PlanStep::Clahe(clip_limit, tiles) => now.clahe(clip_limit, tiles)?,
            PlanStep::Unsharp(sigma, amount, threshold) => now.unsharp_mask(sigma, amount, threshold)?,
            PlanStep::Despeckle(specks) => PageTools::new().despeckle(&now, specks)?.0,
        };
    }
    Ok(now)
}

/// Flattens an image that keeps its format, with an alpha of 255.
fn flattened(image: &Image, colour: [u8; 3]) -> Result<Image> {
    let mut out = Image::new(image.width(), image.height(), image.format())?;
    image.flatten_into(colour, &mut out.view_mut())?;
    Ok(out)
}

fn same(a: &Image, b: &Image) -> bool {
    a.as_view() == b.as_view()
}
