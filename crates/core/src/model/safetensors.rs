//! The safetensors format: eight bytes of header length, the header in JSON, then the tensors' data without gaps.
//!
//! The format is described at <https://github.com/huggingface/safetensors>; the limit of the header's size and the rule that
//! data has no holes come from there. This crate has a parser of its own because the reference one keeps the last of two
//! tensors of one name, and aborts the process where there is no memory for a header.

use super::dtype::Dtype;
use super::half::{from_bf16, from_f16};
use super::header::Header;
use super::json::reserve;
use crate::base::error::{Result, fail};
use crate::base::{as_floats, sort_order};
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

/// The tensors of a file and their places, all of it checked.
#[derive(Debug, Default)]
pub(super) struct Index {
    header: Header,
    /// Indices of the entries by name.
    by_name: Vec<u32>,
    /// Where in the file the data begins.
    base: usize,
}

impl<'a> Tensor<'a> {
    /// Returns the values of a tensor of F32, F16 or BF16, each exactly. They are borrowed where the file's memory holds them as
    /// floats of 32 bits, aligned.
    ///
    /// # Errors
    /// `Unsupported` for another type; `OutOfMemory`.
    pub fn floats(&self) -> Result<Cow<'a, [f32]>> {
        match self.dtype {
            Dtype::F32 => {}
            Dtype::F16 => return self.converted(|word| from_f16(u16::from_le_bytes(word))),
            Dtype::BF16 => return self.converted(|word| from_bf16(u16::from_le_bytes(word))),
            _ => fail!(Unsupported, "tensor {:?}: is of {:?}, not of F32, F16 or BF16", self.name, self.dtype.name()),
        }
        if cfg!(target_endian = "little")
            && let Some(floats) = as_floats(self.data)
        {
            return Ok(Cow::Borrowed(floats));
        }
        self.converted(f32::from_le_bytes)
    }

    fn converted<const SIZE: usize>(&self, value: impl Fn([u8; SIZE]) -> f32) -> Result<Cow<'a, [f32]>> {
        let (words, _) = self.data.as_chunks();
        let mut floats = Vec::new();
        reserve(&mut floats, words.len())?;
        floats.extend(words.iter().map(|&word| value(word)));
        Ok(Cow::Owned(floats))
    }
}

fn header_len(file: &[u8]) -> Option<u64> {
    file.first_chunk::<PREFIX>().map(|bytes| u64::from_le_bytes(*bytes))
}

/// Whether a file begins like a safetensors file: with the length of a header, and a header in JSON.
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
    // Names first: of two tensors of one name the offsets are seldom right.
    let by_name = sorted_by_name(&header)?;
    check_data(&header, file.len() - base)?;
    Ok(Index { header, by_name, base })
}

/// Returns the indices of `items` in the order of `compare`.
pub fn sorted<T>(items: &[T], compare: impl Fn(&T, &T) -> Ordering) -> Result<Vec<u32>> {
    let mut order = Vec::new();
    reserve(&mut order, items.len())?;
    order.extend(0..items.len() as u32);
    sort_order(&mut order, &|a, b| compare(&items[a as usize], &items[b as usize]));
    Ok(order)
}

fn sorted_by_name(header: &Header) -> Result<Vec<u32>> {
    let order = sorted(&header.entries, |a, b| header.name(a).cmp(header.name(b)))?;
    let entry = |index: u32| &header.entries[index as usize];
    if let Some(pair) = order.windows(2).find(|pair| header.name(entry(pair[0])) == header.name(entry(pair[1]))) {
        fail!(Malformed, "tensor \"{}\": appears twice", header.words(entry(pair[0])));
    }
    Ok(order)
}

/// Checks that every tensor has the size of its shape, and that together they fill the data from front to back.
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
        #[cfg(scipix_faults)]
        let bytes =
            if crate::base::seeded_faults::is_seeded("skipped_check") { end.saturating_sub(begin) } else { bytes };
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

    pub(super) fn metadata_entries(&self) -> Result<Vec<(String, String)>> {
        self.header.metadata_entries()
    }

    pub(super) fn metadata(&self) -> &CStr {
        CStr::from_bytes_until_nul(&self.header.metadata).unwrap_or(c"{}")
    }
}
