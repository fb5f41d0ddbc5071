//! The bytes of a file: mapped, or read into memory of our own.
//!
//! # Why a mapping may be a slice
//!
//! Rust requires the bytes of a `&[u8]` to stay as they are, and other processes can change a file: a write changes the
//! mapped bytes, and after a truncation touching a page past the new end raises SIGBUS. No library can prevent that. This
//! module maps read-only, and copies names, shapes and offsets while it checks them, so that no change of the file can lead
//! it out of the mapping. Callers get the data as numbers, of which every value is valid. For files that others may change
//! there is `private_copy`.

use crate::base::AlignedBytes;
use crate::base::error::{Error, ErrorKind, Result, fail};
use crate::base::platform::MAPS_FILES;
use memmap2::{Mmap, MmapOptions};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Options for opening a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct ModelOptions {
    /// Bring all pages in now.
    pub populate: bool,
    /// Ask for huge pages.
    pub huge_pages: bool,
    /// Read the file into memory instead of mapping it, as happens anyway where the platform maps no files.
    pub private_copy: bool,
}

/// The way in which bytes will be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// No particular way.
    Normal,
    /// From front to back.
    Sequential,
    /// Single bytes, far from each other.
    Random,
    /// The bytes are used soon.
    WillNeed,
    /// The bytes are not used soon: their pages may be dropped, and are read again from the file when used.
    DontNeed,
}

#[derive(Debug)]
pub(super) enum FileBytes {
    Mapped(Mmap),
    Copied(AlignedBytes),
}

fn io_error(path: &Path, what: &str, error: &io::Error) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::OutOfMemory => ErrorKind::OutOfMemory,
        io::ErrorKind::Unsupported => ErrorKind::Unsupported,
        _ => ErrorKind::Io,
    };
    Error::new(kind, format_args!("path: {} {what}: {error}", path.display()))
}

impl FileBytes {
    pub(super) fn open(path: &Path, options: ModelOptions) -> Result<Self> {
        // Opening a pipe would wait for its writer: looked at first.
        let found = std::fs::metadata(path).map_err(|error| io_error(path, "cannot be found", &error))?;
        if !found.is_file() {
            fail!(Io, "path: {} is not a regular file", path.display());
        }
        let file = File::open(path).map_err(|error| io_error(path, "cannot be opened", &error))?;
        let found = file.metadata().map_err(|error| io_error(path, "cannot be measured", &error))?;
        let Some(len) = usize::try_from(found.len()).ok().filter(|&len| len <= isize::MAX as usize) else {
            fail!(Overflow, "path: {} has {} bytes, more than the address space", path.display(), found.len());
        };
        // Files that the system makes up, as in /proc, are said to be empty; reading shows what they hold.
        if len == 0 {
            return read_to_end(path, file).map(FileBytes::Copied);
        }
        if options.private_copy || !MAPS_FILES {
            return read(path, file, len).map(FileBytes::Copied);
        }
        let mut mapping = MmapOptions::new();
        mapping.len(len);
        if options.populate {
            mapping.populate();
        }
        // SAFETY: read-only, and the file's changes by others are accounted for, as the module says.
        let map = unsafe { mapping.map(&file) }.map_err(|error| io_error(path, "cannot be mapped", &error))?;
        if options.huge_pages {
            ask_for_huge_pages(&map);
        }
        Ok(FileBytes::Mapped(map))
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            FileBytes::Mapped(map) => map,
            FileBytes::Copied(bytes) => bytes.as_slice(),
        }
    }

    pub(super) fn advise(&self, offset: usize, len: usize, advice: Advice) -> Result<()> {
        let size = self.as_slice().len();
        if offset > size || len > size - offset {
            fail!(OutOfRange, "offset: {len} bytes from {offset} on, the file has {size}");
        }
        match self {
            FileBytes::Mapped(map) if len > 0 => advise_map(map, offset, len, advice),
            // A copy has no file that its pages could come back from.
            _ => Ok(()),
        }
    }
}

fn read(path: &Path, mut file: File, len: usize) -> Result<AlignedBytes> {
    let mut bytes = AlignedBytes::zeroed(len).map_err(|error| error.of("path"))?;
    file.read_exact(bytes.as_mut_slice()).map_err(|error| io_error(path, "cannot be read", &error))?;
    Ok(bytes)
}

fn read_to_end(path: &Path, mut file: File) -> Result<AlignedBytes> {
    let (mut all, mut part) = (Vec::new(), [0; 4096]);
    loop {
        match file.read(&mut part) {
            Ok(0) => break,
            Ok(count) if all.try_reserve(count).is_ok() => all.extend_from_slice(&part[..count]),
            Ok(_) => fail!(OutOfMemory, "path: {}: no memory for more than {} bytes", path.display(), all.len()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(io_error(path, "cannot be read", &error)),
        }
    }
    let mut bytes = AlignedBytes::zeroed(all.len()).map_err(|error| error.of("path"))?;
    bytes.as_mut_slice().copy_from_slice(&all);
    Ok(bytes)
}

#[cfg(target_os = "linux")]
fn ask_for_huge_pages(map: &Mmap) {
    // A wish: few file systems have them.
    let _ = map.advise(memmap2::Advice::HugePage);
}

#[cfg(not(target_os = "linux"))]
fn ask_for_huge_pages(_map: &Mmap) {}

#[cfg(unix)]
fn advise_map(map: &Mmap, offset: usize, len: usize, advice: Advice) -> Result<()> {
    use memmap2::{Advice as Os, UncheckedAdvice};
    let done = match advice {
        Advice::Normal => map.advise_range(Os::Normal, offset, len),
        Advice::Sequential => map.advise_range(Os::Sequential, offset, len),
        Advice::Random => map.advise_range(Os::Random, offset, len),
        Advice::WillNeed => map.advise_range(Os::WillNeed, offset, len),
        // SAFETY: the pages of a read-only mapping of a file hold nothing that the file does not.
        Advice::DontNeed => unsafe { map.unchecked_advise_range(UncheckedAdvice::DontNeed, offset, len) },
    };
    done.map_err(|error| Error::new(ErrorKind::Io, format_args!("advice: {advice:?} is refused: {error}")))
}

#[cfg(not(unix))]
fn advise_map(_map: &Mmap, _offset: usize, _len: usize, _advice: Advice) -> Result<()> {
    Ok(())
}
