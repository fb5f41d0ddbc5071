//! Words that a decoded text may consist of, as a trie over the ids of their symbols.

use crate::base::error::{Error, ErrorKind, Result, fail};

/// A set of words. In a text they stand apart by single separators, if there is one; without a separator a text is one
/// word.
#[derive(Debug)]
pub struct CtcLexicon {
    /// The edges of node `n` are `starts[n]..starts[n + 1]`; node 0 is the root.
    starts: Vec<u32>,
    /// Symbol and node, ascending by symbol for each node.
    edges: Vec<(u32, u32)>,
    /// Whether a word ends at a node.
    ends: Vec<bool>,
    separator: Option<u32>,
}

/// An edge while the trie is built.
#[derive(Clone, Copy, Default)]
struct Edge {
    from: u32,
    symbol: u32,
}

fn no_memory<E>(_: E) -> Error {
    Error::new(ErrorKind::OutOfMemory, "words: no memory for their symbols")
}

impl CtcLexicon {
    /// The state of a text that begins, and after a separator.
    pub const ROOT: u32 = 0;

    /// Builds the set of the words whose symbols follow each other in `symbols`, `lens` of them each. Words may repeat.
    ///
    /// # Errors
    /// `InvalidArgument` for an empty word; `SizeMismatch` where the lengths do not add up to the symbols;
    /// `Unsupported` for 2³² - 1 symbols and more; `OutOfMemory`.
    pub fn new(symbols: &[u32], lens: &[usize], separator: Option<u32>) -> Result<Self> {
        if let Some(index) = lens.iter().position(|&len| len == 0) {
            fail!(InvalidArgument, "lens: word {index} has no symbols");
        }
        let total = lens.iter().try_fold(0_usize, |sum, &len| sum.checked_add(len));
        if total != Some(symbols.len()) {
            fail!(SizeMismatch, "lens: do not add up to {} symbols", symbols.len());
        }
        if symbols.len() >= u32::MAX as usize {
            fail!(Unsupported, "symbols: {} exceed 32 bits", symbols.len());
        }
        let mut words: Vec<&[u32]> = Vec::new();
        words.try_reserve_exact(lens.len()).map_err(no_memory)?;
        let mut rest = symbols;
        for &len in lens {
            let (word, after) = rest.split_at(len);
            words.push(word);
            rest = after;
        }
        words.sort_unstable();
        let longest = lens.iter().copied().max().unwrap_or(0);
        let (edges, ends) = insert_sorted(&words, symbols.len(), longest)?;
        Self::by_node(&edges, ends, separator)
    }

    /// Checks that texts of these classes can have the symbols of the words and the separator.
    ///
    /// # Errors
    /// `InvalidArgument` for the blank, and for a class that there is not.
    pub fn check(&self, classes: usize, blank: usize) -> Result<()> {
        for symbol in self.edges.iter().map(|edge| edge.0).chain(self.separator) {
            if symbol as usize == blank {
                fail!(InvalidArgument, "lexicon: has class {symbol}, which is the blank");
            }
            if symbol as usize >= classes {
                fail!(InvalidArgument, "lexicon: has class {symbol}, of {classes} classes");
            }
        }
        Ok(())
    }

    /// Sorts edges by the nodes that they leave. Edge `i` leads to node `i + 1`.
    fn by_node(built: &[Edge], ends: Vec<bool>, separator: Option<u32>) -> Result<Self> {
        let (mut starts, mut edges) = (Vec::new(), Vec::new());
        starts.try_reserve_exact(ends.len() + 1).map_err(no_memory)?;
        edges.try_reserve_exact(built.len()).map_err(no_memory)?;
        starts.resize(ends.len() + 1, 0);
        edges.resize(built.len(), (0, 0));
        built.iter().for_each(|edge| starts[edge.from as usize + 1] += 1);
        for node in 0..ends.len() {
            starts[node + 1] += starts[node];
        }
        // Edges of a node were built in ascending order, so each goes behind the ones before it; `starts` moves along.
        for (index, edge) in built.iter().enumerate() {
            let place = &mut starts[edge.from as usize];
            edges[*place as usize] = (edge.symbol, index as u32 + 1);
            *place += 1;
        }
        starts.rotate_right(1);
        starts[0] = 0;
        Ok(Self { starts, edges, ends, separator })
    }

    /// Returns the state after one more symbol; `None` if no word goes on so.
    pub fn next(&self, state: u32, symbol: u32) -> Option<u32> {
        let edges = &self.edges[self.starts[state as usize] as usize..self.starts[state as usize + 1] as usize];
        match edges.binary_search_by_key(&symbol, |edge| edge.0) {
            Ok(index) => Some(edges[index].1),
            Err(_) => (self.separator == Some(symbol) && self.ends[state as usize]).then_some(Self::ROOT),
        }
    }

    /// Returns whether a text may end in this state: after a word or a separator, or before the first word.
    pub fn may_end(&self, state: u32) -> bool {
        state == Self::ROOT || self.ends[state as usize]
    }
}

/// Inserts words that are sorted: returns the edges of the trie, in which edge `i` leads to node `i + 1`, and whether a
/// word ends at each node.
fn insert_sorted(words: &[&[u32]], symbols: usize, longest: usize) -> Result<(Vec<Edge>, Vec<bool>)> {
    let (mut edges, mut ends, mut path) = (Vec::new(), Vec::new(), Vec::new());
    edges.try_reserve_exact(symbols).map_err(no_memory)?;
    ends.try_reserve_exact(symbols + 1).map_err(no_memory)?;
    path.try_reserve_exact(longest + 1).map_err(no_memory)?;
    ends.push(false);
    path.push(CtcLexicon::ROOT);
    let mut before: &[u32] = &[];
    for &word in words {
        let common = word.iter().zip(before).take_while(|(a, b)| a == b).count();
        path.truncate(common + 1);
        for &symbol in &word[common..] {
            edges.push(Edge { from: path[path.len() - 1], symbol });
            path.push(edges.len() as u32);
            ends.push(false);
        }
        ends[path[path.len() - 1] as usize] = true;
        before = word;
    }
    Ok((edges, ends))
}
