"""Reads every page of a folder and writes its text beside it: ocr_folder.py FOLDER

It needs ONNX Runtime, Pillow and the models of RapidOCR: pip install scipix[ocr]
"""

import sys
import time
from pathlib import Path

import numpy as np
from PIL import Image

import scipix as sx
from scipix.ocr import Reader

ENDINGS = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"}


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    pages = sorted(page for page in Path(sys.argv[1]).iterdir() if page.suffix.lower() in ENDINGS)
    reader, begin, failed = Reader(threads=sx.thread_count()), time.perf_counter(), 0
    for page in pages:
        try:
            with Image.open(page) as picture:
                found = reader(np.asarray(picture.convert("RGB")))
            page.with_suffix(".txt").write_text(found.text + "\n", encoding="utf-8")
            print(f"{page.name}: {len(found.lines)} lines")
        except (OSError, sx.Error) as failure:
            failed += 1
            print(f"{page.name}: {failure}")
    rate = len(pages) / max(time.perf_counter() - begin, 1e-9)
    print(f"{len(pages)} pages, {failed} failed, {rate:.2f} pages per second")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
