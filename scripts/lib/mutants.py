"""Mutants of the library: a copy of the tree in which many small faults sleep, each until SCIPIX_MUTANT has its number, so
that one build serves for all of them.

    mutants.py make TREE COUNT     writes the faults into TREE, a copy, COUNT in each folder at most, and TREE/mutants.json
    mutants.py drop TREE           reads the compiler's messages (JSON) and takes out the faults that do not compile
    mutants.py run TREE PROGRAM    runs the tests of each folder with each of its faults, and writes TREE/results.json
    mutants.py table RESULTS REASONS   prints the scores, and the survivors with their reasons
"""

import collections
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import time

# Folders of crates/core/src, by the prefix that their tests have.
FOLDERS = {"quant": "quant::", "batch": "batch::", "memory": "memory::", "image/geometry": "image::geometry::"}
SWITCH = """//! Faults that sleep until `SCIPIX_MUTANT` has their number.

use std::sync::atomic::{AtomicU32, Ordering};

static AWAKE: AtomicU32 = AtomicU32::new(0);

extern "C" fn read() {
    let number = std::env::var("SCIPIX_MUTANT").ok().and_then(|text| text.parse().ok());
    AWAKE.store(number.unwrap_or(0), Ordering::Relaxed);
}

#[used]
#[unsafe(link_section = ".init_array")]
static INIT: extern "C" fn() = read;

#[inline(always)]
pub fn mutant(number: u32) -> bool {
    AWAKE.load(Ordering::Relaxed) == number
}
"""
NO_STATEMENT = re.compile(r"(let|return|use|const|static|break|continue|pub|fn|type)\b|(mod\b|unsafe\b|drop\b|fail!|(debug_)?assert\w*!)")
STATEMENT = re.compile(r"(self\b|\*|[a-z_]\w*)[\w.:*&\[\]() ]*.*;$")
SWAPS = ((" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > "), (" == ", " != "), (" && ", " || "), (" || ", " && "))


def balanced(text):
    return all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}"))


def mutations(line, before):
    """Yields what may be done to a line: the kind of a fault, and the line with it, where SLEEPS stands for its switch."""
    body, indent = line.strip(), line[: len(line) - len(line.lstrip())]
    condition = re.fullmatch(r"(\} else )?(if|while) (?!let\b)(.*) \{", body)
    if condition and balanced(condition[3]) and " let " not in body:
        head, text = (condition[1] or "") + condition[2], condition[3]
        others = [("never", "false")] + ([("always", "true")] if condition[2] == "if" else [])
        others += [(f"{old.strip()} is {new.strip()}", text.replace(old, new)) for old, new in SWAPS if text.count(old) == 1]
        for kind, other in others:
            yield kind, f"{indent}{head} (if SLEEPS {{ {other} }} else {{ {text} }}) {{"
        return
    bound = re.fullmatch(r"let (\w+) = ([^|]*);", body)
    if bound and balanced(body):
        for old, new in ((" + 1", ""), (" - 1", ""), (".min(", ".max("), (".max(", ".min(")):
            if bound[2].count(old) == 1:
                kind = f"{old.strip('.(')} is {new.strip('.(')}" if new else f"without{old}"
                yield kind, f"{indent}let {bound[1]} = if SLEEPS {{ {bound[2].replace(old, new)} }} else {{ {bound[2]} }};"
        return
    starts = before.endswith((";", "{", "}")) or before.startswith("//")
    if starts and balanced(body) and STATEMENT.fullmatch(body) and not NO_STATEMENT.match(body):
        yield "removed", f"{indent}if !SLEEPS {{ {body} }}"


def candidates(path):
    """Yields the line, the kind and the text of each fault that a file may have. Tests and `const fn` have none."""
    lines = path.read_text().splitlines()
    before, fixed = "", None
    for number, line in enumerate(lines):
        if re.match(r"(mod \w*tests \{|macro_rules!)", line):
            return
        indent = len(line) - len(line.lstrip())
        if "const fn " in line:
            fixed = indent
        elif fixed is not None and line.strip() == "}" and indent == fixed:
            fixed = None
        if fixed is None:
            for kind, text in mutations(line, before):
                yield number, kind, text
        if line.strip():
            before = line.strip()


def is_test(path):
    return "tests" in path.parts or path.name.endswith("tests.rs") or str(path) == "batch/model.rs"


