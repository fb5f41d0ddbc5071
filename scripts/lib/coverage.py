"""Which lines the fuzz targets run: what scripts/coverage needs.

    coverage.py program       prints the program that the compiler's messages (JSON, from stdin) name
    coverage.py write WORK    reads WORK/lines, in the format of lcov, and writes the table of areas to docs/trust.md and that of
                              files to WORK/files
"""

import collections
import json
import pathlib
import re
import sys

import ledger

CORE = "crates/core/src/"


def program():
    messages = (json.loads(line) for line in sys.stdin if line.startswith("{"))
    print(*(message["executable"] for message in messages if message.get("executable")))


def is_test(path):
    """Tells files of tests, models of the batcher, and faults on purpose from the library."""
    name, folder = path.name, path.parts[-2]
    return "tests" in path.parts or name.endswith(("tests.rs", "testing.rs")) or (folder, name) == ("batch", "model.rs")


def first_test_line(path):
    """Returns the number of the line where a file's own tests begin, which stand at its end."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if re.match(r"mod \w*tests \{", line):
            return number
    return sys.maxsize


def area(name):
    return name.removeprefix(CORE).split("/")[0] if name.startswith(CORE) else "src, the C ABI"


def counts(lines, root):
    """Yields a file, a line of it, and whether it ran, for the lines of the library."""
    name, end = None, 0
    for line in lines:
        kind, _, rest = line.rstrip().partition(":")
        if kind == "SF":
            path = pathlib.Path(rest).resolve()
            name = str(path.relative_to(root)) if path.is_relative_to(root) else ""
            name = name if name.startswith((CORE, "src/")) and not is_test(path.relative_to(root)) else None
            end = first_test_line(path) if name else 0
        elif kind == "DA" and name:
            number, count = map(int, rest.split(",")[:2])
            if number < end:
                yield name, number, count > 0


def row(lines, ran):
    """Returns the number of lines, and the share of them that ran."""
    return f"{len(lines):,}", f"{100 * len(lines & ran) / len(lines):.1f} %"


def write(work):
    ran, areas, files = set(), collections.defaultdict(set), collections.defaultdict(set)
    for name, number, has_run in counts((work / "lines").open(), pathlib.Path.cwd()):
        areas[area(name)].add((name, number))
        files[name].add((name, number))
        if has_run:
            ran.add((name, number))
    (work / "files").write_text("".join("\t".join((name, *row(lines, ran))) + "\n" for name, lines in sorted(files.items())))
    areas["all"] = set().union(*areas.values())
    table = [f"On {ledger.today()}:\n\n| area | lines | of these run |\n| --- | ---: | ---: |\n"]
    table += [f"| {name} | {' | '.join(row(lines, ran))} |\n" for name, lines in sorted(areas.items(), key=lambda each: (each[0] == "all", each))]
    ledger.write_part("coverage", "".join(table))
    print("".join(table))


if sys.argv[1] == "program":
    program()
else:
    write(pathlib.Path(sys.argv[2]))
