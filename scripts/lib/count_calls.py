"""Makes a table of the instructions of each call from the dumps of callgrind.

count_calls.py DUMPS TABLE writes the table. count_calls.py DUMPS TABLE --check compares: no count may be above that of the table
by more than a tenth. DUMPS is a folder; each dump in it counts one call of one operation at one size.

The table has two counts for each call: all instructions, and those outside the SIMD kernels, which are what the call costs beside
the bare loop.
"""

import subprocess
import sys
from pathlib import Path

TRIGGER = "desc: Trigger: Client Request: "
# Functions of this name run the kernel of a level; all they call belongs to the loop.
KERNEL = "::avx2"
# How far above the table a count may be: by a share, and by a few instructions that another compiler may need.
SHARE, FEW = 0.10, 12


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
    rows = [line.split("\t") for line in path.read_text().splitlines()[2:]]
    return {(operation, size): (int(total), int(call)) for operation, size, total, call in rows}


def compiler():
    """Returns the version of the compiler: another one makes other instructions."""
    return subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout.strip()


def write_table(path, measured):
    """Writes a table, in the order of the calls."""
    lines = [f"# {compiler()}", "operation\tsize\tinstructions\toutside kernels"]
    lines += [f"{operation}\t{size}\t{total}\t{call}" for (operation, size), (total, call) in measured.items()]
    path.write_text("\n".join(lines) + "\n")


def compare(table, measured):
    """Returns what is wrong, as lines of text."""
    if table.keys() != measured.keys():
        return [f"the table has other calls: {sorted(table.keys() ^ measured.keys())}"]
    wrong = []
    for call, now in measured.items():
        for what, kept, count in zip(("instructions", "instructions outside kernels"), table[call], now):
            if count > kept * (1 + SHARE) + FEW:
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
    kept_with = path.read_text().splitlines()[0].lstrip("# ")
    if kept_with != compiler():
        print(f"count-calls: SKIPPED the comparison: {path.name} was counted with {kept_with}")
        return
    wrong = compare(read_table(path), measured)
    if wrong:
        sys.exit("count-calls: calls got slower; where that is meant, run scripts/count-calls\n" + "\n".join(wrong))
    print(f"{len(measured)} calls take no more instructions than in {path.name}")


main()
