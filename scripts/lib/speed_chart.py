"""The chart of speed beside other libraries from the tables in benches/results: for each operation a bar for a page and a line for
the crop of a line of text: speed_chart.py RESULTS.md SVG"""

import math
import pathlib
import sys
from html import escape

# Both colours have a contrast of 3 with white and with the book's dark pages.
FASTER, SLOWER = "#2f81c7", "#c4623a"
WIDTH, LABELS, ROW, TOP = 920, 420, 16, 52
LEAST, MOST = 0.5, 16


def bars(results, column="2480x3508"):
    """The rows `(operation, ratio, peer)` of all tables of ratios that have the column."""
    found, index = [], None
    for line in results.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            index = None
        elif cells[0].startswith("above 1"):
            index = cells.index(column) if column in cells else None
        elif index and not cells[0].startswith("---") and cells[index][:1].isdigit():
            ratio, peer = cells[index].split(" ", 1)
            found.append((cells[0], float(ratio), peer))
    return found


def position(ratio):
    share = math.log(min(max(ratio, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return LABELS + share * (WIDTH - LABELS - 90)


def svg(rows, lines):
    height, one = TOP + ROW * len(rows) + 12, position(1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">',
        "<style>text{font:12px sans-serif;fill:#222}line{stroke:#222}"
        "@media(prefers-color-scheme:dark){text{fill:#ddd}line{stroke:#ddd}}</style>",
        '<text x="4" y="16" font-weight="bold">Time of the fastest other library, divided by the time of scipix</text>',
        f'<text x="{WIDTH - 4}" y="16" text-anchor="end">bar: page of 2480x3508, line: crop of 320x48</text>',
    ]
    for mark in (0.5, 1, 2, 4, 8, 16):
        x = position(mark)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{height - 12}" stroke-opacity="{0.9 if mark == 1 else 0.2}"/>')
        parts.append(f'<text x="{x:.1f}" y="{TOP - 14}" text-anchor="middle">{mark}</text>')
    for i, (name, ratio, peer) in enumerate(rows):
        y, end = TOP + ROW * i, position(ratio)
        left, width = min(one, end), max(abs(end - one), 1)
        parts.append(f'<text x="{LABELS - 52}" y="{y + 12}" text-anchor="end">{escape(name)}</text>')
        parts.append(f'<rect x="{left:.1f}" y="{y + 2}" width="{width:.1f}" height="{ROW - 4}" fill="{FASTER if ratio >= 1 else SLOWER}"/>')
        beside = max(one, end)
        if name in lines:
            at = position(lines[name])
            beside = max(beside, at)
            parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{y + 1}" y2="{y + ROW - 1}" stroke-width="3"/>')
        parts.append(f'<text x="{beside + 6:.1f}" y="{y + 12}">{ratio:.1f} {escape(peer)}</text>')
    return "\n".join([*parts, "</svg>", ""])


if __name__ == "__main__":
    results = pathlib.Path(sys.argv[1]).read_text()
    rows = bars(results)
    lines = {name: ratio for name, ratio, _ in bars(results, "320x48")}
    if len(rows) < 20:
        sys.exit(f"{sys.argv[1]} has only {len(rows)} rows with ratios of a page of A4")
    pathlib.Path(sys.argv[2]).write_text(svg(rows, lines))
