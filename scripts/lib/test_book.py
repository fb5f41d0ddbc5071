"""Builds and runs every block of the book: test_book.py --help. scripts/test-book calls it and says what the conventions are."""

import argparse
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tomllib
import zlib

from book_blocks import OTHERS, PROGRAMS, blocks_of, chapters_of, matches
from book_languages import BUILDERS, both_processors, run

# Shell lines that are not run here. Each has its reason.
IGNORED = {
    "apt": "changes the system",
    "brew": "is for macOS, which the tests do not have",
    "pip": "installs from the checkout, which scripts/test-python does",
    "cargo install": "builds with link-time optimisation, minutes",
    "cmake": "builds and installs the library, which scripts/test-install does",
    "./scripts/": "is a test or a demonstration that CI runs by itself",
    "scipix": "reads files of your own",
    "tesseract": "reads files of your own",
    "ocrmypdf": "is not installed here",
    "dotnet": "is for the .NET SDK, which the tests do not have",
    "npm": "fetches from the registry",
    "vcpkg": "is not here: scripts/test-packaging runs the port over stand-ins",
    "conan": "builds the library, which scripts/test-packaging does",
    "cross": "is for another platform",
}

# A document that is a chapter and has a test of its own: bindings/python/tests/ray/test_docs.py.
TESTED_ELSEWHERE = {"many-machines.md"}

FILE_NAMES = {"c": "app.c", "cpp": "app.cpp", "rust": "src/main.rs", "go": "main.go", "csharp": "App.cs", "python": "app.py",
              "js": "app.mjs", "toml": "Cargo.toml", "cmake": "CMakeLists.txt"}


