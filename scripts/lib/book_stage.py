"""Stages the chapters of the book for mdBook: book_stage.py ROOT OUT

Tabs become panels that need no script, numbers and tables come from benches/results, SVG pictures stand inside the page so that they
take the colours of its theme, and links to files of the tree lead to copies of them.
"""

import os
import pathlib
import re
import shutil
import sys

from book_blocks import INCLUDE

RESULT = re.compile(r"\{\{result ([^|{}]+) \| ([^|{}]+) \| ([^|{}]+)\}\}")
RESULTS = re.compile(r"^\{\{results ([^|{}\n]+) \| ([^{}\n]+)\}\}$", re.MULTILINE)
TABS = re.compile(r"^<!-- tabs -->$(.*?)^<!-- end of tabs -->$", re.MULTILINE | re.DOTALL)
# Speeds that are written by hand go stale.
SPEED = re.compile(r"\d ns\b|\d times (?:as fast|faster|the speed)|\d pages (?:per|a) second")
LINK = re.compile(r"(!?\[[^\]]*\])\(([^)\s]+)\)")
SVG = re.compile(r"!\[([^\]]*)\]\((\S+\.svg)\)")


class Mistake(Exception):
    """A directive that cannot be followed."""


def section(results, heading):
    """The text below a heading of a file of results, up to the next heading."""
    found = re.search(rf"^#+ {re.escape(heading)}$\n(.*?)(?=^#|\Z)", results, re.MULTILINE | re.DOTALL)
    if not found:
        raise Mistake(f"the results have no heading '{heading}'")
    # What a chapter is about is a picture or a list elsewhere.
    return re.sub(r"^!\[.*\n", "", found[1], flags=re.MULTILINE).strip()


