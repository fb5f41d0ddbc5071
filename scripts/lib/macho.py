"""Reads a library for macOS, which nothing here can run: macho.py LIBRARY PROCESSOR INSTALL-NAME ABI.xml
It must have that name, export the functions of the ABI, no others, and be signed where the processor asks for that.
"""

import re
import struct
import sys
from pathlib import Path

PROCESSORS = {"x86_64": 0x01000007, "arm64": 0x0100000C}
SYMTAB, LOAD_DYLIB, ID_DYLIB, CODE_SIGNATURE, BUILD_VERSION, VERSION_MIN = 0x2, 0xC, 0xD, 0x1D, 0x32, 0x24
# Zig does not know rustc's list of exports: it leaves these beside them, two of its own and two of Rust's standard library.
MARKED_BY_ZIG = ("___dso_handle", "__mh_dylib_header", "_rust_eh_personality", "__RNvNtCs")
STAB, PRIVATE, TYPE, EXTERNAL = 0xE0, 0x10, 0x0E, 0x01


def text(data, at):
    return data[at : data.index(b"\0", at)].decode()


class Macho:
    """The load commands of a 64-bit file, and what it exports."""

    def __init__(self, path):
        self.data = Path(path).read_bytes()
        magic, self.processor, _, _, count, _, _, _ = struct.unpack_from("<8I", self.data)
        if magic != 0xFEEDFACF:
            sys.exit(f"{path} is no 64-bit file of macOS")
        self.commands = []
        at = 32
        for _ in range(count):
            kind, size = struct.unpack_from("<2I", self.data, at)
            self.commands.append((kind & 0x7FFFFFFF, at))
            at += size

    def of_kind(self, *kinds):
        return [at for kind, at in self.commands if kind in kinds]

    def names(self, kind):
        return [text(self.data, at + struct.unpack_from("<I", self.data, at + 8)[0]) for at in self.of_kind(kind)]

    def oldest_system(self):
        """The oldest version of macOS that it is for."""
        for at in self.of_kind(BUILD_VERSION, VERSION_MIN):
            build = struct.unpack_from("<I", self.data, at)[0] == BUILD_VERSION
            number = struct.unpack_from("<I", self.data, at + (12 if build else 8))[0]
            return number >> 16, number >> 8 & 0xFF
        return None

    def exports(self):
        found = set()
        for at in self.of_kind(SYMTAB):
            table, count, strings, _ = struct.unpack_from("<4I", self.data, at + 8)
            for each in range(count):
                name, kind, _, _, value = struct.unpack_from("<IBBHQ", self.data, table + 16 * each)
                if kind & EXTERNAL and not kind & (STAB | PRIVATE) and kind & TYPE:
                    found.add(text(self.data, strings + name))
        return found


def problems(library, processor, name, abi):
    """Yields what is wrong with the library."""
    if library.processor != PROCESSORS[processor]:
        yield f"it is for processor {library.processor:#x}"
    if library.names(ID_DYLIB) != [name]:
        yield f"its install name is {library.names(ID_DYLIB)}"
    strangers = [each for each in library.names(LOAD_DYLIB) if not each.startswith(("/usr/lib/", "/System/Library/"))]
    if strangers:
        yield f"it loads {strangers}, which macOS does not have"
    if library.oldest_system() is None or library.oldest_system() > (11, 0):
        yield f"it is for macOS {library.oldest_system()} and later"
    # Arm runs nothing without one.
    if processor == "arm64" and not library.of_kind(CODE_SIGNATURE):
        yield "it has no signature"
    functions = {"_" + each for each in re.findall(r"<elf-symbol name='(\w+)'", Path(abi).read_text(encoding="utf-8"))}
    exports = library.exports()
    if not functions:
        yield f"{abi} names no function"
    if functions - exports:
        yield f"it does not export {sorted(functions - exports)}"
    strangers = sorted(each for each in exports if not each.startswith(("_scipix_", *MARKED_BY_ZIG)))
    if strangers:
        yield f"it exports {strangers[:9]}"


def main():
    library = Macho(sys.argv[1])
    found = list(problems(library, *sys.argv[2:5]))
    print(f"{sys.argv[1]}: {len(library.exports())} exports, macOS {library.oldest_system()}, loads {library.names(LOAD_DYLIB)}")
    if found:
        sys.exit("\n".join(found))


main()
