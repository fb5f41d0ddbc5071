"""Lays out a NuGet package, which is a zip archive with a description: nuget.py FOLDER VERSION ARCHIVES
FOLDER has the assembly already. Adds the shared library of each platform whose archive is in ARCHIVES, and what NuGet reads."""

import sys
import tarfile
import zipfile
from pathlib import Path

# NuGet's name of the platform, ours, and the file in the archive.
PLATFORMS = [
    ("linux-x64", "linux-x86-64.tar.gz", "lib/libscipix.so"),
    ("linux-arm64", "linux-aarch64.tar.gz", "lib/libscipix.so"),
    ("win-x64", "windows-x86-64.zip", "bin/scipix.dll"),
    ("osx-arm64", "macos-arm64.tar.gz", "lib/libscipix.dylib"),
    ("osx-x64", "macos-x86-64.tar.gz", "lib/libscipix.dylib"),
]

NUSPEC = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>Scipix</id>
    <version>{version}</version>
    <authors>The scipix authors</authors>
    <license type="expression">MIT OR Apache-2.0</license>
    <licenseUrl>https://licenses.nuget.org/MIT%20OR%20Apache-2.0</licenseUrl>
    <readme>README.md</readme>
    <projectUrl>https://scipix.example</projectUrl>
    <description>The work around an OCR model, from pixels to batches: C# over the C library scipix</description>
    <tags>ocr image binarization batching native</tags>
    <dependencies>
      <group targetFramework=".NETCoreApp3.1" />
    </dependencies>
  </metadata>
</package>
"""

RELATIONS = """<?xml version="1.0" encoding="utf-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/Scipix.nuspec" Id="R1" />
  <Relationship Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" \
Target="/package/services/metadata/core-properties/scipix.psmdcp" Id="R2" />
</Relationships>
"""

PROPERTIES = """<?xml version="1.0" encoding="utf-8"?>
<coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">
  <dc:creator>The scipix authors</dc:creator>
  <dc:description>The work around an OCR model, from pixels to batches: C# over the C library scipix</dc:description>
  <dc:identifier>Scipix</dc:identifier>
  <version>{version}</version>
</coreProperties>
"""

TYPES = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "psmdcp": "application/vnd.openxmlformats-package.core-properties+xml",
}


def links_followed(archive, name):
    """The bytes of a file in a tar archive, also behind links, which lie in the same folder."""
    member = archive.getmember(name)
    while member.issym():
        member = archive.getmember(str(Path(member.name).parent / member.linkname))
    return archive.extractfile(member).read()


def library(path, name):
    folder = path.name.removesuffix(".zip").removesuffix(".tar.gz")
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(f"{folder}/{name}")
    with tarfile.open(path) as archive:
        return links_followed(archive, f"{folder}/{name}")


def content_types(folder):
    """The list of the kinds of files, by their ends and, where they have none, by their names."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    ends = sorted({path.suffix[1:] for path in files if path.suffix})
    kinds = [f'  <Default Extension="{end}" ContentType="{TYPES.get(end, "application/octet")}" />' for end in ends]
    kinds += [
        f'  <Override PartName="/{path.relative_to(folder).as_posix()}" ContentType="application/octet" />'
        for path in files
        if not path.suffix
    ]
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">\n'
        + "\n".join(kinds)
        + "\n</Types>\n"
    )


def main():
    folder, version, archives = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    written = {
        "Scipix.nuspec": NUSPEC.format(version=version),
        "_rels/.rels": RELATIONS,
        "package/services/metadata/core-properties/scipix.psmdcp": PROPERTIES.format(version=version),
    }
    found = []
    for platform, end, name in PLATFORMS:
        path = archives / f"scipix-{version}-{end}"
        if path.exists():
            written[f"runtimes/{platform}/native/{Path(name).name}"] = library(path, name)
            found.append(platform)
    if not found:
        sys.exit(f"there is no library for the C# package in {archives}")
    for name, content in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    (folder / "[Content_Types].xml").write_text(content_types(folder), encoding="utf-8")
    print("the C# package has the libraries for", ", ".join(found), file=sys.stderr)


main()
