//! Plans, beside their steps one by one.

use crate::bytes::Bytes;
use crate::levels::everywhere;
use crate::pictures::{Seen, method, picture, side};
use scipix::Result;
use scipix::image::{
    AsView, Background, Filter, Format, Image, ImageOps, Luma, Method, Morphology, MorphologyRules, Plan, PlanBuilder,
    Rotation,
};

#[derive(Clone, Copy, Debug)]
enum PlanStep {
    Gray(Luma),
    Flatten([u8; 3]),
    Resize(usize, usize, Filter),
    Binarize(Method),
    Background,
    Deskew(u8),
    Morphology(Morphology, usize, usize, MorphologyRules),
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
    match bytes.below(8) {
        0 | 1 => PlanStep::Gray(bytes.pick(&Luma::ALL)),
        2 => PlanStep::Flatten([(); 3].map(|()| bytes.byte())),
        3 => PlanStep::Resize(side(bytes), side(bytes), filter),
        4 => PlanStep::Binarize(method(bytes)),
        5 => PlanStep::Background,
        6 => PlanStep::Deskew(bytes.byte()),
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
