//! The prefixes that a beam search has made: a tree in which each prefix stands once.

use crate::base::error::{Result, fail};

/// Marks a prefix outside the beam, and a free slot of the table.
pub const NONE: u32 = u32::MAX;

/// A prefix: that of its parent and one more symbol.
#[derive(Clone, Copy, Debug)]
pub struct Prefix {
    pub parent: u32,
    pub symbol: u32,
    pub len: u32,
    /// Its place in the beam, or [`NONE`].
    pub place: u32,
    /// State of the lexicon after it.
    pub state: u32,
}

/// All prefixes of a line. Number 0 is the empty one.
#[derive(Debug, Default)]
pub struct Prefixes {
    list: Vec<Prefix>,
    /// Numbers of prefixes by parent and symbol, open addressing; a power of two in size.
    table: Vec<u32>,
}

/// Slots of the smallest table.
const FIRST_TABLE: usize = 1024;

impl Prefixes {
    /// Leaves only the empty prefix, at place 0 of the beam. `root` stands for its symbol, and `state` is its state.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn clear(&mut self, root: u32, state: u32) -> Result<()> {
        self.list.clear();
        self.reserve_table(FIRST_TABLE)?;
        self.table.fill(NONE);
        self.push(Prefix { parent: NONE, symbol: root, len: 0, place: 0, state })
    }

    /// Returns prefix `number`.
    pub fn get(&self, number: u32) -> &Prefix {
        &self.list[number as usize]
    }

    /// Says where prefix `number` is in the beam.
    pub fn set_place(&mut self, number: u32, place: u32) {
        self.list[number as usize].place = place;
    }

    /// Returns the prefix `parent` with one more symbol, which is made if it does not exist.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn child(&mut self, parent: u32, symbol: u32, state: u32) -> Result<u32> {
        if 2 * (self.list.len() + 1) > self.table.len() {
            self.grow()?;
        }
        let mut slot = self.first_slot(parent, symbol);
        loop {
            match self.table[slot] {
                NONE => break,
                number => {
                    let prefix = self.get(number);
                    if prefix.parent == parent && prefix.symbol == symbol {
                        return Ok(number);
                    }
                }
            }
            slot = (slot + 1) & (self.table.len() - 1);
        }
        let number = self.list.len() as u32;
        let len = self.get(parent).len + 1;
        self.push(Prefix { parent, symbol, len, place: NONE, state })?;
        self.table[slot] = number;
        Ok(number)
    }

    /// Writes the symbols of prefix `number`.
    ///
    /// # Errors
    /// `OutOfMemory`.
    pub fn write(&self, number: u32, symbols: &mut Vec<u32>) -> Result<()> {
        let len = self.get(number).len as usize;
        symbols.clear();
        if symbols.try_reserve(len).is_err() {
            fail!(OutOfMemory, "texts: no memory for {len} symbols");
        }
        let mut at = number;
        for _ in 0..len {
            let prefix = self.get(at);
            symbols.push(prefix.symbol);
            at = prefix.parent;
        }
        symbols.reverse();
        Ok(())
    }

    fn push(&mut self, prefix: Prefix) -> Result<()> {
        if self.list.len() >= NONE as usize || self.list.try_reserve(1).is_err() {
            fail!(OutOfMemory, "beam: no memory for {} prefixes", self.list.len() + 1);
        }
        self.list.push(prefix);
        Ok(())
    }

    fn first_slot(&self, parent: u32, symbol: u32) -> usize {
        let key = u64::from(parent) << 32 | u64::from(symbol);
        // Fibonacci hashing (D. Knuth, The art of computer programming, volume 3, section 6.4).
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (self.table.len() - 1)
    }

    fn reserve_table(&mut self, slots: usize) -> Result<()> {
        if self.table.len() < slots {
            if self.table.try_reserve_exact(slots - self.table.len()).is_err() {
                fail!(OutOfMemory, "beam: no memory for a table of {slots} prefixes");
            }
            self.table.resize(slots, NONE);
        }
        Ok(())
    }

    /// Doubles the table.
    fn grow(&mut self) -> Result<()> {
        self.reserve_table(2 * self.table.len())?;
        self.table.fill(NONE);
        for number in 1..self.list.len() as u32 {
            let prefix = *self.get(number);
            let mut slot = self.first_slot(prefix.parent, prefix.symbol);
            while self.table[slot] != NONE {
                slot = (slot + 1) & (self.table.len() - 1);
            }
            self.table[slot] = number;
        }
        Ok(())
    }
}
