"""Makes a CycloneDX list of the crates in the C library from what `cargo metadata` says on the standard input."""

import json
import re
import sys

ALLOWED = {"MIT", "Apache-2.0", "Unlicense", "Zlib", "BSD-2-Clause", "BSD-3-Clause", "Unicode-3.0"}


def is_linked(dependency):
    """Whether a dependency is part of the library: those of builds and tests are not."""
    return any(kind["kind"] is None for kind in dependency["dep_kinds"])


def linked(metadata):
    """Yields the packages that the C library is made of, itself first."""
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    waiting = [next(key for key, package in packages.items() if package["name"] == "scipix-capi")]
    seen = set(waiting)
    while waiting:
        key = waiting.pop(0)
        yield packages[key], sorted(each["pkg"] for each in nodes[key]["deps"] if is_linked(each)), packages
        fresh = [each["pkg"] for each in nodes[key]["deps"] if is_linked(each) and each["pkg"] not in seen]
        seen.update(fresh)
        waiting.extend(fresh)


def is_allowed(expression):
    """Whether one of the alternatives of a licence needs no more than the allowed ones."""
    alternatives = re.split(r"\s+OR\s+|/", (expression or "").replace("(", "").replace(")", ""))
    return any(all(word in ALLOWED for word in re.split(r"\s+AND\s+", each)) for each in alternatives)


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def main():
    found = list(linked(json.load(sys.stdin)))
    refused = [f"{package['name']}: {package['license']}" for package, _, _ in found if not is_allowed(package["license"])]
    if refused:
        sys.exit("these licences are not among those that the library may have: " + ", ".join(refused))
    components = [
        {
            "type": "library",
            "bom-ref": reference(package),
            "name": package["name"],
            "version": package["version"],
            "purl": reference(package),
            "licenses": [{"expression": package["license"].replace("/", " OR ")}],
        }
        for package, _, _ in found
    ]
    dependencies = [
        {"ref": reference(package), "dependsOn": [reference(packages[each]) for each in needs]}
        for package, needs, packages in found
    ]
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": components[0]},
        "components": components[1:],
        "dependencies": dependencies,
    }
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
        file.write("\n")
    print(f"{sys.argv[1]}: {len(components)} crates, all of them with allowed licences")


main()
