"""Makes a CycloneDX list of the crates in the C library from what `cargo metadata` says on the standard input, and refuses
licences that deny.toml does not allow, those of tests and benches too."""

import json
import re
import sys
import tomllib


def is_linked(dependency):
    """Whether a dependency is part of the library: those of builds and tests are not."""
    return any(kind["kind"] is None for kind in dependency["dep_kinds"])


def linked(metadata, name="scipix-capi"):
    """Yields the packages that the package `name` is made of, by default the C library, itself first."""
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    waiting = [next(key for key, package in packages.items() if package["name"] == name)]
    seen = set(waiting)
    while waiting:
        key = waiting.pop(0)
        yield packages[key], sorted(each["pkg"] for each in nodes[key]["deps"] if is_linked(each)), packages
        fresh = [each["pkg"] for each in nodes[key]["deps"] if is_linked(each) and each["pkg"] not in seen]
        seen.update(fresh)
        waiting.extend(fresh)


def is_allowed(expression, allowed):
    """Whether a licence needs no more than the allowed ones: one alternative of each part."""
    parts = re.split(r"\s+AND\s+", expression or "")
    alternatives = (re.split(r"\s+OR\s+|/", part.replace("(", "").replace(")", "")) for part in parts)
    return all(any(word in allowed for word in words) for words in alternatives)


def refused(packages, linked_names):
    """Yields the packages whose licence is not allowed. Exceptions are for what is not part of the C library."""
    with open("deny.toml", "rb") as file:
        rules = tomllib.load(file)["licenses"]
    exceptions = {each["crate"]: set(each["allow"]) for each in rules["exceptions"]}
    for package in packages:
        name = package["name"]
        allowed = set(rules["allow"]) | (set() if name in linked_names else exceptions.get(name, set()))
        if not is_allowed(package["license"], allowed):
            yield f"{name}: {package['license']}"


def reference(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def main():
    metadata = json.load(sys.stdin)
    found = list(linked(metadata))
    strangers = list(refused(metadata["packages"], {package["name"] for package, _, _ in found}))
    if strangers:
        sys.exit("deny.toml does not allow these licences: " + ", ".join(strangers))
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
    print(f"{sys.argv[1]}: {len(components)} crates, and {len(metadata['packages'])} with those of tests: licences are allowed")


if __name__ == "__main__":
    main()
