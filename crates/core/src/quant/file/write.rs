//! Writing: the parts of the file are listed first, then the header is made from them, then the data follows.

use super::parts::{FilePart, parts};
use crate::base::AtomicFile;
use crate::base::error::{Result, try_format};
use crate::model::{Escaped, Tensor, sorted};
use crate::quant::QTensor;
use std::ffi::CStr;
use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Writes `tensors` with their names to a new file, which then takes the place and the permissions of the one that `path`
/// leads to.
///
/// # Errors
/// `InvalidArgument` for a name that is empty, reserved, or given twice, the names of scales and zero points included;
/// `Io`, also where something is at `path` that is no regular file; `OutOfMemory`.
pub fn save(tensors: &[(&str, &QTensor)], path: &Path) -> Result<()> {
    save_beside(&[], c"{}", tensors, path)
}

/// Writes `tensors` with their names as [`save`] does, and beside them the tensors `plain` unchanged, and `metadata`.
///
/// # Errors
/// Those of [`save`].
pub fn save_beside(plain: &[Tensor<'_>], metadata: &CStr, tensors: &[(&str, &QTensor)], path: &Path) -> Result<()> {
    let parts = parts(plain, tensors)?;
    // Those with the widest elements first, so that each lies as its elements want.
    let order = sorted(&parts, |a, b| b.align.cmp(&a.align).then_with(|| a.by_name(b)))?;
    let parts = InOrder { parts: &parts, order: &order };
    let header = try_format(format_args!("{}", HeaderText(&parts, metadata)), "names")?;
    AtomicFile::create(path)?.commit(|file| write(&header, &parts, file))
}

struct InOrder<'a> {
    parts: &'a [FilePart<'a>],
    order: &'a [u32],
}

impl<'a> InOrder<'a> {
    fn iter(&self) -> impl Iterator<Item = &'a FilePart<'a>> {
        let parts = self.parts;
        self.order.iter().map(|&index| &parts[index as usize])
    }
}

/// The header in JSON.
struct HeaderText<'a>(&'a InOrder<'a>, &'a CStr);

impl fmt::Display for HeaderText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(parts, metadata) = self;
        f.write_str("{")?;
        if *metadata != c"{}" {
            write!(f, "\"__metadata__\":{}", metadata.to_string_lossy())?;
        }
        let (mut offset, mut comma) = (0, if *metadata == c"{}" { "" } else { "," });
        for part in parts.iter() {
            let FilePart { name, suffix, dtype, data, .. } = part;
            let end = offset + data.len();
            write!(f, "{comma}\"{}{suffix}\":{{\"dtype\":\"{dtype}\",\"shape\":{:?},", Escaped(name), part.shape())?;
            write!(f, "\"data_offsets\":[{offset},{end}]}}")?;
            (offset, comma) = (end, ",");
        }
        f.write_str("}")
    }
}

fn write(header: &str, parts: &InOrder<'_>, file: &mut File) -> io::Result<()> {
    let spaces = &b"       "[..header.len().wrapping_neg() % 8];
    file.write_all(&((header.len() + spaces.len()) as u64).to_le_bytes())?;
    file.write_all(header.as_bytes())?;
    file.write_all(spaces)?;
    parts.iter().try_for_each(|part| part.data.write(file))
}
