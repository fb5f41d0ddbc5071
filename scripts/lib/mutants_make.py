"""Puts small faults into a copy of the tree. Each sleeps until SCIPIX_MUTANT has its number, so that one build has them all.

    mutants_make.py make TREE COUNT    writes COUNT faults into each area of TREE, and TREE/mutants.json
    mutants_make.py drop TREE          reads the compiler's messages (JSON) and takes out the faults that do not compile;
                                       ends with 0 where there were no errors, and with 2 where others are the cause
"""

import collections
import hashlib
import json
import pathlib
import re
import sys

# Areas: their folder, and how its code names the switch.
AREAS = {
    "quant": ("crates/core/src/quant", "crate"),
    "batch": ("crates/core/src/batch", "crate"),
    "memory": ("crates/core/src/memory", "crate"),
    "geometry": ("crates/core/src/image/geometry", "crate"),
    "src": ("src", "scipix_core"),
}
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
NO_STATEMENT = re.compile(r"(let|return|use|const|static|break|continue|pub|fn|type|struct|enum|impl|trait)\b|(mod\b|unsafe\b|drop\b|fail!|(debug_)?assert\w*!)")
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
    before, fixed = "", None
    for number, line in enumerate(path.read_text().splitlines()):
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


def is_code(path):
    return "tests" not in path.parts and not path.name.endswith("tests.rs") and path.parts[-2:] != ("batch", "model.rs")


def chosen(tree, area, count):
    """Returns faults of an area, at most one in a line: the same ones in every run over the same code."""
    folder, found = tree / AREAS[area][0], []
    for path in sorted(folder.rglob("*.rs")):
        if is_code(path.relative_to(tree)):
            seen = collections.Counter()
            for number, kind, text in candidates(path):
                was = path.read_text().split("\n")[number]
                seen[was, kind] += 1
                key = f"{path.relative_to(tree)}:{was.strip()}:{kind}:{seen[was, kind]}"
                found.append((hashlib.sha256(key.encode()).digest(), path, number, kind, text, was))
    taken, lines = [], set()
    for _, path, number, kind, text, was in sorted(found):
        if len(taken) < count and (path, number) not in lines:
            lines.add((path, number))
            fault = {"area": area, "file": str(path.relative_to(tree)), "line": number + 1, "kind": kind}
            taken.append({**fault, "was": was, "text": text})
    return taken


def make(tree, count):
    mutants = [each for area in AREAS for each in chosen(tree, area, count)]
    for number, mutant in enumerate(mutants, 1):
        mutant["number"] = number
        path = tree / mutant["file"]
        lines = path.read_text().split("\n")
        switch = f"{AREAS[mutant['area']][1]}::base::mutant::mutant({number})"
        lines[mutant["line"] - 1] = mutant.pop("text").replace("SLEEPS", switch)
        path.write_text("\n".join(lines))
    base = tree / "crates/core/src/base"
    (base / "mutant.rs").write_text(SWITCH)
    (base / "mod.rs").write_text((base / "mod.rs").read_text() + "\npub mod mutant;\n")
    # The unit tests of the C ABI, in the package that needs no other crates for them.
    manifest = tree / "tests/capi/Cargo.toml"
    manifest.write_text(manifest.read_text().replace("test = false", "test = true"))
    (tree / "mutants.json").write_text(json.dumps(mutants, indent=1))
    print(f"{len(mutants)} faults: {dict(collections.Counter(each['area'] for each in mutants))}")


def drop(tree):
    mutants, at, errors = json.loads((tree / "mutants.json").read_text()), set(), 0
    for line in sys.stdin:
        message = json.loads(line).get("message") if line.startswith("{") else None
        if isinstance(message, dict) and message.get("level") == "error" and message["spans"]:
            errors += 1
            for span in message["spans"]:
                name = span["file_name"].removeprefix("tests/capi/../../")
                at |= {(name, number) for number in range(span["line_start"], span["line_end"] + 1)}
    bad = [each for each in mutants if (each["file"], each["line"]) in at]
    for mutant in bad:
        path = tree / mutant["file"]
        lines = path.read_text().split("\n")
        lines[mutant["line"] - 1] = mutant["was"]
        path.write_text("\n".join(lines))
    (tree / "mutants.json").write_text(json.dumps([each for each in mutants if each not in bad], indent=1))
    print(f"{errors} errors, {len(bad)} faults do not compile")
    sys.exit(0 if errors == 0 else 1 if bad else 2)


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
    else:
        drop(pathlib.Path(sys.argv[2]))
