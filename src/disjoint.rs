//! Images to write that share no byte with other images.

use super::many_images::{ImageSpan, ManyImages};
use super::tile_sweep;
use super::view::{Checked, room};
use scipix_core::base::error::{Result, fail};

/// So few images are compared one by one in less time than a sweep takes.
const FEW: usize = 16;

impl ManyImages<'_> {
    /// Checks that no result shares a byte with another one or with a source. Only images of a group whose spans are
    /// connected can: for the most part such groups are tiles of one image.
    pub(super) fn check_disjoint(self) -> Result<()> {
        let spans = self.spans()?;
        let mut rest = &spans[..];
        while let Some(&ImageSpan { mut end, .. }) = rest.first() {
            let connected = rest[1..].iter().take_while(|span| {
                let meets = span.start < end;
                end = end.max(span.end);
                meets
            });
            let (group, after) = rest.split_at(1 + connected.count());
            if group.len() > 1 && group.iter().any(|span| self.is_result(span.image)) {
                self.check_group(group)?;
            }
            rest = after;
        }
        Ok(())
    }

    /// Returns the spans of all results, and of the sources that lie among them, in the order of their addresses.
    fn spans(self) -> Result<Vec<ImageSpan>> {
        let span = |image: usize| {
            let Checked { data, geometry } = self.image(image);
            ImageSpan { start: data.addr(), end: data.addr().saturating_add(geometry.span), image }
        };
        let mut spans = room(self.dsts.len(), "dsts")?;
        let (mut first, mut last) = (usize::MAX, 0);
        for result in (0..self.dsts.len()).map(span) {
            (first, last) = (first.min(result.start), last.max(result.end));
            spans.push(result);
        }
        for source in (self.dsts.len()..self.dsts.len() + self.srcs.len()).map(span) {
            if source.end > first && source.start < last {
                if spans.try_reserve(1).is_err() {
                    fail!(OutOfMemory, "srcs: no memory for a list of {} images", spans.len() + 1);
                }
                spans.push(source);
            }
        }
        // They mostly are.
        if !spans.is_sorted() {
            spans.sort_unstable();
        }
        Ok(spans)
    }

    fn check_group(self, group: &[ImageSpan]) -> Result<()> {
        match self.pitch(group) {
            Some(pitch) if group.len() > FEW => tile_sweep::check(self, group, pitch),
            _ => self.check_pairs(group),
        }
    }

    /// Returns the stride that images of several rows share; `None` where they have several.
    fn pitch(self, group: &[ImageSpan]) -> Option<usize> {
        let all = group.iter().map(|span| self.image(span.image).geometry);
        let mut strides = all.clone().filter(|geometry| geometry.height > 1).map(|geometry| geometry.stride);
        match strides.next() {
            Some(pitch) => strides.all(|stride| stride == pitch).then_some(pitch),
            None => all.map(|geometry| geometry.row_bytes).max(),
        }
    }

    fn check_pairs(self, group: &[ImageSpan]) -> Result<()> {
        for (place, span) in group.iter().enumerate() {
            for other in group[place + 1..].iter().take_while(|other| other.start < span.end) {
                self.check_pair(span.image, other.image)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::Overlap;
    use super::*;
    use scipix_core::image::{Format, Geometry};

    fn view(offset: usize, width: usize, height: usize, stride: usize) -> Checked {
        let data = std::ptr::without_provenance_mut(4096 + offset);
        Checked { data, geometry: Geometry::new(width, height, stride, Format::Gray8).unwrap() }
    }

    /// A gray image of 4 x 3 pixels in rows of 32 bytes.
    fn at(offset: usize) -> Checked {
        view(offset, 4, 3, 32)
    }

    fn check_disjoint(srcs: &[Checked], dsts: &[Checked]) -> Result<()> {
        ManyImages { srcs, dsts }.check_disjoint()
    }

    fn check(srcs: &[usize], dsts: &[usize]) -> Option<String> {
        let [srcs, dsts] = [srcs, dsts].map(|offsets| offsets.iter().copied().map(at).collect::<Vec<_>>());
        check_disjoint(&srcs, &dsts).err().map(|error| error.message().to_owned())
    }

    #[test]
    fn only_results_have_to_be_disjoint() {
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
        long[0] = view(0, 1000, 1, 0);
        assert!(check_disjoint(&long, &[at(2000)]).is_ok(), "all are read");
        assert!(check_disjoint(&images[1..], &long[..1]).is_err());
        assert!(check_disjoint(&long[..1], &images[5..]).is_err());
        assert!(check_disjoint(&[at(950)], &[long[0], at(1200), at(1300)]).is_err());
        assert!(check_disjoint(&[], &long).is_err());
    }

    /// Numbers below `end`.
    fn random_below(state: &mut u64, end: usize) -> usize {
        *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (*state >> 33) as usize % end
    }

    /// Some of the tiles of an image with rows of `pitch` bytes, cut anywhere, so that the last ones of a row wrap into the next.
    fn tiles(state: &mut u64, pitch: usize, count: usize) -> Vec<Checked> {
        let [width, height] = [1 + random_below(state, 9), 1 + random_below(state, 4)];
        let columns = pitch / width;
        let origin = random_below(state, 2 * pitch);
        let grown = |state: &mut u64, size: usize| {
            if random_below(state, 60) == 0 { size + 1 } else { 1 + random_below(state, size) }
        };
        let mut places: Vec<_> = (0..3 * count / 2).collect();
        (0..places.len()).rev().for_each(|place| places.swap(place, random_below(state, place + 1)));
        let tile = |place: &usize| {
            let first = origin + place / columns * height * pitch + place % columns * width;
            // One row may be of any stride, and longer than those of others.
            let [width, height] = [width, height].map(|size| grown(state, size));
            let long = height == 1 && random_below(state, 100) == 0;
            let stride = if height == 1 { 0 } else { pitch };
            view(first, if long { pitch + width } else { width.min(pitch) }, height, stride)
        };
        places[..count].iter().map(tile).collect()
    }

    fn by_pairs(srcs: &[Checked], dsts: &[Checked]) -> bool {
        let meet = |a: &Checked, b: &Checked| a.overlap(b) != Overlap::Apart;
        dsts.iter().enumerate().any(|(at, dst)| srcs.iter().chain(&dsts[..at]).any(|other| meet(dst, other)))
    }

    #[test]
    fn tiles_of_one_image_are_judged_as_by_pairs() {
        let (mut state, mut met) = (1, [0; 2]);
        for round in 0..4000 {
            let (pitch, count) = (9 + random_below(&mut state, 60), 2 + random_below(&mut state, 60));
            let mut dsts = tiles(&mut state, pitch, count);
            let srcs = match round % 3 {
                0 => vec![],
                // The sources lie between the results.
                1 => dsts.split_off(count / 2),
                _ => [&tiles(&mut state, pitch, 20)[..], &dsts.split_off(count - 1), &[at(0)]].concat(),
            };
            let expected = by_pairs(&srcs, &dsts);
            assert_eq!(check_disjoint(&srcs, &dsts).is_err(), expected, "{round}");
            met[usize::from(expected)] += 1;
        }
        assert!(met[0] > 1000 && met[1] > 1000, "{met:?}");
    }

    #[test]
    fn the_pair_that_overlaps_in_a_long_strip_is_named() {
        let count = 20_000;
        let mut strip: Vec<_> = (0..count).map(|place| view(16 * place, 16, 16, 16 * count)).collect();
        assert!(check_disjoint(&[], &strip).is_ok());
        let (left, right) = strip.split_at(count / 2);
        assert!(check_disjoint(left, right).is_ok());
        strip[7000] = view(16 * 9000 + 15, 2, 9, 16 * count);
        let error = check_disjoint(&[], &strip).unwrap_err();
        assert!(["dsts[9000]: overlaps dsts[7000]", "dsts[9001]: overlaps dsts[7000]"].contains(&error.message()));
    }
}
