//! Many images to read and as many to write, which share no byte with each other.

use super::guard::Law;
use super::many_images::ManyImages;
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::view::{Checked, room};
use scipix_core::base::error::Result;
use scipix_core::plan::PlanJob;

impl<'call> Law<'call> {
    /// Borrows `count` images to read and as many to write. A result shares no byte with another one, nor with a source.
    pub(super) fn jobs(
        self,
        srcs: *const ScipixImage,
        count: usize,
        dsts: *const ScipixImageMut,
    ) -> Result<Vec<PlanJob<'call>>> {
        let from = self.all_checked(srcs, count, "srcs")?;
        // The two structs differ in what their data may be used for, and in nothing else.
        let to = self.all_checked(dsts.cast(), count, "dsts")?;
        ManyImages { srcs: &from, dsts: &to }.check_disjoint()?;
        let mut jobs = room(count, "srcs")?;
        // SAFETY: the caller's promise (`Law`); no image to write shares a byte with another of either kind, as was checked.
        jobs.extend(from.iter().zip(&to).map(|(src, dst)| PlanJob::new(self.view(*src), unsafe { dst.view_mut() })));
        Ok(jobs)
    }

    /// Checks the numbers of `count` images called `name`.
    #[inline(never)]
    fn all_checked(self, images: *const ScipixImage, count: usize, name: &str) -> Result<Vec<Checked>> {
        self.each(self.slice(images, count, name)?, name, |image| self.checked(image, "image"))
    }
}
