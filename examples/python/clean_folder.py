"""Cleans every image of a folder, several at once: clean_folder.py FROM TO

Pages become upright and level and evenly lit, without borders, ruling lines and specks, each where a page shows that it is needed, and
then black and white. It needs Pillow, which reads and writes the files. `python -m scipix clean` does more.
"""

import sys
from pathlib import Path

import numpy as np
from PIL import Image

import scipix as sx

ENDINGS = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"}


def clean(page: Path, to: Path, cleaner: sx.PageCleaner) -> str | None:
    """Cleans a page and returns what went wrong, if anything."""
    try:
        with Image.open(page) as picture:
            gray, report = cleaner(np.asarray(picture.convert("RGB")))
        bw = sx.binarize(gray, method="sauvola", window=31)
        Image.fromarray(bw).save(to / f"{page.stem}.png")
    except (OSError, sx.Error) as failure:
        return f"{page}: {failure}"
    print(f"{page.name}: turned by {report.turned + report.levelled:.1f} degrees, {report.specks} specks removed")
    return None


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    source, to = Path(sys.argv[1]), Path(sys.argv[2])
    to.mkdir(parents=True, exist_ok=True)
    pages = sorted(page for page in source.iterdir() if page.suffix.lower() in ENDINGS)
    cleaner = sx.PageCleaner()
    failures = [failure for failure in sx.parallel_map(lambda page: clean(page, to, cleaner), pages) if failure]
    print("\n".join([*failures, f"{len(pages)} pages, {len(failures)} failed"]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
