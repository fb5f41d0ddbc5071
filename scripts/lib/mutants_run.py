"""Wakes one fault after another in the build that scripts/mutants made, and looks whether the tests of its area notice.

    mutants_run.py run WORK      runs them, those that an earlier run has seen left out, and writes WORK/results.json
    mutants_run.py write WORK    writes the ledger, tests/mutants.tsv, and the scores in docs/trust.md
"""

import collections
import json
import os
import pathlib
import resource
import subprocess
import sys
import threading
import time

import ledger

LEDGER = pathlib.Path("tests/mutants.tsv")
HEAD = "# area, file, fault, code, what noticed it or `survived`, and why it may survive: scripts/mutants\n"
# Areas: the package and the prefix of their unit tests, and their programs in c_tests.
AREAS = {
    "quant": ("scipix-core", "quant::", ["quant", "linear", "qtensor"]),
    "batch": ("scipix-core", "batch::", ["batcher", "batcher_pull", "batcher_priority"]),
    "memory": ("scipix-core", "memory::", ["pool", "arena"]),
    "geometry": ("scipix-core", "image::geometry::", ["geometry"]),
    "src": ("scipix-capi-rlib", "", None),
}
# They are long, and of the kernels rather than of the C ABI; or they limit the memory that all have.
NOT_OF_SRC = {"levels", "golden", "out_of_memory", "process"}
# A fault may ask for all the memory there is.
ADDRESSES = 16 << 30
# The least that a test may take, in seconds, before it counts as hung: other work may go on beside.
PATIENCE = 10


def programs(work):
    """Compiles the C programs. Returns them by name."""
    found = {}
    for source in sorted(pathlib.Path("c_tests").glob("*_test.c")):
        name = source.name.removesuffix("_test.c")
        program = work / f"{name}.out"
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            flags = ["-std=c11", "-O1", "-I", "include", "-DSCIPIX_OPTIMIZE"]
            link = [str(work / "libscipix.so.0.1"), "-lm", "-pthread", f"-Wl,-rpath,{work}"]
            subprocess.run(["gcc", *flags, str(source), "-o", str(program), *link], check=True)
        found[name] = program
    return found


def unit_tests(work):
    """Returns the programs of unit tests, by package."""
    found = {}
    for line in (work / "tests").read_text().splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        if message.get("executable"):
            package = "scipix-core" if message["target"]["name"] == "scipix_core" else "scipix-capi-rlib"
            found[package] = message["executable"]
    return found


def steps(work):
    """Returns what is run for each area, by its name: programs first, which take less time."""
    c, rust = programs(work), unit_tests(work)
    areas = {}
    for area, (package, prefix, names) in AREAS.items():
        names = sorted(set(c) - NOT_OF_SRC) if names is None else names
        areas[area] = [(f"{name}_test.c", [str(c[name])]) for name in names]
        areas[area].append(("unit tests", [rust[package], *([prefix] if prefix else [])]))
    return areas


def outcome(command, number, limit):
    """Returns how a test ends with a fault, and after how long: "" where it passes, the name of the first unit test that
    fails, where it ends, "hangs" after `limit` seconds, or "fails"."""
    began = time.monotonic()
    child = subprocess.Popen(
        command, env={**os.environ, "SCIPIX_MUTANT": str(number), "RUST_BACKTRACE": "0"}, text=True, errors="replace",
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES)),
    )
    late = threading.Timer(limit, child.kill)
    late.start()
    failed = ""
    for line in child.stdout:
        if line.startswith("test ") and line.rstrip().endswith("... FAILED"):
            failed = line.split()[1]
            child.kill()
            break
    code = child.wait()
    late.cancel()
    took = time.monotonic() - began
    return failed or ("hangs" if took >= limit else "fails" if code else ""), took


def noticed(commands, number, limits):
    """Returns what notices a fault. A unit test that fails without it, too, on a machine that does other work, is left out."""
    for name, command in commands:
        how, left_out = outcome(command, number, limits[name])[0], []
        while "::" in how and outcome([command[0], how, "--exact"], 0, limits[name])[0]:
            left_out += ["--skip", how]
            how = outcome(command + left_out, number, limits[name])[0]
        if how:
            return how if "::" in how else f"{name} {how}"
    return "survived"


def run(work):
    areas, mutants = steps(work), json.loads((work / "tree/mutants.json").read_text())
    results = work / "results.json"
    known = json.loads(results.read_text()) if results.exists() else {}
    limits = {}
    for area, commands in areas.items():
        limits[area] = {}
        for name, command in commands:
            tries = 0
            # Other work may disturb a unit test, and `noticed` sees that; here the time of all counts.
            while (how := outcome(command, 0, 900))[0]:
                tries += 1
                if tries == 5:
                    sys.exit(f"{area}: {name}, {how[0]} without a fault")
            took = how[1]
            limits[area][name] = 3 * took + PATIENCE
        print(f"{area}: {sum(limits[area].values()):.0f} s at most", flush=True)
    # A turn of each area, so that a run that is stopped has seen all of them.
    turns = collections.Counter()
    for mutant in mutants:
        mutant["turn"] = turns[mutant["area"]]
        turns[mutant["area"]] += 1
    for mutant in sorted(mutants, key=lambda each: each["turn"]):
        number, area = str(mutant["number"]), mutant["area"]
        if number not in known:
            known[number] = noticed(areas[area], mutant["number"], limits[area])
            print(f"{known[number]:50} {mutant['file']}:{mutant['line']} {mutant['kind']}: {mutant['was'].strip()}", flush=True)
            results.write_text(json.dumps(known))


def scores(faults):
    yield f"The run of {ledger.today()}:\n\n| area | faults | noticed | of these by a hang | survived, with a reason |\n| --- | ---: | ---: | ---: | ---: |\n"
    for area in AREAS:
        by = [row[4] for row in faults if row[0] == area]
        survived, hung = by.count("survived"), sum(each.endswith(" hangs") for each in by)
        yield f"| {area} | {len(by)} | {len(by) - survived} | {hung} | {survived} |\n"


def write(work):
    reasons = {tuple(row[:4]): row[5] for row in ledger.rows(LEDGER) if row[4] == "survived"}
    known, faults = json.loads((work / "results.json").read_text()), []
    for mutant in json.loads((work / "tree/mutants.json").read_text()):
        if str(mutant["number"]) in known:
            key = (mutant["area"], mutant["file"], mutant["kind"], mutant["was"].strip())
            by = known[str(mutant["number"])]
            faults.append([*key, by, reasons.get(key, "not looked into") if by == "survived" else ""])
    LEDGER.write_text(HEAD + "".join("\t".join(row).rstrip() + "\n" for row in faults))
    ledger.write_part("mutants", "".join(scores(faults)))
    open_ones = [row for row in faults if row[5:] == ["not looked into"]]
    print(f"{len(faults)} faults, {len(open_ones)} survivors without a reason")
    sys.exit(1 if open_ones else 0)


if __name__ == "__main__":
    if sys.argv[1] == "run":
        run(pathlib.Path(sys.argv[2]))
    else:
        write(pathlib.Path(sys.argv[2]))
