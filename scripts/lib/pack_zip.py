"""Packs what is in a folder, the same bytes each time: pack_zip.py ARCHIVE FOLDER
The files have the date of SOURCE_DATE_EPOCH. Links become copies: Windows has none that all can make."""

import os
import sys
import time
import zipfile
from pathlib import Path


def main():
    archive, folder = Path(sys.argv[1]), Path(sys.argv[2])
    date = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if os.access(path, os.X_OK) else 0o100644) << 16
            made.writestr(entry, path.read_bytes())


main()
