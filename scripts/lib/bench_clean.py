"""Reads damaged pages with Tesseract, as they are and cleaned, and prints the share of wrong words.

Usage: bench_clean.py --scipix PROGRAM --work FOLDER [--kinds KIND,...] [--generated N] [--cleaners NAME,...] PAGE...
"""

import argparse
import collections
import concurrent.futures
import ctypes
import hashlib
import os
import pathlib
import re
import shutil
import subprocess

import numpy as np
from PIL import Image

import page_damage

UNDAMAGED = "undamaged"


def words_of(text):
    """The words of a text, without punctuation at their ends."""
    stripped = (re.sub(r"^\W+|\W+$", "", word) for word in text.split())
    return [word for word in stripped if word]


def wrong_share(expected, read):
    """The share of the expected words that are not among those read, whatever their order."""
    missing = collections.Counter(words_of(expected)) - collections.Counter(words_of(read))
    return sum(missing.values()) / max(1, len(words_of(expected)))


def tesseract(picture):
    """The text that Tesseract reads. A picture that is as before is not read again."""
    known = picture.parent / "texts" / hashlib.sha256(picture.read_bytes()).hexdigest()
    if not known.exists():
        known.parent.mkdir(exist_ok=True)
        known.write_text(read_by_tesseract(picture))
    return known.read_text()


def read_by_tesseract(picture):
    command = ["tesseract", picture, "stdout", "--dpi", "300", "-l", "eng"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"OMP_THREAD_LIMIT": "1"})
    return done.stdout if done.returncode == 0 else ""


def by_scipix(program):
    def clean(source, target):
        subprocess.run([program, "clean", "--quiet", "--jobs", "1", source, target], check=True)
    return clean


def by_unpaper(source, target):
    gray, out = target.with_suffix(".in.pgm"), target.with_suffix(".pgm")
    out.unlink(missing_ok=True)
    Image.open(source).convert("L").save(gray)
    subprocess.run(["unpaper", "--overwrite", gray, out], check=True, capture_output=True)
    Image.open(out).save(target)


def by_leptonica(source, target):
    """pixBackgroundNormSimple, pixThresholdToBinary, pixOrientCorrect and pixDeskew."""
    lept = ctypes.CDLL("liblept.so.5")
    for function in ("pixRead", "pixConvertTo8", "pixBackgroundNormSimple", "pixThresholdToBinary", "pixOrientCorrect",
                     "pixDeskew"):
        getattr(lept, function).restype = ctypes.c_void_p
    pix = lept.pixConvertTo8(ctypes.c_void_p(lept.pixRead(str(source).encode())), 0)
    even = lept.pixBackgroundNormSimple(ctypes.c_void_p(pix), None, None) or pix
    none = ctypes.c_float(0)
    bits = lept.pixThresholdToBinary(ctypes.c_void_p(even), 150)
    upright = lept.pixOrientCorrect(ctypes.c_void_p(bits), none, none, None, None, None, 0) or bits
    level = lept.pixDeskew(ctypes.c_void_p(upright), 0) or upright
    lept.pixWrite(str(target).encode(), ctypes.c_void_p(level), 3)


def load(path):
    """A page in gray, and the words that are on it, if they are known."""
    truth = path.with_name(path.name + ".gt.txt")
    page = np.asarray(Image.open(path).convert("L"))
    return page, truth.read_text() if truth.exists() else None


def measure(name, page, truth, cleaners, kinds, folder):
    """The shares of wrong words by kind and cleaner, "none" among them."""
    shares = {}
    for kind in [UNDAMAGED, *(kind for kind in kinds if kind != UNDAMAGED)]:
        source = folder / f"{name}.{kind.replace(' ', '_')}.png"
        Image.fromarray(page_damage.damage(page, kind)).save(source)
        read = tesseract(source)
        truth = read if truth is None else truth
        shares[kind, "none"] = wrong_share(truth, read)
        for cleaner, clean in cleaners.items():
            target = source.with_suffix(f".{cleaner}.png")
            try:
                clean(source, target)
                shares[kind, cleaner] = wrong_share(truth, tesseract(target))
            except subprocess.CalledProcessError:
                shares[kind, cleaner] = 1.0
    return shares


def row(cells):
    return "| " + " | ".join(cells) + " |"


def fallen(shares, kinds, cleaner):
    """How much of the added errors is gone, on average over the kinds that add more than two points; and their number."""
    parts = []
    for name, page in shares.items():
        base = page[UNDAMAGED, "none"]
        for kind in kinds:
            added = page[kind, "none"] - base
            if kind != UNDAMAGED and added > .02:
                parts.append((added - max(0, page[kind, cleaner] - base)) / added)
    return (sum(parts) / len(parts) if parts else 0), len(parts)


def print_table(shares, cleaners, kinds):
    columns = ["none", *cleaners]
    print(row(["damage", *("not cleaned" if name == "none" else name for name in columns)]))
    print(row(["---", *("---:" for _ in columns)]))
    for kind in kinds:
        means = [np.mean([page[kind, name] for page in shares.values()]) for name in columns]
        print(row([kind, *(f"{100 * mean:.1f}" for mean in means)]))
    print()
    for cleaner in cleaners:
        share, count = fallen(shares, kinds, cleaner)
        worse = sum(page[kind, cleaner] > page[kind, "none"] + .005 for page in shares.values() for kind in kinds)
        change = "{:.0f} % of the errors that damage adds are gone" if share >= 0 else "the errors that damage adds grow by {:.0f} %"
        print(f"{cleaner}: {change.format(abs(100 * share))}, on average over {count} damaged pages with more than two points of them; "
              f"{worse} of {len(shares) * len(kinds)} pages are worse by more than half a point.")
        print()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scipix", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--kinds", default=",".join(page_damage.KINDS))
    parser.add_argument("--generated", type=int, default=4)
    parser.add_argument("--cleaners", default="scipix,unpaper,Leptonica")
    parser.add_argument("--pages", action="store_true", help="a table for each page too")
    parser.add_argument("page", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    kinds = options.kinds.split(",")
    known = {"scipix": by_scipix(options.scipix), "unpaper": by_unpaper, "Leptonica": by_leptonica}
    if not shutil.which("unpaper"):
        del known["unpaper"]
    cleaners = {name: known[name] for name in options.cleaners.split(",") if name in known}
    options.work.mkdir(parents=True, exist_ok=True)
    pages = {path.stem: load(path) for path in options.page}
    pages |= {f"generated-{number}": page_damage.typeset(number) for number in range(options.generated)}
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        jobs = {name: threads.submit(measure, name, page, truth, cleaners, kinds, options.work)
                for name, (page, truth) in pages.items()}
        shares = {name: job.result() for name, job in jobs.items()}
    print(f"Share of wrong words in per cent, mean of {len(pages)} pages.\n")
    print_table(shares, cleaners, kinds)
    if options.pages:
        for name in shares:
            print(f"{name}\n")
            print_table({name: shares[name]}, cleaners, kinds)


if __name__ == "__main__":
    main()
