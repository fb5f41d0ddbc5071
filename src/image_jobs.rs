//! Many images to read and as many to write, which share no byte with each other.

use super::guard::Law;
use super::pixel_format::{ScipixImage, ScipixImageMut};
use super::view::{Checked, Overlap, room};
use scipix_core::base::error::{Result, fail};
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
        check_apart(&from, &to)?;
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

/// The first address of an image, and that after its last.
fn span(image: &Checked) -> (usize, usize) {
    let start = image.data.addr();
    (start, start.saturating_add(image.geometry.span))
}

#[inline(never)]
fn meet(a: &Checked, b: &Checked) -> bool {
    a.overlap(b) != Overlap::Apart
}

/// Checks that no image of `dsts` shares a byte with another one or with one of `srcs`. In the order of their addresses, each is
/// compared with those that begin before it ends.
fn check_apart(srcs: &[Checked], dsts: &[Checked]) -> Result<()> {
    let mut order = room(dsts.len(), "dsts")?;
    let (mut longest, mut last) = (0, 0);
    for (index, dst) in dsts.iter().enumerate() {
        let (start, end) = span(dst);
        (longest, last) = (longest.max(end - start), last.max(end));
        order.push([start, end, index]);
    }
    // They mostly are.
    if !order.is_sorted() {
        order.sort_unstable();
    }
    for (place, &[_, end, index]) in order.iter().enumerate() {
        for &[_, _, other] in order[place + 1..].iter().take_while(|&&[start, ..]| start < end) {
            if meet(&dsts[index], &dsts[other]) {
                fail!(InvalidArgument, "dsts[{}]: overlaps dsts[{}]", index.max(other), index.min(other));
            }
        }
    }
    let first = order.first().map_or(0, |&[start, ..]| start);
    for (index, src) in srcs.iter().enumerate() {
        let (start, end) = span(src);
        if end <= first || start >= last {
            continue;
        }
        let near = order.partition_point(|&[of_dst, ..]| of_dst.saturating_add(longest) <= start);
        for &[_, _, other] in order[near..].iter().take_while(|&&[start, ..]| start < end) {
            if meet(src, &dsts[other]) {
                fail!(InvalidArgument, "dsts[{other}]: overlaps srcs[{index}]");
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scipix_core::image::{Format, Geometry};

    /// A gray image of 4 x 3 pixels in rows of 32 bytes.
    fn at(offset: usize) -> Checked {
        let data = std::ptr::without_provenance_mut(4096 + offset);
        Checked { data, geometry: Geometry::new(4, 3, 32, Format::Gray8).unwrap() }
    }

    fn check(srcs: &[usize], dsts: &[usize]) -> Option<String> {
        let [srcs, dsts] = [srcs, dsts].map(|offsets| offsets.iter().copied().map(at).collect::<Vec<_>>());
        check_apart(&srcs, &dsts).err().map(|error| error.message().to_owned())
    }

    #[test]
    fn only_results_have_to_be_apart() {
        assert_eq!(check(&[], &[]), None);
        assert_eq!(check(&[0, 0, 1], &[1000, 2000, 1500]), None);
        assert_eq!(check(&[0, 4, 8], &[12, 28, 16]), None, "side by side");
        assert_eq!(check(&[0, 4, 8], &[100, 127, 115]), None, "wrapped into the next row");
        assert_eq!(check(&[0], &[28, 12, 15]), Some("dsts[2]: overlaps dsts[1]".to_owned()));
        assert_eq!(check(&[1000], &[1003]), Some("dsts[0]: overlaps srcs[0]".to_owned()));
        assert_eq!(check(&[7, 1003], &[2000, 1000]), Some("dsts[1]: overlaps srcs[1]".to_owned()));
        assert_eq!(check(&[0, 0], &[500, 500]), Some("dsts[1]: overlaps dsts[0]".to_owned()), "the same");
        assert_eq!(check(&[500], &[500]), Some("dsts[0]: overlaps srcs[0]".to_owned()));
    }

    #[test]
    fn a_long_image_that_begins_far_away_is_found() {
        let images: Vec<_> = (0..6).map(|index| at(100 * index)).collect();
        let mut long = images.clone();
        long[0].geometry = Geometry::new(1000, 1, 0, Format::Gray8).unwrap();
        assert!(check_apart(&long, &[at(2000)]).is_ok(), "all are read");
        assert!(check_apart(&images[1..], &long[..1]).is_err());
        assert!(check_apart(&long[..1], &images[5..]).is_err());
        assert!(check_apart(&[at(950)], &[long[0], at(1200), at(1300)]).is_err());
        assert!(check_apart(&[], &long).is_err());
    }
}
