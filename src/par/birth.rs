//! In which process something with threads was made: a forked child has its memory and none of its threads.

use std::process;

/// The process of its making.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Birth(u32);

impl Birth {
    pub(crate) fn now() -> Self {
        Self(process::id())
    }

    /// Whether this is still that process, and its threads are there.
    pub(crate) fn is_here(self) -> bool {
        self == Self::now()
    }
}
