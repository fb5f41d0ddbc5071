"""Reports of cleaned pages, in words and as an HTML page that needs no other file."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

import scipix as sx

_LARGEST = (420, 560)
_GAP = 16
_STYLE = """\
:root { color-scheme: light dark; --line: #8886; --soft: #8881; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 64rem; padding: 1rem; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
h2 { font-size: 1.15rem; overflow-wrap: anywhere; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; }
figure { margin: 0; }
img { background: #fff; border: 1px solid var(--line); height: auto; max-width: 100%; }
.failed { background: var(--soft); border-left: .3rem solid #c33; padding: .5rem 1rem; overflow-wrap: anywhere; }
"""


class Cleaned(NamedTuple):
    """A page that was cleaned: its name, its report, and small pictures of it before and after, where they are wanted."""

    name: str
    report: sx.CleanReport
    pictures: list[bytes]


def deeds_of(report: sx.CleanReport) -> list[str]:
    """Says what was done, or that nothing was."""
    deeds = []
    if report.inverted:
        deeds.append("inverted: its text was light on dark")
    if report.turned:
        deeds.append(f"turned by {report.turned} degrees clockwise")
    if report.levelled:
        deeds.append(f"made level by {report.levelled:+.2f} degrees")
    if report.border_px:
        deeds.append(f"borders of {report.border_px} pixels painted with paper")
    if report.background_normalized:
        deeds.append(f"light made even: the darkest paper had {report.evenness} % of the lightest")
    if report.denoised:
        deeds.append(f"noise of {report.noise:.0f} gray levels smoothed")
    if lines := len(report.lines.boxes):
        deeds.append(f"{lines} ruling {'line' if lines == 1 else 'lines'} removed")
    if report.specks:
        share = 100 * report.specks / max(report.components, 1)
        specks = "speck" if report.specks == 1 else "specks"
        deeds.append(f"{report.specks} {specks} removed, {share:.0f} % of the components")
    return deeds or ["nothing to do"]


def _findings(report: sx.CleanReport) -> Iterator[tuple[str, str]]:
    x, y, width, height = report.content
    degrees = report.orientation.degrees
    yield "Size of the result", f"{report.width} x {report.height} pixels"
    yield "Text", "light on dark" if report.polarity.light_on_dark else "dark on light"
    yield "Confidence in that", f"{report.polarity.confidence:.2f}"
    yield "Orientation", "unknown" if degrees is None else f"{degrees} degrees"
    yield "Confidence in the orientation", f"{report.orientation.confidence:.2f}"
    yield "Skew", f"{report.skew.degrees:.2f} degrees clockwise"
    yield "Confidence in the skew", f"{report.skew.confidence:.2f}"
    yield "Content", f"{width} x {height} pixels at ({x}, {y})"
    yield "Noise", f"{report.noise:.1f} gray levels"
    yield "Components of ink", str(report.components)
    yield "Specks removed", f"{report.specks} of {report.speck_px} pixels"


def as_gray(pixels: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Makes gray of a page of any kind."""
    return np.where(pixels, 255, 0).astype(np.uint8) if pixels.dtype == np.bool_ else sx.grayscale(pixels)


def side_by_side(before: npt.NDArray[Any], after: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Puts two pages side by side, in gray."""
    halves = [as_gray(before), as_gray(after)]
    both = np.full((max(len(half) for half in halves), sum(half.shape[1] for half in halves) + _GAP), 128, np.uint8)
    both[: len(halves[0]), : halves[0].shape[1]] = halves[0]
    both[: len(halves[1]), halves[0].shape[1] + _GAP :] = halves[1]
    return both


def thumbnail(pixels: npt.NDArray[Any]) -> bytes:
    """Makes a small JPEG picture."""
    gray = as_gray(pixels)
    scale = min(_LARGEST[0] / gray.shape[1], _LARGEST[1] / gray.shape[0], 1.0)
    size = (max(1, round(scale * gray.shape[0])), max(1, round(scale * gray.shape[1])))
    file = io.BytesIO()
    Image.fromarray(sx.resize(gray, size, "area")).save(file, "JPEG", quality=90)
    return file.getvalue()


def as_html(pages: Sequence[Cleaned], failures: Sequence[str]) -> str:
    """Writes the page about pages that were cleaned, and sentences about files that were not."""
    parts = [f'<p class="failed" role="alert">{escape(failure)}</p>' for failure in failures]
    for page in pages:
        name = escape(page.name)
        parts.append(f'<section>\n<h2>{name}</h2>\n<div class="pictures">')
        for when, jpeg in zip(("Before", "After"), page.pictures, strict=False):
            source = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
            picture = f'<img src="{source}" alt="{name} {when.lower()} cleaning">'
            parts.append(f"<figure>{picture}<figcaption>{when}</figcaption></figure>")
        parts.append("</div>\n<ul>")
        parts += [f"<li>{escape(deed)}</li>" for deed in deeds_of(page.report)]
        parts.append("</ul>\n<details>\n<summary>What was found</summary>\n<table>")
        parts += [f'<tr><th scope="row">{what}</th><td>{found}</td></tr>' for what, found in _findings(page.report)]
        parts.append("</table>\n</details>\n</section>")
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Clean pages</title>\n<style>\n{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>Clean pages</h1>\n"
        f"<p>{len(pages)} cleaned, {len(failures)} failed.</p>\n{body}\n</main>\n</body>\n</html>\n"
    )
