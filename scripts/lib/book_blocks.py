"""Reads the chapters of the book: fenced blocks, and what a block is expected to print."""

import dataclasses
import pathlib
import re

PROGRAMS = ("c", "cpp", "rust", "go", "csharp", "python", "js")
OTHERS = ("sh", "toml", "cmake", "text")
INCLUDE = re.compile(r"^\{\{#include (\S+)\}\}$", re.MULTILINE)
FENCE = re.compile(r"^\s*```(.*)$")


@dataclasses.dataclass
class Block:
    """One fenced block."""

    chapter: pathlib.Path
    line: int
    language: str
    marks: list[str]
    text: str
    expected: str | None = None  # the `text` block that follows directly

    @property
    def place(self):
        return f"{self.chapter.name}:{self.line}"

    @property
    def name(self):
        """A name that is a file name in each language, and one per block."""
        stem = re.sub(r"[^a-z0-9]+", "_", "_".join(self.chapter.parts[-2:]).lower().removesuffix(".md"))
        return f"book_{stem}_{self.line}"


def blocks_of(chapter):
    """The fenced blocks of a chapter in order. A fence that is left open is an error."""
    found, open_block, lines, since_last = [], None, [], []
    for number, line in enumerate(chapter.read_text().splitlines(), 1):
        fence = FENCE.match(line)
        if open_block is None and fence:
            language, *marks = (fence[1].strip() or "text").split(",")
            open_block, lines = Block(chapter, number, language, marks, ""), []
        elif open_block is None:
            since_last.append(line.strip())
        elif fence and not fence[1].strip():
            open_block.text = "\n".join(lines) + "\n"
            follows = found and not any(since_last) and found[-1].language in (*PROGRAMS, "sh")
            if open_block.language == "text" and follows:
                found[-1].expected = open_block.text
            else:
                found.append(open_block)
            open_block, since_last = None, []
        else:
            lines.append(line)
    if open_block is not None:
        raise ValueError(f"{open_block.place}: the block is not closed")
    return found


def chapters_of(folder, others=()):
    """All chapters below a folder, but for the list of them and some others. A document that a chapter includes stands for it."""
    chapters = []
    for path in sorted(folder.rglob("*.md")):
        if path.name != "SUMMARY.md" and path.name not in others:
            included = INCLUDE.search(path.read_text())
            chapters.append((path.parent / included[1]).resolve() if included else path)
    return chapters


def matches(expected, said):
    """Whether a program said what is expected, where `...` stands for anything."""
    pieces = [re.escape(piece) for piece in tidy(expected).split("...")]
    return re.fullmatch(r".*?".join(pieces), tidy(said), re.DOTALL) is not None


def tidy(text):
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
