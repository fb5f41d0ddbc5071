"""Makes a table of the instructions of each call from a trace of qemu.

count_trace.py TRACE NAMES TABLE [--check] reads the trace as it comes: `qemu -d in_asm,exec,nochain` writes each block of
instructions when it translates it, and the block's address each time it runs. What runs between the functions `count_from` and
`count_to` is one count; NAMES has a line for each, in the same order: the call and the level, with a tab between them.

With --check it compares with the table: no count of the best level may be above that of the table by more than a tenth, and none may
come to be above that of the scalar level.
"""

import sys
from pathlib import Path

import kept_counts

# The compiler that scripts/count-neon uses: Debian's.
RUSTC = "/usr/bin/rustc"
# A call of fewer instructions than this is mostly what is around its loop.
SMALL = 1000
# How much above the scalar level a count must be to be named.
NAMED = 1.03


def counts(trace):
    """Yields the instructions between each two marks."""
    lengths, translated, counted = {}, 0, None
    for line in trace:
        if line.startswith("0x"):
            translated += 1
        elif line.startswith("Trace"):
            block = line.split(None, 3)[2]
            if translated:
                lengths[block], translated = translated, 0
            if line.endswith(" count_from\n"):
                counted = 0
            elif line.endswith(" count_to\n"):
                yield counted
                counted = None
            elif counted is not None:
                counted += lengths[block]
        elif line.startswith("IN:"):
            translated = 0


def measured(trace, names):
    """Returns the counts of each call by level, in order, and the names of the two levels."""
    calls, levels = {}, []
    all_counts = list(counts(trace))
    lines = names.read_text().splitlines()
    if len(lines) != len(all_counts) or not all(all_counts):
        sys.exit(f"count-neon: {len(lines)} calls, {len(all_counts)} counts, the least {min(all_counts, default=None)}")
    for line, count in zip(lines, all_counts):
        name, level = line.split("\t")
        calls.setdefault(name, []).append(count)
        levels.append(level)
    return calls, levels[:2]


def write_table(path, calls, levels):
    """Writes the table, in the order of the calls."""
    rows = [f"{name}\t{scalar}\t{best}\t{best / scalar:.3f}" for name, (scalar, best) in calls.items()]
    kept_counts.write(path, RUSTC, ["\t".join(("call", *levels, "ratio")), *rows])


def read_table(path):
    """Reads a table that this program wrote."""
    return {name: (int(scalar), int(best)) for name, scalar, best, _ in kept_counts.rows(path)}


def losers(calls):
    """Returns the calls that take more instructions at the best level than at the scalar one."""
    return {name: both for name, both in calls.items() if both[1] > both[0] * NAMED and both[1] > SMALL}


def grown(table, calls):
    """Returns what is wrong, as lines of text."""
    if table.keys() != calls.keys():
        return [f"the table has other calls: {sorted(table.keys() ^ calls.keys())}"]
    wrong = [f"{name}: more instructions than at the scalar level" for name in losers(calls).keys() - losers(table).keys()]
    for name, (_, best) in calls.items():
        kept = table[name][1]
        if kept_counts.has_grown(best, kept):
            wrong.append(f"{name}: {best} instructions, the table has {kept}")
    return wrong


def main():
    """Runs the program."""
    names, path = Path(sys.argv[2]), Path(sys.argv[3])
    with open(sys.argv[1], encoding="ascii", errors="replace") as trace:
        calls, levels = measured(trace, names)
    for name, (scalar, best) in losers(calls).items():
        print(f"{name}: {best} instructions, the scalar level {scalar}")
    if "--check" not in sys.argv:
        write_table(path, calls, levels)
        return
    if not kept_counts.is_comparable(path, RUSTC, "count-neon"):
        return
    wrong = grown(read_table(path), calls)
    if wrong:
        sys.exit("count-neon: kernels got slower; where that is meant, run scripts/count-neon\n" + "\n".join(wrong))
    print(f"{len(calls)} calls take no more instructions than in {path.name}")


main()
