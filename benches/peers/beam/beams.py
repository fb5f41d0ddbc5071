"""Times scipix's beam search beside pyctcdecode, without words and language models, on made-up lines: beams.py PROGRAM.

Both keep as many prefixes, and drop those whose logarithm is 10 below the best. pyctcdecode takes symbols above a
probability of e^-7, scipix those at most 7 below the best of the step, which are some more.
"""

import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np
from pyctcdecode import build_ctcdecoder

ROUNDS = 7
BOUND = 7.0


def lines(count, steps, classes, seed):
    """Logits: blanks between symbols of one or two steps, a third of which another class rivals."""
    rng = np.random.default_rng(seed)
    scores = rng.normal(0, 1, (count, steps, classes)).astype(np.float32)
    for line in scores:
        line[:, 0] += 9
        for step in range(1, steps - 2, 4):
            symbol, rival = rng.integers(1, classes, 2)
            wide = 1 + rng.integers(0, 2)
            line[step : step + wide, symbol] += rng.uniform(10, 14)
            if rng.random() < 1 / 3:
                line[step : step + wide, rival] += rng.uniform(9, 13)
    return scores


def pyctcdecode(scores, width):
    """The least seconds of a round, and the classes of the best text of each line."""
    # A class is one character, none of which is a space.
    symbols = [""] + [chr(0x4E00 + i) for i in range(1, scores.shape[2])]
    classes = {symbol: i for i, symbol in enumerate(symbols)}
    decoder = build_ctcdecoder(symbols)
    least = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        texts = [decoder.decode(line, beam_width=width, beam_prune_logp=-10, token_min_logp=-BOUND) for line in scores]
        least = min(least, time.perf_counter() - begin)
    return least, [[classes[symbol] for symbol in text] for text in texts]


def scipix(program, scores, width):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "scores"
        scores.tofile(file)
        numbers = [*scores.shape[1:], width, BOUND, ROUNDS]
        done = subprocess.run([program, file, *map(str, numbers)], check=True, capture_output=True, text=True)
    seconds, *texts = done.stdout.splitlines()
    return float(seconds), [[int(symbol) for symbol in text.split()] for text in texts]


def main():
    print("| classes | steps | prefixes | scipix, us a line | pyctcdecode, us a line | ratio | lines that read alike |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for classes, steps in [(97, 120), (6625, 80)]:
        scores = lines(8, steps, classes, 1)
        for width in [10, 100]:
            (ours, texts), (theirs, other) = scipix(sys.argv[1], scores, width), pyctcdecode(scores, width)
            alike = sum(a == b for a, b in zip(texts, other, strict=True))
            times = [seconds / len(scores) * 1e6 for seconds in (ours, theirs)]
            print(f"| {classes} | {steps} | {width} | {times[0]:.1f} | {times[1]:.0f} | {theirs / ours:.0f} | {alike} of {len(scores)} |")


main()
