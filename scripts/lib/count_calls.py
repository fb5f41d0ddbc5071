"""Makes a table of the instructions of each call from the dumps of callgrind.

count_calls.py DUMPS TABLE writes the table. count_calls.py DUMPS TABLE --check compares: no count may be above that of the table
by more than a tenth. DUMPS is a folder; each dump in it counts one call of one operation at one size.

The table has two counts for each call: all instructions, and those outside the SIMD kernels, which are what the call costs beside
the bare loop.
"""

import sys
from pathlib import Path

import kept_counts

TRIGGER = "desc: Trigger: Client Request: "
# Functions of this name run the kernel of a level; all they call belongs to the loop.
KERNEL = "::avx2"


def costs(lines):
    """Yields (function, function that it calls or None, instructions) for each line of costs in a dump."""
    function = callee = None
    for line in lines:
        if line.startswith("fn="):
            function, callee = line[3:].strip(), None
        elif line.startswith("cfn="):
            callee = line[4:].strip()
        elif line[:1].isdigit() and function is not None:
            yield function, callee, int(line.split()[1])
            callee = None


def is_exported(function):
    """Whether it is a function of the C ABI."""
    return function.startswith("scipix_") and "::" not in function


def counts(dump):
    """Returns ((operation, size), (all instructions, those outside kernels)), or None for a dump that counts no call."""
    with dump.open() as lines:
        name = next((line[len(TRIGGER) :].split() for line in lines if line.startswith(TRIGGER)), None)
        if name is None:
            return None
        total = kernels = 0
        for function, callee, instructions in costs(lines):
            if callee is None:
                continue
            if is_exported(callee) and not function.startswith("scipix"):
                total += instructions
            if callee.endswith(KERNEL) and not function.endswith(KERNEL):
                kernels += instructions
    return tuple(name), (total, total - kernels)


def read_table(path):
    """Reads a table that this program wrote."""
    return {(operation, size): (int(total), int(call)) for operation, size, total, call in kept_counts.rows(path)}


def write_table(path, measured):
    """Writes a table, in the order of the calls."""
    rows = [f"{operation}\t{size}\t{total}\t{call}" for (operation, size), (total, call) in measured.items()]
    kept_counts.write(path, "rustc", ["operation\tsize\tinstructions\toutside kernels", *rows])


def compare(table, measured):
    """Returns what is wrong, as lines of text."""
    if table.keys() != measured.keys():
        return [f"the table has other calls: {sorted(table.keys() ^ measured.keys())}"]
    wrong = []
    for call, now in measured.items():
        for what, kept, count in zip(("instructions", "instructions outside kernels"), table[call], now):
            if kept_counts.has_grown(count, kept):
                wrong.append(f"{' '.join(call)}: {count} {what}, the table has {kept}")
    return wrong


def main():
    """Runs the program."""
    dumps, path = Path(sys.argv[1]), Path(sys.argv[2])
    in_order = sorted(dumps.glob("calls.*"), key=lambda dump: int(dump.suffix[1:]))
    measured = dict(found for found in map(counts, in_order) if found is not None)
    if not measured or not all(total for total, _ in measured.values()):
        sys.exit("count-calls: callgrind counted nothing")
    if "--check" not in sys.argv:
        write_table(path, measured)
        return
    if not kept_counts.is_comparable(path, "rustc", "count-calls"):
        return
    wrong = compare(read_table(path), measured)
    if wrong:
        sys.exit("count-calls: calls got slower; where that is meant, run scripts/count-calls\n" + "\n".join(wrong))
    print(f"{len(measured)} calls take no more instructions than in {path.name}")


main()
