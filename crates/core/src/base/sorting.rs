//! Sorting of short lists: a heap takes a tenth of the code of the standard library's sort.

/// Sorts items of two keys and a number that tells equal ones apart.
pub fn sort_triples(items: &mut [[usize; 3]]) {
    (0..items.len() / 2).rev().for_each(|root| sift_down(items, root));
    for end in (1..items.len()).rev() {
        items.swap(0, end);
        sift_down(&mut items[..end], 0);
    }
}

/// Moves the item at `root` down to where no item below it is greater.
#[inline(never)]
fn sift_down(items: &mut [[usize; 3]], mut root: usize) {
    while 2 * root + 1 < items.len() {
        let left = 2 * root + 1;
        let right = (left + 1).min(items.len() - 1);
        let child = if items[left] < items[right] { right } else { left };
        if items[root] >= items[child] {
            return;
        }
        items.swap(root, child);
        root = child;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_lists_come_into_order() {
        let mut state = 1usize;
        for len in [0, 1, 2, 3, 4, 7, 8, 100, 1000] {
            let mut items: Vec<_> = (0..len)
                .map(|index| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    [state >> 16 & 7, state >> 20 & 3, index]
                })
                .collect();
            let mut expected = items.clone();
            expected.sort();
            sort_triples(&mut items);
            assert_eq!(items, expected);
            sort_triples(&mut items);
            assert_eq!(items, expected, "what is in order");
        }
    }
}
