"""Inputs and outputs, on disks and in object stores."""

from __future__ import annotations

import fnmatch
import glob
import hashlib
import io
import os
import uuid
from collections.abc import Sequence
from typing import Any

import scipix as sx
from scipix.ray.pages import ENDINGS, PDF, can_read_pdf
from scipix.ray.table import needed, schema

# An object in them is seen when it is whole; other file systems show a file while it grows.
_OBJECT_STORES = {"s3", "gcs", "abfs"}
_WILD = "*?["


def place(path: str) -> tuple[Any, str]:
    """Returns a file system, and the path on it, of a path or an address."""
    fs = needed("pyarrow.fs")
    if "://" in path:
        system, inside = fs.FileSystem.from_uri(path)
        return system, str(inside)
    return fs.LocalFileSystem(), os.path.abspath(path)


def read_bytes(path: str) -> bytes:
    """Returns the content of a file."""
    system, inside = place(path)
    with system.open_input_file(inside) as file:
        return bytes(file.read())


def find_inputs(source: str) -> tuple[list[str], int]:
    """Returns the files that a folder, a glob, an address, a picture or a list of paths (.txt) names, sorted.

    The second value counts the PDF files of folders that are left out because pypdfium2 is not installed.
    """
    if source.endswith(".txt"):
        lines = read_bytes(source).decode().splitlines()
        return sorted({line if "://" in line else os.path.abspath(line) for line in lines if line}), 0
    if "://" not in source and any(sign in source for sign in _WILD):
        found = glob.glob(source, recursive=True)
        return sorted(os.path.abspath(path) for path in found if os.path.isfile(path)), 0
    system, inside = place(source)
    scheme = source.partition("://")[0] + "://" if "://" in source else ""
    pattern = inside if scheme and any(sign in inside for sign in _WILD) else None
    base = pattern[: min(pattern.index(sign) for sign in _WILD if sign in pattern)].rpartition("/")[0] if pattern else inside
    fs = needed("pyarrow.fs")
    kind = system.get_file_info(base).type
    if kind == fs.FileType.NotFound:
        raise sx.MissingFileError(f"{source}: there is no such file or folder")
    if kind == fs.FileType.File:
        return [scheme + inside], 0
    infos = system.get_file_info(fs.FileSelector(base, recursive=True))
    files = [info.path for info in infos if info.is_file and not info.base_name.startswith(".")]
    if pattern:
        return sorted(scheme + path for path in files if fnmatch.fnmatchcase(path, pattern)), 0
    endings = (*ENDINGS, PDF) if can_read_pdf() else ENDINGS
    documents = 0 if can_read_pdf() else sum(path.lower().endswith(PDF) for path in files)
    return sorted(scheme + path for path in files if path.lower().endswith(endings)), documents


def part_name(files: Sequence[str]) -> str:
    """Returns the name of the part that holds these files: equal files have equal names in each run."""
    joined = "\0".join(files).encode(errors="surrogateescape")
    return f"part-{hashlib.sha256(joined).hexdigest()[:24]}.parquet"


def cut(files: Sequence[str], size: int) -> dict[str, list[str]]:
    """Cuts files into parts of `size`, by name."""
    parts = [list(files[start : start + size]) for start in range(0, len(files), size)]
    return {part_name(part): part for part in parts}


class Output:
    """The folder of parts."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._system, self._inside = place(path)
        self._is_store = self._system.type_name in _OBJECT_STORES
        self._lock: int | None = None

    def prepare(self) -> None:
        """Makes the folder, refuses a second job in it, and removes what a killed one left unfinished."""
        self._system.create_dir(self._inside, recursive=True)
        if self._system.type_name == "local":
            import fcntl

            self._lock = os.open(os.path.join(self._inside, ".lock"), os.O_CREAT | os.O_RDWR, 0o666)
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as failure:
                self.release()
                raise sx.FileError(f"{self.path}: another job writes to it") from failure
        for name in self._names():
            if name.startswith(".part-"):
                self._system.delete_file(f"{self._inside}/{name}")

    def release(self) -> None:
        """Lets another job write to the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _names(self) -> list[str]:
        selector = needed("pyarrow.fs").FileSelector(self._inside)
        return [info.base_name for info in self._system.get_file_info(selector) if info.is_file]

    def parts(self) -> set[str]:
        """Returns the names of the parts that are there."""
        return {name for name in self._names() if name.startswith("part-") and name.endswith(".parquet")}

    def paths_of(self, name: str) -> set[str]:
        """Returns the files that a part holds."""
        column = needed("pyarrow.parquet").read_table(f"{self._inside}/{name}", columns=["path"], filesystem=self._system)
        return set(column["path"].to_pylist())

    def missing(self, files: Sequence[str], size: int) -> dict[str, list[str]]:
        """Returns the parts that are to be done for these files to be there.

        Parts of an earlier run with the same files are known by their names. Only those of another run are opened.
        """
        parts, present = cut(files, size), self.parts()
        others = present - parts.keys()
        done = set().union(*(self.paths_of(name) for name in sorted(others)))
        waiting = [[file for file in part if file not in done] for name, part in parts.items() if name not in present]
        return {part_name(part): part for part in waiting if part}

    def write(self, name: str, tables: Sequence[Any]) -> int:
        """Writes a part, which appears whole or not at all, with a row group for each table; returns its size in bytes."""
        buffer = io.BytesIO()
        with needed("pyarrow.parquet").ParquetWriter(buffer, schema(), compression="zstd") as writer:
            for table in tables:
                writer.write_table(table)
        data, target = buffer.getvalue(), f"{self._inside}/{name}"
        if self._is_store:
            with self._system.open_output_stream(target) as file:
                file.write(data)
            return len(data)
        # Beside it, on the same file system, so that the change of the name is one step.
        beside = f"{self._inside}/.{name}.{uuid.uuid4().hex}"
        with self._system.open_output_stream(beside) as file:
            file.write(data)
        if self._system.type_name == "local":
            _sync(beside)
        self._system.move(beside, target)
        if self._system.type_name == "local":
            _sync(self._inside)
        return len(data)


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
