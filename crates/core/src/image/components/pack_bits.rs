//! Packing of items to bits.

/// Packs what `is_set` says of each item to bits, the first item in the lowest bit. `words` holds a bit for each item and at
/// least one more; bits past the last item become 0. `gather` makes bits of bytes that are 0 or 1.
#[inline(always)]
pub fn pack_bits<T: Copy>(
    items: &[T],
    words: &mut [u64],
    is_set: impl Fn(T) -> bool,
    gather: impl Fn(&[u8; 64]) -> u64,
) {
    let (blocks, rest) = items.as_chunks::<64>();
    let packed = |items: &[T]| {
        let mut bytes = [0_u8; 64];
        bytes.iter_mut().zip(items).for_each(|(byte, &item)| *byte = u8::from(is_set(item)));
        gather(&bytes)
    };
    for (word, block) in words.iter_mut().zip(blocks) {
        *word = packed(block);
    }
    if let Some((word, after)) = words[blocks.len()..].split_first_mut() {
        *word = packed(rest);
        after.fill(0);
    }
}
