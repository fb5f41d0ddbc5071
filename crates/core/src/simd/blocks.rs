//! Rows cut into blocks for kernels whose source and destination are different memory.

use super::prefetch::prefetch_page;

/// Calls `block` with each `SRC` bytes of `src` and the `DST` bytes of `dst` that they become, like [`each_block_of`].
#[inline(always)]
pub fn each_block<const SRC: usize, const DST: usize>(
    src: &[u8],
    dst: &mut [u8],
    mut block: impl FnMut(&[u8; SRC], &mut [u8; DST]),
) -> bool {
    each_block_of(
        src.as_chunks().0.iter(),
        || src.last_chunk(),
        dst,
        |input: &[u8; SRC], output| {
            prefetch_page(input);
            block(input, output);
        },
    )
}

/// Calls `block` with each of `blocks` and the `DST` bytes of `dst` that it becomes. Where `dst` ends within a block, `last`
/// gives the block that ends with it and writes some pixels again, so that no tail is left. Returns `false`, without any call,
/// where the row is shorter than one block.
#[inline(always)]
pub fn each_block_of<B, const DST: usize>(
    blocks: impl Iterator<Item = B>,
    last: impl FnOnce() -> Option<B>,
    dst: &mut [u8],
    mut block: impl FnMut(B, &mut [u8; DST]),
) -> bool {
    let (outputs, rest) = dst.as_chunks_mut::<DST>();
    let whole = rest.is_empty();
    for (input, output) in blocks.zip(outputs) {
        block(input, output);
    }
    if whole {
        return true;
    }
    let (Some(input), Some(output)) = (last(), dst.last_chunk_mut()) else {
        return false;
    };
    block(input, output);
    true
}

/// Does what [`each_block`] does, without a prefetch, in two steps: `last` finishes what `first` makes of a block after the next
/// block's `first` was begun, so that the two do not wait for each other.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
pub fn each_block_in_steps<T, const SRC: usize, const DST: usize>(
    src: &[u8],
    dst: &mut [u8],
    first: impl Fn(&[u8; SRC]) -> T,
    last: impl Fn(T, &mut [u8; DST]),
) -> bool {
    let (outputs, rest) = dst.as_chunks_mut::<DST>();
    let whole = rest.is_empty();
    let mut blocks = src.as_chunks().0.iter().zip(outputs);
    if let Some((input, mut output)) = blocks.next() {
        let mut begun = first(input);
        for (input, next) in blocks {
            last(begun, output);
            begun = first(input);
            output = next;
        }
        last(begun, output);
    }
    if whole {
        return true;
    }
    let (Some(input), Some(output)) = (src.last_chunk(), dst.last_chunk_mut()) else {
        return false;
    };
    last(first(input), output);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doubled(src: &[u8], dst: &mut [u8]) -> (bool, usize) {
        let mut calls = 0;
        let done = each_block(src, dst, |src: &[u8; 8], dst: &mut [u8; 4]| {
            calls += 1;
            dst.copy_from_slice(&src[..4]);
            dst.iter_mut().zip(&src[4..]).for_each(|(dst, src)| *dst ^= src);
        });
        (done, calls)
    }

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn steps_come_to_the_same_as_blocks() {
        for len in 0..40 {
            let src: Vec<u8> = (0..2 * len).collect();
            let (mut whole, mut stepped) = (vec![7; usize::from(len)], vec![7; usize::from(len)]);
            let done = each_block(&src, &mut whole, |src: &[u8; 8], dst: &mut [u8; 4]| dst.copy_from_slice(&src[3..7]));
            let last = |begun: [u8; 4], dst: &mut [u8; 4]| *dst = begun;
            let first = |src: &[u8; 8]| *src[3..].first_chunk().unwrap();
            assert_eq!(each_block_in_steps(&src, &mut stepped, first, last), done);
            assert_eq!(stepped, whole);
        }
    }

    #[test]
    fn the_last_block_ends_with_the_row() {
        let src: Vec<u8> = (0..20).collect();
        let mut dst = [0; 10];
        assert_eq!(doubled(&src, &mut dst), (true, 3));
        assert_eq!(dst[..4], [4; 4]);
        assert_eq!(dst[6..], [12 ^ 16; 4]);
    }

    #[test]
    fn whole_blocks_are_done_once_and_short_rows_not_at_all() {
        assert_eq!(doubled(&[1; 16], &mut [0; 8]), (true, 2));
        assert_eq!(doubled(&[], &mut []), (true, 0));
        let mut dst = [9; 3];
        assert_eq!(doubled(&[1; 6], &mut dst), (false, 0));
        assert_eq!(dst, [9; 3]);
    }
}
