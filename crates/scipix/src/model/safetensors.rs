//! The safetensors format: eight bytes of header length, the header in JSON, then the tensors' data without gaps.
//!
//! <https://github.com/huggingface/safetensors>; the header's limit and the rule that data has no holes are theirs. Read
//! here and not by their crate, which keeps the last of two tensors of one name, and aborts the process where there is
//! no memory for a header.

use super::dtype::Dtype;
use super::header::Header;
use super::json::reserve;
use crate::base::as_floats;
use crate::base::error::{Result, fail};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::ffi::CStr;

/// Bytes that say how long the header is.
const PREFIX: usize = 8;
/// The longest header.
const MOST: u64 = 100_000_000;

/// A tensor of a file.
#[derive(Clone, Copy, Debug)]
pub struct Tensor<'a> {
    /// Its name.
    pub name: &'a CStr,
    /// Type of its elements.
    pub dtype: Dtype,
    /// Extents, the outermost first.
    pub shape: &'a [usize],
    /// Elements, in row-major order and little-endian.
    pub data: &'a [u8],
}

/// Where the tensors of a file are: all of it checked.
#[derive(Debug, Default)]
pub(super) struct Index {
    header: Header,
    /// Indices of the entries by name.
    by_name: Vec<u32>,
    /// Where in the file the data begins.
    base: usize,
}

impl<'a> Tensor<'a> {
    /// The values, in the file's memory where they are aligned there.
    ///
    /// # Errors
    /// `Unsupported` for another type than F32; `OutOfMemory`.
    pub fn floats(&self) -> Result<Cow<'a, [f32]>> {
        if self.dtype != Dtype::F32 {
            fail!(Unsupported, "tensor {:?}: is of {:?}, not of F32", self.name, self.dtype.name());
        }
        if cfg!(target_endian = "little")
            && let Some(floats) = as_floats(self.data)
        {
            return Ok(Cow::Borrowed(floats));
        }
        let (words, _) = self.data.as_chunks();
        let mut floats = Vec::new();
        reserve(&mut floats, words.len())?;
        floats.extend(words.iter().map(|&word| f32::from_le_bytes(word)));
        Ok(Cow::Owned(floats))
    }
}

fn header_len(file: &[u8]) -> Option<u64> {
    file.first_chunk::<PREFIX>().map(|bytes| u64::from_le_bytes(*bytes))
}

/// Whether a file begins as only a safetensors file is likely to.
pub(super) fn begins_as_one(file: &[u8]) -> bool {
    header_len(file).is_some_and(|len| (2..=MOST).contains(&len)) && file.get(PREFIX) == Some(&b'{')
}

/// Reads and checks the header.
pub(super) fn parse(file: &[u8]) -> Result<Index> {
    let Some(len) = header_len(file) else {
        fail!(Malformed, "header: the file has {} bytes, not even {PREFIX}", file.len());
    };
    if len > MOST {
        fail!(Malformed, "header: says it has {len} bytes, at most {MOST}");
    }
    let base = PREFIX + len as usize;
    let Some(header) = file.get(PREFIX..base) else {
        fail!(Malformed, "header: says it has {len} bytes, the file has {} in all", file.len());
    };
    // A copy, which stays as it is while it is read, whatever happens to the file.
    let mut text = Vec::new();
    reserve(&mut text, header.len())?;
    text.extend_from_slice(header);
    let text = match std::str::from_utf8(&text) {
        Ok(text) => text,
        Err(error) => fail!(Malformed, "header: is not UTF-8 from byte {} on", error.valid_up_to()),
    };
    let header = Header::read(text)?;
    check_data(&header, file.len() - base)?;
    let by_name = sorted_by_name(&header)?;
    Ok(Index { header, by_name, base })
}

/// Indices of `items`, in order. By a sort that asks for no memory, compiled once for all that is sorted.
pub fn sorted<T>(items: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Result<Vec<u32>> {
    let mut order = Vec::new();
    reserve(&mut order, items.len())?;
    order.extend(0..items.len() as u32);
    sort(&mut order, &|a, b| compare(&items[a as usize], &items[b as usize]));
    Ok(order)
}

#[inline(never)]
fn sort(order: &mut [u32], compare: &dyn Fn(u32, u32) -> Ordering) {
    order.sort_unstable_by(|&a, &b| compare(a, b));
}

fn sorted_by_name(header: &Header) -> Result<Vec<u32>> {
    let order = sorted(&header.entries, |a, b| header.name(a).cmp(header.name(b)))?;
    let entry = |index: u32| &header.entries[index as usize];
    if let Some(pair) = order.windows(2).find(|pair| header.name(entry(pair[0])) == header.name(entry(pair[1]))) {
        fail!(Malformed, "tensor \"{}\": is there twice", header.words(entry(pair[0])));
    }
    Ok(order)
}

/// Every tensor has the size of its shape, and together they fill the data from front to back.
fn check_data(header: &Header, len: usize) -> Result<()> {
    let mut reached = 0;
    for index in sorted(&header.entries, |a, b| a.data.cmp(&b.data))? {
        let entry = &header.entries[index as usize];
        let [begin, end] = entry.data;
        let words = || header.words(entry);
        let shape = &header.shapes[entry.shape.clone()];
        let Some(bytes) = entry.dtype.bytes(shape) else {
            fail!(
                Malformed,
                "tensor \"{}\": {:?} of {shape:?} overflow, or end inside a byte",
                words(),
                entry.dtype.name()
            );
        };
        if begin > end || end - begin != bytes {
            fail!(Malformed, "tensor \"{}\": data_offsets {begin} to {end}, its shape has {bytes} bytes", words());
        }
        if end > len {
            fail!(Malformed, "tensor \"{}\": data_offsets {begin} to {end}, the data has {len} bytes", words());
        }
        if begin != reached {
            let how = if begin < reached { "overlaps the one before it" } else { "leaves a hole before it" };
            fail!(Malformed, "tensor \"{}\": {how}, it begins at {begin}, that ends at {reached}", words());
        }
        reached = end;
    }
    if reached != len {
        fail!(Malformed, "data: has {len} bytes, the tensors end at {reached}");
    }
    Ok(())
}

impl Index {
    pub(super) fn len(&self) -> usize {
        self.header.entries.len()
    }

    pub(super) fn find(&self, name: &[u8]) -> Option<usize> {
        let at = |index: &u32| self.header.name(&self.header.entries[*index as usize]);
        let found = self.by_name.binary_search_by(|index| at(index).cmp(name)).ok()?;
        Some(self.by_name[found] as usize)
    }

    pub(super) fn tensor<'a>(&'a self, index: usize, file: &'a [u8]) -> Option<Tensor<'a>> {
        let entry = self.header.entries.get(index)?;
        let [begin, end] = entry.data;
        Some(Tensor {
            name: CStr::from_bytes_until_nul(&self.header.names[entry.name.start..]).unwrap_or_default(),
            dtype: entry.dtype,
            shape: &self.header.shapes[entry.shape.clone()],
            data: &file[self.base + begin..self.base + end],
        })
    }

    pub(super) fn metadata(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.header.metadata).unwrap_or(c"{}")
    }
}