def cell(results, row, column):
    """The cell of a table: the first row of that name in a table that has the column."""
    head = []
    for line in results.splitlines():
        cells = [part.strip().strip("*") for part in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            head = []
        elif not head:
            head = cells
        elif cells[0] == row and column in head:
            return cells[head.index(column)]
    raise Mistake(f"the results have no row '{row}' with a column '{column}'")


def outside_code(text, change):
    """Changes what stands outside of blocks of code and words of code."""
    parts = re.split(r"(^```.*?^```$|`[^`\n]+`(?!\]))", text, flags=re.MULTILINE | re.DOTALL)
    parts[::2] = [change(part) for part in parts[::2]]
    return "".join(parts)


class Stage:
    """One staging."""

    def __init__(self, root, out):
        self.root, self.out = root, out
        self.source = root / "docs/book/src"
        self.copied = set()
        self.groups = 0
        # Documents that a chapter includes: links to them become links to the chapter.
        self.homes = {}
        for chapter in self.source.rglob("*.md"):
            for name in INCLUDE.findall(chapter.read_text()):
                self.homes[(chapter.parent / name).resolve()] = chapter

    def results(self, name):
        return (self.root / "benches/results" / name.strip()).read_text()

    def link(self, label, target, written_in, chapter):
        """A link as it stands in `written_in`, for a page made from `chapter`."""
        path, _, anchor = target.partition("#")
        if not path or ":" in path:
            return f"{label}({target})"
        file = (written_in.parent / path).resolve()
        # The references are made later, and the check of the pages looks for them.
        if file.is_relative_to(self.source / "reference"):
            return f"{label}({target})"
        file = self.homes.get(file, file)
        if not file.exists():
            # Pictures that the build makes.
            if (self.out / "src/pictures" / file.name).exists():
                return f"{label}({target})"
            raise Mistake(f"the link to {target} leads nowhere")
        anchor = f"#{anchor}" if anchor else ""
        if file.is_relative_to(self.source):
            return f"{label}({os.path.relpath(file, chapter.parent)}{anchor})"
        self.copy(file)
        place = self.source / "tree" / self.copied_name(file)
        if file.is_dir():
            place /= "index.html"
        return f"{label}({os.path.relpath(place, chapter.parent)}{anchor})"

    def copied_name(self, file):
        """The name of a copy. mdBook takes what ends in .md for a chapter."""
        name = file.relative_to(self.root)
        return name.with_suffix(".txt") if file.suffix == ".md" else name

    def copy(self, file):
        """Copies a file of the tree, or the files of a folder with a list of them, so that links work without the tree."""
        name = file.relative_to(self.root)
        if name in self.copied:
            return
        self.copied.add(name)
        place = self.out / "src/tree" / self.copied_name(file)
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.is_file():
            shutil.copy(file, place)
            return
        place.mkdir(exist_ok=True)
        entries = [entry for entry in sorted(file.iterdir()) if entry.is_file()]
        for entry in entries:
            self.copy(entry)
        items = "\n".join(f'<li><a href="{self.copied_name(entry).name}">{entry.name}</a></li>' for entry in entries)
        title = f"Files of {name}"
        (place / "index.html").write_text(
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>\n<ul>\n{items}\n</ul></html>\n')

    def links(self, text, written_in, chapter):
        def rewrite(found):
            return self.link(found[1], found[2], written_in, chapter)

        return outside_code(text, lambda part: LINK.sub(rewrite, part))

    def tabs(self, found):
        self.groups += 1
        panels = re.split(r"^## (.+)$", found[1], flags=re.MULTILINE)[1:]
        names, texts = panels[::2], panels[1::2]
        parts = ['<div class="tabs">']
        for i, name in enumerate(names):
            key, checked = f"tab-{self.groups}-{i}", " checked" if i == 0 else ""
            parts.append(f'<input type="radio" name="tabs-{self.groups}" id="{key}" data-language="{name}"{checked}>'
                         f'<label for="{key}">{name}</label>')
        for text in texts:
            parts.append(f'<div class="panel">\n\n{text.strip()}\n\n</div>')
        return "\n".join(parts) + "\n</div>"

    def picture(self, found, chapter):
        file = chapter.parent / found[2]
        if not file.exists():
            file = self.out / "src/pictures" / pathlib.Path(found[2]).name
        svg = re.sub(r"<style>.*?</style>\n?", "", file.read_text(), flags=re.DOTALL)
        return svg.replace("<svg ", f'<svg class="chart" role="img" aria-label="{found[1]}" ', 1).strip()

    def chapter(self, path):
        by_hand = SPEED.search(path.read_text())
        if by_hand:
            raise Mistake(f"a speed does not come from benches/results: {by_hand[0]}")

        def include(found):
            file = (path.parent / found[1]).resolve()
            return self.links(file.read_text(), file, path)

        text = self.links(path.read_text(), path, path) if not INCLUDE.search(path.read_text()) else INCLUDE.sub(include, path.read_text())
        text = outside_code(text, lambda part: RESULT.sub(lambda found: cell(self.results(found[1]), found[2], found[3]), part))
        text = RESULTS.sub(lambda found: self.links(section(self.results(found[1]), found[2]), self.root / "benches/results/x.md", path), text)
        text = SVG.sub(lambda found: self.picture(found, path), text)
        text = re.sub(r'^<svg class="chart".*?^</svg>$', r'<div class="figure">\n\g<0>\n</div>', text, flags=re.MULTILINE | re.DOTALL)
        return TABS.sub(self.tabs, text)

    def summary(self):
        """The list of chapters, with the recipes below the cookbook in the order in which its page names them."""
        recipes = []
        text = (self.source / "SUMMARY.md").read_text()
        for label, target in LINK.findall((self.source / "cookbook/index.md").read_text()):
            if not target.startswith(".") and target.endswith(".md") and f"(cookbook/{target})" not in text:
                recipes.append(f"  - {label}(cookbook/{target})")
        listed = {line.rpartition("(")[2].rstrip(")") for line in [*text.splitlines(), *recipes]}
        for chapter in sorted(self.source.rglob("*.md")):
            if chapter.name != "SUMMARY.md" and str(chapter.relative_to(self.source)) not in listed:
                raise Mistake(f"no list names {chapter.relative_to(self.source)}")
        return text.replace("(cookbook/index.md)\n", "\n".join(["(cookbook/index.md)", *recipes]) + "\n", 1)

    def run(self):
        for folder in ("src/pictures", "theme"):
            (self.out / folder).mkdir(parents=True, exist_ok=True)
        for file in (self.source / "pictures").iterdir():
            shutil.copy(file, self.out / "src/pictures")
        for file in (self.root / "docs/book/theme").iterdir():
            shutil.copy(file, self.out / "theme")
        shutil.copy(self.root / "docs/book/book.toml", self.out)
        (self.out / "src/SUMMARY.md").write_text(self.summary())
        for path in sorted(self.source.rglob("*.md")):
            if path.name == "SUMMARY.md":
                continue
            place = self.out / "src" / path.relative_to(self.source)
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                place.write_text(self.chapter(path))
            except Mistake as mistake:
                raise Mistake(f"{path.name}: {mistake}") from None


if __name__ == "__main__":
    try:
        Stage(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()).run()
    except Mistake as mistake:
        sys.exit(f"book: {mistake}")