def gray_png(path):
    """The size and the pixels of an 8-bit gray PNG."""
    data, at, parts = path.read_bytes(), 8, b""
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8:at + 8 + length]
        if kind == b"IHDR":
            width, height = struct.unpack_from(">II", body)
        parts += body if kind == b"IDAT" else b""
        at += 12 + length
    raw, above, rows = zlib.decompress(parts), bytes(width), []
    for y in range(height):
        kind, line = raw[y * (width + 1)], bytearray(raw[y * (width + 1) + 1:(y + 1) * (width + 1)])
        for x in range(width):
            left, up, corner = (line[x - 1] if x else 0), above[x], (above[x - 1] if x else 0)
            paeth = min((left, up, corner), key=lambda value: abs(left + up - corner - value))
            line[x] = (line[x] + (0, left, up, (left + up) // 2, paeth)[kind]) & 255
        rows.append(bytes(line))
        above = line
    return width, height, b"".join(rows)


class Test:
    """The blocks, and what is wrong with them."""

    def __init__(self, settings):
        self.settings = settings
        self.failures = []
        self.blocks = [block for chapter in chapters_of(settings.book, TESTED_ELSEWHERE) for block in blocks_of(chapter)]

    def fail(self, block, why):
        self.failures.append((block, why))

    def check_marks(self):
        for block in self.blocks:
            if block.language not in (*PROGRAMS, *OTHERS):
                self.fail(block, f"no test knows the language '{block.language}'")
            elif block.marks and (block.marks != ["ignore"] or block.language != "sh"):
                self.fail(block, f"the mark '{','.join(block.marks)}' is not allowed here")
            elif block.marks and not all(self.has_reason(line) for line in block.text.splitlines()):
                self.fail(block, "it is ignored without a reason in the test's list")

    @staticmethod
    def has_reason(line):
        return not line.strip() or line.startswith(("#", " ", *IGNORED))

    def fresh_folder(self, name):
        folder = self.settings.work / "run" / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.settings.root / "examples/ocr/pages", folder / "pages")
        shutil.copy(self.settings.work / "page.pgm", folder)
        shutil.copy(folder / "pages/page.png", folder)
        return folder

    def check_output(self, block, command, folder, environment=None):
        try:
            code, said, errors = run(command, folder, environment, seconds=60)
        except subprocess.TimeoutExpired:
            return self.fail(block, "it runs for more than 60 seconds")
        if code != 0:
            self.fail(block, f"it ends with {code}:\n{said}{errors}")
        elif block.expected is not None and not matches(block.expected, said):
            self.fail(block, f"it prints\n{said}but the book says\n{block.expected}")

    def check_programs(self, language):
        blocks = [block for block in self.blocks if block.language == language]
        if not blocks:
            return 0

        def check(pair):
            block, built = pair
            if isinstance(built, str):
                self.fail(block, f"it does not build:\n{built}")
            else:
                self.check_output(block, built, self.fresh_folder(block.name))

        built = BUILDERS[language](blocks, self.settings)
        both_processors(check, zip(blocks, built, strict=True))
        return len(blocks)

    def check_shell(self):
        """Shell lines run in the folder of their chapter, where the last program and the manifests before them lie."""
        library, prefix = self.settings.library.parent, self.settings.prefix
        environment = {**os.environ, "PATH": f"{prefix}/bin:{os.environ['PATH']}", "GOPROXY": "off", "GOFLAGS": "",
                       "GOCACHE": str(self.settings.root / "target/go/cache"), "GOPATH": str(self.settings.root / "target/go"),
                       "CARGO_TARGET_DIR": str(self.settings.root / "target"), "CARGO_NET_OFFLINE": "true",
                       "VIRTUAL_ENV": str(self.settings.python.parent.parent)}
        environment["PATH"] = f"{self.settings.python.parent}:{environment['PATH']}"
        chapter = folder = None
        for block in self.blocks:
            if block.chapter != chapter:
                chapter, folder = block.chapter, None
            if folder is None:
                folder = self.fresh_folder(f"{block.name}_shell")
                shutil.copy(self.settings.root / "Cargo.lock", folder)
            text = block.text.replace("CHECKOUT", str(self.settings.root))
            if block.language in FILE_NAMES:
                path = folder / FILE_NAMES[block.language]
                path.parent.mkdir(exist_ok=True)
                if block.language in PROGRAMS:
                    # Go would compile what lies beside its own program.
                    for language in PROGRAMS:
                        (folder / FILE_NAMES[language]).unlink(missing_ok=True)
                path.write_text(text)
                if block.language == "toml":
                    self.check_toml(block, path)
            elif block.language == "sh" and not block.marks:
                text = text.replace("P/lib", str(library)).replace("=P", f"={prefix}")
                self.check_output(block, ["bash", "-euo", "pipefail", "-c", text], folder, environment)

    def check_toml(self, block, path):
        try:
            manifest = tomllib.loads(path.read_text())
        except tomllib.TOMLDecodeError as error:
            return self.fail(block, str(error))
        if "package" not in manifest and "dependencies" in manifest:
            path.write_text('[workspace]\n[package]\nname = "app"\nversion = "0.0.0"\nedition = "2024"\n' + path.read_text())


def settings_of(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("root", "work", "book", "prefix", "library", "python"):
        parser.add_argument(f"--{name}", type=pathlib.Path, required=True)
    parser.add_argument("--all-fail", action="store_true", help="each block must fail; the text after it has words of the failure")
    parser.add_argument("languages", nargs="+", choices=(*PROGRAMS, "sh"))
    return parser.parse_args(arguments)


def say_failures(test):
    for block, why in test.failures:
        lines = why.splitlines()
        print(f"{block.place}: the {block.language} block: " + "\n    ".join(lines[:14]), file=sys.stderr)
    return 1 if test.failures else 0


def missed_faults(test, languages):
    """Faults on purpose that the test did not find, or that it found for another reason than the first line of the block tells."""
    reasons = {}
    for block, why in test.failures:
        reasons[block.line] = reasons.get(block.line, "") + why
    missed = 0
    for block in test.blocks:
        words = block.text.splitlines()[0].split("fault: ", 1)
        asked = block.marks or block.language not in (*PROGRAMS, "sh") or block.language in languages
        if len(words) == 2 and asked and words[1].rstrip("*/ ") not in reasons.get(block.line, ""):
            print(f"{block.place}: this fault is not found: {reasons.get(block.line)}", file=sys.stderr)
            missed += 1
    return missed


def main():
    settings = settings_of(sys.argv[1:])
    settings.work.mkdir(parents=True, exist_ok=True)
    width, height, pixels = gray_png(settings.root / "examples/ocr/pages/page.png")
    (settings.work / "page.pgm").write_bytes(b"P5\n%d %d\n255\n" % (width, height) + pixels)
    test = Test(settings)
    test.check_marks()
    counts = {language: test.check_programs(language) for language in PROGRAMS if language in settings.languages}
    if "sh" in settings.languages:
        test.check_shell()
    if settings.all_fail:
        return 1 if missed_faults(test, settings.languages) else 0
    print("test-book: " + ", ".join(f"{count} in {language}" for language, count in counts.items()))
    return say_failures(test)


sys.exit(main())
