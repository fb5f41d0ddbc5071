"""Checks the pages of the book that mdBook made: book_check.py FOLDER

Every link inside the book leads to a file and to an anchor that exist, every picture has a text instead of it, headings go down by one
level at a time and are no two of the first level, and colours of pictures can be told from the pages of both themes.
"""

import html.parser
import pathlib
import re
import sys
import urllib.parse

VOID = {"img", "br", "hr", "meta", "link", "input", "source", "wbr"}
PAGES = {"light": "#ffffff", "navy": "#161923", "coal": "#141617", "rust": "#e1e1db", "ayu": "#0f1419"}


class Page(html.parser.HTMLParser):
    """The links, anchors, pictures and headings of one page."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.links, self.complaints, self.headings, self.colours = set(), [], [], [], set()
        self.inside_main = False
        self.feed(text)

    def handle_starttag(self, tag, pairs):
        attributes = dict(pairs)
        self.anchors.add(attributes.get("id"))
        if tag == "main":
            self.inside_main = True
        if tag in ("a", "link") and attributes.get("href"):
            self.links.append(attributes["href"])
        if tag in ("img", "script") and attributes.get("src"):
            self.links.append(attributes["src"])
        if tag == "img" and not (attributes.get("alt") or "").strip():
            self.complaints.append(f"a picture has no text: {attributes.get('src')}")
        if tag == "svg" and self.inside_main and attributes.get("class") == "chart" and not (attributes.get("aria-label") or "").strip():
            self.complaints.append("a diagram has no text")
        if self.inside_main and tag in ("rect", "circle", "path") and re.fullmatch(r"#[0-9a-f]{6}", attributes.get("fill", "")):
            self.colours.add(attributes["fill"])
        if self.inside_main and re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_endtag(self, tag):
        if tag == "main":
            self.inside_main = False

    def heading_complaints(self):
        if self.headings.count(1) != 1 or self.headings[0] != 1:
            yield f"the page has {self.headings.count(1)} headings of the first level, or another one before it"
        for above, below in zip(self.headings, self.headings[1:]):
            if below > above + 1:
                yield f"a heading of level {below} follows one of level {above}"


def luminance(colour):
    def linear(value):
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at:at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def check(folder):
    # A page of 404 has links from the root of a site. Files of the tree and the references are no pages of the book.
    others = {"404.html", "toc.html", "tree", "reference"}
    paths = [path for path in folder.rglob("*.html") if not others & set(path.relative_to(folder).parts)]
    pages = {path.resolve(): Page(path.read_text()) for path in paths}
    for path, page in pages.items():
        yield from (f"{path.name}: {complaint}" for complaint in page.complaints)
        yield from (f"{path.name}: {complaint}" for complaint in page.heading_complaints())
        for link in page.links:
            parts = urllib.parse.urlparse(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else path
            if not target.exists():
                yield f"{path.name}: the link to {link} leads nowhere"
            elif parts.fragment and target in pages and urllib.parse.unquote(parts.fragment) not in pages[target].anchors:
                yield f"{path.name}: there is no {link}"
        for colour in page.colours:
            for theme, background in PAGES.items():
                ratio = contrast(colour, background)
                if ratio < 3:
                    yield f"{path.name}: {colour} has a contrast of {ratio:.1f} with the pages of the theme {theme}"
    if not paths:
        yield f"{folder} has no pages"


complaints = list(check(pathlib.Path(sys.argv[1]).resolve()))
print("\n".join(complaints), file=sys.stderr)
print(f"book: {len(complaints)} complaints")
sys.exit(1 if complaints else 0)
