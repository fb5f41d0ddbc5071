//! Files that inputs are made of: `seeds/TARGET`, and the words of `dictionaries/TARGET`, one a line between quotes as
//! libFuzzer reads them.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

#[derive(Default)]
pub struct Corpus {
    files: Vec<Vec<u8>>,
    words: Vec<Vec<u8>>,
}

impl Corpus {
    /// Reads the files of a target, once.
    pub fn of(target: &str) -> &'static Self {
        static READ: Mutex<Option<HashMap<String, &'static Corpus>>> = Mutex::new(None);
        let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
        read.get_or_insert_default().entry(target.to_owned()).or_insert_with(|| Box::leak(Box::new(Self::read(target))))
    }

    fn read(target: &str) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = root.join("seeds").join(target);
        let entries =
            fs::read_dir(folder).map(|entries| entries.map(|entry| entry.expect("an entry").path()).collect());
        let mut paths: Vec<PathBuf> = if target.is_empty() { Vec::new() } else { entries.unwrap_or_default() };
        paths.sort();
        let files = paths.iter().map(|path| fs::read(path).expect("a file")).collect();
        let text = fs::read_to_string(root.join("dictionaries").join(target)).unwrap_or_default();
        let quoted = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
        Self { files, words: quoted.map(|word| word.replace("\\\"", "\"").into_bytes()).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub fn words(&self) -> usize {
        self.words.len()
    }

    /// A file with some bytes changed, left out, doubled, or replaced by words.
    pub fn changed(&self, next: &mut impl FnMut() -> u64) -> Vec<u8> {
        let mut below = |end: usize| next() as usize % end.max(1);
        let mut bytes = self.files[below(self.files.len())].clone();
        for _ in 0..below(6) {
            let at = below(bytes.len() + 1);
            let end = (at + below(12)).min(bytes.len());
            match below(5) {
                0 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << below(8)),
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                3 if !self.words.is_empty() => drop(bytes.splice(at..at, self.words[below(self.words.len())].clone())),
                _ => bytes.splice(at..end, [below(256) as u8]).for_each(drop),
            }
        }
        bytes
    }
}
