//! Files that appear under their names whole or not at all: each is written beside the file that it replaces, and renamed once
//! it is complete. It gets that file's permissions.

use super::error::{Error, ErrorKind, Result, fail};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

fn io_error(path: &Path, error: &io::Error) -> Error {
    let kind = if error.kind() == io::ErrorKind::OutOfMemory { ErrorKind::OutOfMemory } else { ErrorKind::Io };
    Error::new(kind, format_args!("path: {}: {error}", path.display()))
}

/// A file that replaces the one at `path` in one step, once it is written.
pub struct AtomicFile {
    file: File,
    name: PathBuf,
    path: PathBuf,
}

impl AtomicFile {
    /// Creates a new file beside the one that `path` leads to.
    ///
    /// # Errors
    /// `Io` for anything there that is no regular file, and for a link that leads nowhere; `OutOfMemory`.
    pub fn create(path: &Path) -> Result<Self> {
        let (path, permissions) = destination(path)?;
        let (file, name) = create_beside(&path, permissions.is_some())?;
        let created = Self { file, name, path };
        match permissions.map_or(Ok(()), |permissions| set_permissions(&created.file, permissions)) {
            Ok(()) => Ok(created),
            Err(error) => Err(created.abort(&error)),
        }
    }

    /// Has `write` write the contents, and renames the file to its path; removes it where that fails.
    ///
    /// # Errors
    /// `Io`.
    pub fn commit(mut self, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
        let written = write(&mut self.file).and_then(|()| self.file.sync_all());
        written.and_then(|()| replace(&self.name, &self.path)).map_err(|error| self.abort(&error))
    }

    fn abort(self, error: &io::Error) -> Error {
        let Self { file, name, path } = self;
        drop(file);
        let _ = fs::remove_file(name);
        io_error(&path, error)
    }
}

/// Renames a file over another, or to a path that has none.
fn replace(name: &Path, path: &Path) -> io::Result<()> {
    retry_while_busy(path, || fs::rename(name, path))
}

/// Calls `f` until it is not refused for a reason that passes, for a second at most: Windows refuses much while someone has the
/// file at `path` open or is putting another there, such as a second saver or a virus scanner.
fn retry_while_busy<T>(path: &Path, mut f: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for exponent in 0..10 {
        match f() {
            Err(error) if is_busy(&error) && !is_read_only(path) => sleep(Duration::from_millis(1 << exponent)),
            done => return done,
        }
    }
    f()
}

/// Whether a file may be replaced never, rather than later.
fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| about.permissions().readonly())
}

/// Whether a file, or its name, is in use by someone else: access denied, a sharing violation, a lock violation.
fn is_busy(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// The file that `path` leads to, and the permissions of one that is there.
fn destination(path: &Path) -> Result<(PathBuf, Option<Permissions>)> {
    let error = |error: io::Error| io_error(path, &error);
    let is_link = match retry_while_busy(path, || fs::symlink_metadata(path)) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok((owned(path, 0)?.into(), None)),
        found => found.map_err(error)?.is_symlink(),
    };
    let found = match retry_while_busy(path, || fs::metadata(path)) {
        // It was there, and is being replaced.
        Err(missing) if missing.kind() == io::ErrorKind::NotFound && !is_link => {
            return Ok((owned(path, 0)?.into(), None));
        }
        found => found.map_err(error)?,
    };
    if !found.is_file() {
        fail!(Io, "path: {} is not a regular file", path.display());
    }
    let leads_to = if is_link { fs::canonicalize(path).map_err(error)? } else { owned(path, 0)?.into() };
    Ok((leads_to, Some(found.permissions())))
}

#[cfg(unix)]
fn set_permissions(file: &File, permissions: Permissions) -> io::Result<()> {
    file.set_permissions(permissions)
}

/// Elsewhere they only say whether a file may be written, and one that may not is not replaced.
#[cfg(not(unix))]
fn set_permissions(_file: &File, _permissions: Permissions) -> io::Result<()> {
    Ok(())
}

/// Creates a new file in the folder of `path`. A file that exists belongs to someone else: tensors may be mapped from it, or
/// another thread may be writing it. A `private` file is readable by its owner alone until it gets its permissions.
fn create_beside(path: &Path, private: bool) -> Result<(File, PathBuf)> {
    const SUFFIX: &str = ".part";
    /// How many files may be on their way out: Windows refuses the name of one that is being renamed or removed.
    const LEAVING: u64 = 64;
    for number in 0_u64.. {
        let mut name = owned(path, SUFFIX.len() + u64::MAX.ilog10() as usize + 1)?;
        name.push(SUFFIX);
        if number > 0 {
            let _ = write!(name, "{number}");
        }
        match options(private).open(&name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) if number < LEAVING && is_busy(&error) => {}
            Err(error) => return Err(io_error(path, &error)),
            Ok(file) => return Ok((file, name.into())),
        }
    }
    fail!(Io, "path: {} has all files beside it that there can be", path.display());
}

fn options(private: bool) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if private {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let _ = private;
    options
}

/// A copy of `path`, and room for more.
fn owned(path: &Path, more: usize) -> Result<OsString> {
    let mut copy = OsString::new();
    if copy.try_reserve_exact(path.as_os_str().len() + more).is_err() {
        fail!(OutOfMemory, "path: no memory for a copy of {}", path.display());
    }
    copy.push(path);
    Ok(copy)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_private_part_is_for_its_owner_alone() {
        let path = std::env::temp_dir().join(format!("scipix-private-{}", std::process::id()));
        let (file, part) = create_beside(&path, true).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0);
        fs::remove_file(part).unwrap();
    }
}
