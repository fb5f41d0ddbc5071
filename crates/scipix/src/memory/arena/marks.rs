//! Marks, and the memory of rewinds that tells which marks were rewound past.

/// A state of an arena to come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArenaMark {
    /// Identity of the arena.
    pub id: u32,
    /// How many rewinds there had been.
    pub generation: u32,
    /// Bytes in use.
    pub usage: u64,
}

/// A rewind that marks from before it, with more bytes in use, did not survive.
#[derive(Debug)]
struct Rewind {
    generation: u32,
    usage: u64,
}

/// Rewinds are remembered up to this many that nest. Beyond it the oldest are forgotten, and some marks that were rewound
/// past are taken for good ones; a good one is never refused.
const REMEMBERED: usize = 1024;

/// The rewinds so far, without those that a later one to the same place or below makes redundant: both numbers grow.
#[derive(Debug, Default)]
pub(super) struct Rewinds {
    generation: u32,
    remembered: Vec<Rewind>,
}

impl Rewinds {
    /// Returns how many rewinds there have been.
    pub(super) fn generation(&self) -> u32 {
        self.generation
    }

    /// Whether the arena was ever rewound to a state before the mark's since the mark was made.
    pub(super) fn have_passed(&self, mark: ArenaMark) -> bool {
        // The first rewind after the mark is the lowest of those that came after it.
        let first = self.remembered.partition_point(|rewind| rewind.generation <= mark.generation);
        self.remembered.get(first).is_some_and(|rewind| rewind.usage < mark.usage) || mark.generation > self.generation
    }

    /// Notes a rewind to `usage` bytes.
    pub(super) fn note(&mut self, usage: u64) {
        while self.remembered.pop_if(|rewind| rewind.usage >= usage).is_some() {}
        if self.remembered.len() == REMEMBERED {
            self.remembered.drain(..REMEMBERED / 2);
        }
        self.generation = self.generation.wrapping_add(1);
        if self.generation == 0 {
            // Numbers begin anew: what was remembered cannot be compared with them.
            self.remembered.clear();
        }
        // Without memory it is not remembered, which refuses no good mark.
        if self.remembered.try_reserve(1).is_ok() {
            self.remembered.push(Rewind { generation: self.generation, usage });
        }
    }
}
