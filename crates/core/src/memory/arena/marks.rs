//! Marks, and the record of rewinds that tells which marks are no longer valid.

/// A state of an arena to come back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArenaMark {
    /// Identity of the arena.
    pub id: u32,
    /// Number of the arena's last rewind before the mark; 0 before the first.
    pub generation: u32,
    /// Bytes in use when the mark was made.
    pub usage: u64,
}

/// One rewind. It invalidated the marks made before it that have more bytes in use than it left.
#[derive(Debug)]
struct Rewind {
    /// Its number: the first is 1.
    generation: u32,
    /// Bytes in use after it.
    usage: u64,
}

/// The most rewinds that are remembered. Beyond it the older half is forgotten, and some invalid marks are accepted;
/// forgetting never makes a valid mark refused.
const REMEMBERED: usize = 1024;

/// The rewinds so far, without those that a later one to the same usage or below makes redundant, so that generations
/// and usages both increase from each to the next.
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

    /// Whether the arena was rewound past the mark, to fewer bytes in use, since the mark was made.
    pub(super) fn have_passed(&self, mark: ArenaMark) -> bool {
        // The first remembered rewind after the mark left the fewest bytes of those that came after it.
        let first = self.remembered.partition_point(|rewind| rewind.generation <= mark.generation);
        self.remembered.get(first).is_some_and(|rewind| rewind.usage < mark.usage) || mark.generation > self.generation
    }

    /// Notes a rewind to `usage` bytes.
    pub(super) fn note(&mut self, usage: u64) {
        while self.remembered.pop_if(|rewind| rewind.usage >= usage).is_some() {}
        if self.remembered.len() == REMEMBERED {
            self.remembered.drain(..REMEMBERED / 2);
        }
        // After 2^32 rewinds the number stays: marks made from then on are all accepted, and no valid mark is refused.
        self.generation = self.generation.saturating_add(1);
        // Where memory is short it is not remembered, which never makes a valid mark refused.
        if self.remembered.try_reserve(1).is_ok() {
            self.remembered.push(Rewind { generation: self.generation, usage });
        }
    }
}
