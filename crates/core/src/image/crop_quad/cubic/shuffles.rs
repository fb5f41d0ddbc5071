//! Byte shuffles of the x86 kernels. 255 makes a byte 0.

/// Widens the first two pixels, and the other two, of each four gray ones to 16 bits.
pub const GRAY: [[u8; 16]; 2] = [
    [0, 255, 1, 255, 4, 255, 5, 255, 8, 255, 9, 255, 12, 255, 13, 255],
    [2, 255, 3, 255, 6, 255, 7, 255, 10, 255, 11, 255, 14, 255, 15, 255],
];
/// Takes the first three bytes of each four.
pub const TIGHT: [u8; 16] = [0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255];

/// Widens the first two of four pixels, and the other two, to 16 bits; those of a channel side by side.
pub const fn colors(channels: usize) -> [[u8; 16]; 2] {
    match channels {
        3 => [
            [0, 255, 3, 255, 1, 255, 4, 255, 2, 255, 5, 255, 255, 255, 255, 255],
            [6, 255, 9, 255, 7, 255, 10, 255, 8, 255, 11, 255, 255, 255, 255, 255],
        ],
        _ => [
            [0, 255, 4, 255, 1, 255, 5, 255, 2, 255, 6, 255, 3, 255, 7, 255],
            [8, 255, 12, 255, 9, 255, 13, 255, 10, 255, 14, 255, 11, 255, 15, 255],
        ],
    }
}
