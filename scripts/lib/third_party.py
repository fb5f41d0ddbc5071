"""Writes the licence texts of the crates in the C library and the program, which `cargo metadata` lists on the standard input,
for those who pass them on: third_party.py FILE"""

import json
import sys
from pathlib import Path

from sbom import linked

HEAD = """scipix is offered under the MIT licence or the Apache licence 2.0, at your choice: LICENSE-MIT, LICENSE-APACHE.
The library and the program have in them Rust's standard library (MIT OR Apache-2.0, https://www.rust-lang.org) and the crates
below, each under its own terms. Texts that several crates share stand once.
"""


def texts(package):
    """Yields the licence texts that a crate has."""
    for path in sorted(Path(package["manifest_path"]).parent.iterdir()):
        if path.is_file() and path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE")):
            yield path.read_text(encoding="utf-8").replace("\r\n", "\n").strip() + "\n"


def main():
    metadata = json.load(sys.stdin)
    crates = {}
    for name in ("scipix-capi", "scipix-cli"):
        crates.update({package["name"]: package for package, _, _ in linked(metadata, name) if package["source"]})
    owners = {}
    for name, package in sorted(crates.items()):
        found = list(texts(package))
        if not found:
            found = [f"The crate has no text of its own; its licence is {package['license']}.\n"]
        for text in found:
            owners.setdefault(text, []).append(f"{name} {package['version']} ({package['license']})")
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(HEAD)
        for text, names in owners.items():
            file.write("\n" + "=" * 100 + "\n" + "\n".join(names) + "\n\n" + text)


main()
