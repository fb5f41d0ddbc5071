//! Parameters and result of a despeckling.

/// Numbers of a despeckling. The defaults need no knowledge of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DespeckleParams {
    /// The longest side of a speck in pixels. If it is 0, it is taken from the size of the page's text.
    pub max_side: u32,
    /// The gray up to which a pixel is ink. `None` takes Otsu's level; bits do not need it.
    pub threshold: Option<u8>,
}

/// Result of a despeckling.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Despeckled {
    /// Components of the ink before.
    pub components: usize,
    /// Components that were removed.
    pub removed: usize,
    /// Pixels of these.
    pub removed_px: u64,
    /// The longest side that a speck might have.
    pub max_side: u32,
}
