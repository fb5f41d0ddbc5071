//! Decoding of bytes to whatever a target needs.

/// Floats that arithmetic stumbles over.
const STRANGE: [f32; 16] = [
    f32::NAN,
    f32::INFINITY,
    f32::NEG_INFINITY,
    f32::MAX,
    f32::MIN,
    f32::MIN_POSITIVE,
    1e-45,
    -0.0,
    1e9,
    -1e9,
    16_777_216.0,
    16_777_217.0,
    2_147_483_648.0,
    -2_147_483_648.0,
    0.3,
    1e30,
];

/// Bytes that are taken from the front. After the last one come zeros.
pub struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    /// Begins with the first of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Returns whether all bytes were taken.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Takes a byte.
    pub fn byte(&mut self) -> u8 {
        let Some((&first, rest)) = self.rest.split_first() else { return 0 };
        self.rest = rest;
        first
    }

    /// Takes `len` bytes, or those that are left.
    pub fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(len.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Takes a number of 32 bits.
    pub fn word(&mut self) -> u32 {
        u32::from_le_bytes([(); 4].map(|()| self.byte()))
    }

    /// Takes a number below `end`, from as few bytes as that needs.
    pub fn below(&mut self, end: usize) -> usize {
        let number = match end {
            0..=0x100 => self.byte().into(),
            0x101..=0x1_0000 => usize::from(self.byte()) << 8 | usize::from(self.byte()),
            _ => self.word() as usize,
        };
        number % end.max(1)
    }

    /// Returns true once in `times`.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// Takes one of `items`.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// Takes a float that is strange: huge, tiny, infinite, not a number, or of any bits.
    pub fn strange(&mut self) -> f32 {
        if self.once_in(4) { f32::from_bits(self.word()) } else { self.pick(&STRANGE) }
    }

    /// Takes a float from 0 to `most`, in steps of 1/16; once in `times` a strange one.
    pub fn float(&mut self, most: usize, times: usize) -> f32 {
        if self.once_in(times) { self.strange() } else { self.below(most * 16 + 1) as f32 / 16.0 }
    }
}
