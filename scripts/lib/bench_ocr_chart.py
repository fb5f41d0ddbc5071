"""The chart of scripts/bench-ocr: pages per second as bars in groups."""

from html import escape

COLOURS = ("#1f5fa8", "#c4572f", "#999999")
WIDTH, TOP, HEIGHT, LEFT, BAR, GAP = 800, 90, 220, 44, 52, 28


def svg(names, groups, machine):
    """Returns an SVG with one bar for each name in each group `(title, values)`."""
    most = max(value for _, values in groups for value in values)
    base = TOP + HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{base + 70}" viewBox="0 0 {WIDTH} {base + 70}">',
        "<style>text{font:13px sans-serif;fill:#222}.small{font-size:11px}.head{font:bold 17px sans-serif}</style>",
        '<rect width="100%" height="100%" fill="white"/>',
        f'<text x="{LEFT}" y="24" class="head">PP-OCR end to end: pages per second (taller is faster)</text>',
        f'<text x="{LEFT}" y="44" class="small">{escape(machine)}</text>',
        f'<line x1="{LEFT}" x2="{WIDTH - 10}" y1="{base}" y2="{base}" stroke="#444"/>',
    ]
    for i, (title, values) in enumerate(groups):
        left = LEFT + 6 + i * (len(names) * BAR + GAP)
        for j, value in enumerate(values):
            x, height = left + j * BAR, HEIGHT * value / most
            top, middle = base - height, x + BAR / 2 - 2
            parts.append(f'<rect x="{x}" y="{top:.1f}" width="{BAR - 4}" height="{height:.1f}" fill="{COLOURS[j]}"/>')
            parts.append(f'<text x="{middle}" y="{top - 5:.1f}" text-anchor="middle" class="small">{value:.2f}</text>')
        middle = left + len(names) * BAR / 2 - 2
        parts.append(f'<text x="{middle}" y="{base + 18}" text-anchor="middle">{escape(title)}</text>')
    for j, name in enumerate(names):
        x = LEFT + 6 + j * 170
        parts.append(f'<rect x="{x}" y="{base + 38}" width="10" height="10" fill="{COLOURS[j]}"/>')
        parts.append(f'<text x="{x + 16}" y="{base + 48}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>", ""])
