"""The ledger of fuzz runs, fuzz/runs.tsv, and what docs/trust.md says of it.

    fuzz_runs.py next RUNS TARGET      prints the first seed after all those that a target has had
    fuzz_runs.py write RUNS MACHINE    moves the lines of RUNS, which the targets wrote, to the ledger, and writes the table
"""

import collections
import pathlib
import sys

import ledger

LEDGER = pathlib.Path("fuzz/runs.tsv")
HEAD = "# date, machine, target, first seed, inputs, milliseconds of the slowest and its seed: scripts/fuzz --write\n"
# The seeds of `cargo test` come before.
FIRST = 1500


def next_seed(runs, target):
    kept = [(int(first), int(inputs)) for _, _, name, first, inputs, _, _ in ledger.rows(LEDGER) if name == target]
    fresh = [(int(first), int(inputs)) for name, first, inputs, _, _ in ledger.rows(runs) if name == target]
    return max([first + inputs for first, inputs in kept + fresh], default=FIRST)


def merged(runs):
    """Yields the runs of a target that follow each other as one: target, first seed, inputs, and the slowest."""
    fresh = sorted((name, int(first), int(inputs), int(ms), int(seed)) for name, first, inputs, ms, seed in ledger.rows(runs))
    known = None
    for name, first, inputs, ms, seed in fresh:
        if known and known[0] == name and known[1] + known[2] == first:
            known = (name, known[1], known[2] + inputs, *max(known[3:], (ms, seed)))
            continue
        if known:
            yield known
        known = (name, first, inputs, ms, seed)
    if known:
        yield known


def table():
    inputs, slowest, when, machines = collections.Counter(), {}, [], set()
    for date, machine, name, _, count, ms, seed in ledger.rows(LEDGER):
        inputs[name] += int(count)
        slowest[name] = max(slowest.get(name, (0, 0)), (int(ms), int(seed)))
        when.append(date)
        machines.add(machine)
    yield f"{inputs.total():,} inputs from {min(when)} to {max(when)}, on {' and '.join(sorted(machines))}:\n\n"
    yield "| target | inputs | the slowest, in ms of one thread |\n| --- | ---: | ---: |\n"
    for name, count in sorted(inputs.items()):
        yield f"| {name} | {count:,} | {slowest[name][0]} |\n"


def write(runs, machine):
    ledger.move(runs, LEDGER, HEAD, [(ledger.today(), machine, *run) for run in merged(runs)])
    ledger.write_part("fuzz runs", "".join(table()))


if sys.argv[1] == "next":
    print(next_seed(pathlib.Path(sys.argv[2]), sys.argv[3]))
else:
    write(pathlib.Path(sys.argv[2]), sys.argv[3])
