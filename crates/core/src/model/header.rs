//! The header of a safetensors file as it was read: offsets and sizes are not checked yet.

use super::dtype::Dtype;
use super::json::{JsonReader, push, reserve};
use crate::base::error::{Result, fail};
use std::borrow::Cow;
use std::ops::Range;

/// One tensor, as ranges of the vectors of [`Header`].
#[derive(Clone, Debug)]
pub(super) struct TensorEntry {
    pub(super) name: Range<usize>,
    pub(super) dtype: Dtype,
    pub(super) shape: Range<usize>,
    /// Begin and end, in bytes from the start of the data that follows the header.
    pub(super) data: [usize; 2],
}

/// The whole header, in few allocations.
#[derive(Debug, Default)]
pub(super) struct Header {
    /// Names, each with a closing zero.
    pub(super) names: Vec<u8>,
    pub(super) shapes: Vec<usize>,
    pub(super) entries: Vec<TensorEntry>,
    /// The metadata's text with a closing zero; empty where there is none.
    pub(super) metadata: Vec<u8>,
    has_metadata: bool,
}

impl Header {
    pub(super) fn name(&self, entry: &TensorEntry) -> &[u8] {
        &self.names[entry.name.clone()]
    }

    /// Returns the tensor's name for a message.
    pub(super) fn words(&self, entry: &TensorEntry) -> Cow<'_, str> {
        String::from_utf8_lossy(self.name(entry))
    }

    pub(super) fn read(text: &str) -> Result<Self> {
        let mut header = Header::default();
        let mut cursor = JsonReader::new(text);
        cursor.list(b'{', b'}', |cursor| header.member(cursor))?;
        cursor.end()?;
        Ok(header)
    }

    fn member(&mut self, cursor: &mut JsonReader<'_>) -> Result<()> {
        let start = self.names.len();
        cursor.string(&mut self.names)?;
        let name = start..self.names.len();
        cursor.expect(b':')?;
        if &self.names[start..] == b"__metadata__" {
            self.names.truncate(start);
            return self.read_metadata(cursor);
        }
        if self.names[start..].contains(&0) {
            return Err(cursor.error("a name with a zero character in it"));
        }
        push(&mut self.names, 0)?;
        let entry = self.tensor(name, cursor)?;
        push(&mut self.entries, entry)
    }

    fn read_metadata(&mut self, cursor: &mut JsonReader<'_>) -> Result<()> {
        if std::mem::replace(&mut self.has_metadata, true) {
            return Err(cursor.error("__metadata__ appears twice"));
        }
        if cursor.null() {
            return Ok(());
        }
        // Strings to strings; read into a vector that is only there to be read into.
        let mut scratch = Vec::new();
        let start = cursor.at();
        cursor.list(b'{', b'}', |cursor| {
            scratch.clear();
            cursor.string(&mut scratch)?;
            cursor.expect(b':')?;
            cursor.string(&mut scratch)
        })?;
        let text = cursor.since(start).trim_start().as_bytes();
        reserve(&mut self.metadata, text.len() + 1)?;
        self.metadata.extend_from_slice(text);
        self.metadata.push(0);
        Ok(())
    }

    /// Returns the metadata's pairs of key and value, in the file's order.
    pub(super) fn metadata_entries(&self) -> Result<Vec<(String, String)>> {
        let mut entries = Vec::new();
        let Some((_, text)) = self.metadata.split_last() else { return Ok(entries) };
        let mut cursor = JsonReader::new(utf8(text)?);
        cursor.list(b'{', b'}', |cursor| {
            let [mut key, mut value] = [Vec::new(), Vec::new()];
            cursor.string(&mut key)?;
            cursor.expect(b':')?;
            cursor.string(&mut value)?;
            utf8(&key)?;
            utf8(&value)?;
            let owned = |bytes| String::from_utf8(bytes).unwrap_or_default();
            push(&mut entries, (owned(key), owned(value)))
        })?;
        Ok(entries)
    }

    fn tensor(&mut self, name: Range<usize>, cursor: &mut JsonReader<'_>) -> Result<TensorEntry> {
        let (mut dtype, mut shape, mut data) = (None, None, None);
        let mut key = Vec::new();
        cursor.list(b'{', b'}', |cursor| {
            key.clear();
            cursor.string(&mut key)?;
            cursor.expect(b':')?;
            let again = match key.as_slice() {
                b"dtype" => dtype.replace(read_dtype(cursor)?).is_some(),
                b"shape" => shape.replace(self.read_shape(cursor)?).is_some(),
                b"data_offsets" => data.replace(read_offsets(cursor)?).is_some(),
                _ => return cursor.skip(),
            };
            if again { Err(cursor.error("a field appears twice")) } else { Ok(()) }
        })?;
        let (Some(dtype), Some(shape), Some(data)) = (dtype, shape, data) else {
            let name = String::from_utf8_lossy(&self.names[name]);
            fail!(Malformed, "tensor \"{name}\": dtype, shape or data_offsets are missing");
        };
        Ok(TensorEntry { name, dtype, shape, data })
    }

    fn read_shape(&mut self, cursor: &mut JsonReader<'_>) -> Result<Range<usize>> {
        let start = self.shapes.len();
        cursor.list(b'[', b']', |cursor| {
            let extent = cursor.size()?;
            push(&mut self.shapes, extent)
        })?;
        Ok(start..self.shapes.len())
    }
}

fn utf8(bytes: &[u8]) -> Result<&str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(_) => fail!(Malformed, "header: metadata is not UTF-8"),
    }
}

fn read_dtype(cursor: &mut JsonReader<'_>) -> Result<Dtype> {
    let mut name = Vec::new();
    cursor.string(&mut name)?;
    Dtype::named(&name)
        .ok_or_else(|| cursor.error(format_args!("unknown dtype \"{}\"", String::from_utf8_lossy(&name))))
}

fn read_offsets(cursor: &mut JsonReader<'_>) -> Result<[usize; 2]> {
    cursor.expect(b'[')?;
    let begin = cursor.size()?;
    cursor.expect(b',')?;
    let end = cursor.size()?;
    cursor.expect(b']')?;
    Ok([begin, end])
}
