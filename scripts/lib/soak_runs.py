"""The ledger of soak runs, fuzz/soak_runs.tsv, and what docs/trust.md says of it.

    soak_runs.py next RUNS             prints the first seed after all those that a batcher has had
    soak_runs.py write RUNS MACHINE    moves the lines of RUNS, which the runs that passed wrote, to the ledger, and writes the sums
"""

import pathlib
import sys
import textwrap

import ledger

LEDGER = pathlib.Path("fuzz/soak_runs.tsv")
COLUMNS = ["first seed", "batchers", "items", "threads", "forks", "seconds", "kilobytes allocated and resident at the end"]
HEAD = f"# date, machine, {', '.join(COLUMNS)}: scripts/soak --write\n"


def next_seed(runs):
    kept = [line[2:4] for line in ledger.rows(LEDGER)]
    return max((int(first) + int(count) for first, count in kept + [line[:2] for line in ledger.rows(runs)]), default=1)


def sums():
    """Returns what there was in all runs. No batcher may be in two of them."""
    rows = ledger.rows(LEDGER)
    seeds = sorted((int(row[2]), int(row[2]) + int(row[3])) for row in rows)
    for (_, end), (first, _) in zip(seeds, seeds[1:]):
        assert end <= first, f"the batcher of seed {first} is counted twice"
    dates, machines = [row[0] for row in rows], sorted({row[1] for row in rows})
    batchers, items, threads, forks, seconds = (sum(int(row[column]) for row in rows) for column in range(3, 8))
    runs = "1 run" if len(rows) == 1 else f"{len(rows)} runs"
    return textwrap.fill(
        f"{items:,} items in {runs} and {seconds:,} s from {min(dates)} to {max(dates)}, on {' and '.join(machines)}, through {batchers:,} "
        f"batchers, with {threads:,} threads and {forks:,} forks. At the end of a run at most {max(int(row[8]) for row in rows):,} kB were "
        f"allocated and {max(int(row[9]) for row in rows):,} kB resident.", 135) + "\n"


def write(runs, machine):
    ledger.move(runs, LEDGER, HEAD, [(ledger.today(), machine, *run) for run in ledger.rows(runs)])
    ledger.write_part("soak runs", sums())


if sys.argv[1] == "next":
    print(next_seed(pathlib.Path(sys.argv[2])))
else:
    write(pathlib.Path(sys.argv[2]), sys.argv[3])