def make(tree, count):
    source = tree / "crates/core/src"
    mutants = []
    for folder in FOLDERS:
        found = []
        for path in sorted((source / folder).rglob("*.rs")):
            if not is_test(path.relative_to(source)):
                found += [(path, *each) for each in candidates(path)]
        # One of each line at most, the same ones in every run.
        found.sort(key=lambda each: hashlib.sha256(f"{each[0].relative_to(tree)}:{each[1:3]}".encode()).digest())
        lines = set()
        for path, number, kind, text in found:
            if len(lines) < count and (path, number) not in lines:
                lines.add((path, number))
                mutants.append({"folder": folder, "file": str(path.relative_to(tree)), "line": number + 1, "kind": kind, "text": text})
    for number, mutant in enumerate(mutants, 1):
        mutant["number"] = number
        path = tree / mutant["file"]
        lines = path.read_text().split("\n")
        mutant["was"] = lines[mutant["line"] - 1]
        lines[mutant["line"] - 1] = mutant.pop("text").replace("SLEEPS", f"crate::base::mutant::mutant({number})")
        path.write_text("\n".join(lines))
    base = source / "base"
    (base / "mutant.rs").write_text(SWITCH)
    (base / "mod.rs").write_text((base / "mod.rs").read_text() + "\npub mod mutant;\n")
    (tree / "mutants.json").write_text(json.dumps(mutants, indent=1))
    print(f"{len(mutants)} faults, by folder: {dict(collections.Counter(each['folder'] for each in mutants))}")


def drop(tree):
    """Takes out the faults at the lines of errors. Fails where there are none but errors."""
    mutants, at, errors = json.loads((tree / "mutants.json").read_text()), set(), 0
    for line in sys.stdin:
        message = json.loads(line).get("message") if line.startswith("{") else None
        if isinstance(message, dict) and message.get("level") == "error" and message["spans"]:
            errors += 1
            at |= {(span["file_name"], number) for span in message["spans"] for number in range(span["line_start"], span["line_end"] + 1)}
    bad = [each for each in mutants if (each["file"], each["line"]) in at]
    for mutant in bad:
        path = tree / mutant["file"]
        lines = path.read_text().split("\n")
        lines[mutant["line"] - 1] = mutant["was"]
        path.write_text("\n".join(lines))
    (tree / "mutants.json").write_text(json.dumps([each for each in mutants if each not in bad], indent=1))
    print(f"{errors} errors, {len(bad)} faults do not compile")
    sys.exit(1 if errors and not bad else 0 if bad else 3)


def tested(program, prefix, number, limit):
    """Returns how the tests of a folder end, and after how long."""
    began = time.monotonic()
    try:
        done = subprocess.run(
            [program, prefix, "--test-threads=2"], env={**os.environ, "SCIPIX_MUTANT": str(number), "RUST_BACKTRACE": "0"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=limit, check=False,
        ).returncode
        how = "survived" if done == 0 else "killed"
    except subprocess.TimeoutExpired:
        how = "hung"
    return how, time.monotonic() - began


def run(tree, program):
    mutants = json.loads((tree / "mutants.json").read_text())
    limits = {}
    for folder, prefix in FOLDERS.items():
        how, took = tested(program, prefix, 0, 900)
        if how != "survived":
            sys.exit(f"the tests of {folder} fail without a fault")
        limits[folder] = 5 * took + 10
        print(f"{folder}: {took:.1f} s", flush=True)
    for mutant in mutants:
        mutant["how"], took = tested(program, FOLDERS[mutant["folder"]], mutant["number"], limits[mutant["folder"]])
        print(f"{mutant['how']:9} {mutant['file']}:{mutant['line']} {mutant['kind']}: {mutant['was'].strip()} ({took:.1f} s)", flush=True)
        (tree / "results.json").write_text(json.dumps(mutants, indent=1))


def table(results, reasons):
    mutants = [each for each in json.loads(pathlib.Path(results).read_text()) if "how" in each]
    known = dict(line.split("\t", 1) for line in pathlib.Path(reasons).read_text().splitlines() if "\t" in line)
    print("| folder | faults | killed | hung | survived |\n| --- | ---: | ---: | ---: | ---: |")
    for folder in FOLDERS:
        how = collections.Counter(each["how"] for each in mutants if each["folder"] == folder)
        print(f"| {folder} | {how.total()} | {how['killed']} | {how['hung']} | {how['survived']} |")
    print("\n| survivor | fault | why |\n| --- | --- | --- |")
    for each in mutants:
        if each["how"] == "survived":
            was = each["was"].strip().replace("|", "\\|")
            place = each["file"].removeprefix("crates/core/src/")
            print(f"| {place} | `{was}` {each['kind'].replace('|', chr(92) + '|')} | {known.get(was, 'not looked into')} |")


def main():
    what, *rest = sys.argv[1:]
    if what == "make":
        make(pathlib.Path(rest[0]), int(rest[1]))
    elif what == "drop":
        drop(pathlib.Path(rest[0]))
    elif what == "run":
        run(pathlib.Path(rest[0]), rest[1])
    else:
        table(*rest)


main()
