"""Builds the book's programs. Each function takes the blocks of its language, and returns for each block that was built the
command that runs it, and for each other one what the compiler said."""

import concurrent.futures
import os
import re
import shutil
import subprocess

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-O0"]

# A program that includes one of these headers is linked with its library.
LIBRARIES = {
    "opencv2/": ["-isystem", "/usr/include/opencv4", "-lopencv_core", "-lopencv_imgproc"],
    "leptonica/": ["-llept"],
    "allheaders.h": ["-I/usr/include/leptonica", "-llept"],
    "tesseract/": ["-ltesseract", "-llept"],
}


def run(command, folder, environment=None, seconds=570):
    """Runs a command; returns its exit code, and what it wrote to standard output and to standard error."""
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=seconds, check=False)
    return done.returncode, done.stdout, done.stderr


def both_processors(task, items):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(task, items))


def native(blocks, settings, ending, compiler):
    folder = settings.work / "native"
    folder.mkdir(exist_ok=True)
    library = settings.library.parent

    def build(block):
        source, program = folder / f"{block.name}.{ending}", folder / block.name
        source.write_text(block.text)
        links = [flag for header, flags in LIBRARIES.items() if f"<{header}" in block.text for flag in flags]
        command = [*compiler, *WARNINGS, f"-I{settings.prefix}/include", str(source), f"-L{library}", "-lscipix", "-lm", "-pthread",
                   f"-Wl,-rpath,{library}", *links, "-o", str(program)]
        code, _, errors = run(command, folder)
        return [str(program)] if code == 0 else errors

    return both_processors(build, blocks)


def c(blocks, settings):
    return native(blocks, settings, "c", ["cc", "-std=c11", "-D_POSIX_C_SOURCE=200809L"])


def cpp(blocks, settings):
    """The header that all of them include is compiled once; without that the compiler reads the header itself."""
    compiler, folder = ["c++", "-std=c++17"], settings.work / "precompiled"
    folder.mkdir(exist_ok=True)
    compiled, include = folder / "scipix.hpp.gch", settings.prefix / "include"
    compiled.unlink(missing_ok=True)
    run([*compiler, *WARNINGS, "-pthread", f"-I{include}", "-x", "c++-header", f"{include}/scipix.hpp", "-o", str(compiled)], folder)
    return native(blocks, settings, "cpp", [*compiler, f"-I{folder}"])


def rust(blocks, settings):
    """One package with a program for each block, with the versions and profiles of the workspace, so that little is built."""
    folder = settings.work / "rust"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "src/bin").mkdir(parents=True)
    manifest = (settings.root / "Cargo.toml").read_text()
    profiles = re.search(r"^\[profile\.dev\].*?(?=^\[profile\.fuzz|^# For those)", manifest, re.DOTALL | re.MULTILINE)
    examples = (settings.root / "examples/rust/Cargo.toml").read_text()
    needs = examples[examples.index("[dependencies]"):]
    needs = needs.replace("../../crates", str(settings.root / "crates"))
    needs = needs.replace('default-features = false, features = ["image"]', 'features = ["image"]')
    (folder / "Cargo.toml").write_text(
        '[workspace]\n\n[package]\nname = "book"\nversion = "0.0.0"\nedition = "2024"\n\n'
        f'[lints.rust]\nwarnings = "deny"\n\n{profiles[0]}\n{needs}')
    shutil.copy(settings.root / "Cargo.lock", folder)
    target = settings.root / "target"
    for block in blocks:
        (folder / "src/bin" / f"{block.name}.rs").write_text(block.text)
        (target / "debug" / block.name).unlink(missing_ok=True)
    command = ["cargo", "build", "--offline", "--quiet", "--bins", "--keep-going", "--target-dir", str(target)]
    _, _, errors = run(command, folder)
    programs = [target / "debug" / block.name for block in blocks]
    return [[str(program)] if program.exists() else errors for program in programs]


def go(blocks, settings):
    folder = settings.work / "go"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "bin").mkdir(parents=True)
    (folder / "go.mod").write_text(
        f"module book\n\ngo 1.19\n\nrequire scipix v0.0.0\n\nreplace scipix => {settings.root}/bindings/go\n")
    for block in blocks:
        (folder / block.name).mkdir()
        (folder / block.name / "main.go").write_text(block.text)
    cache = settings.root / "target/go"
    environment = {**os.environ, "GOFLAGS": "", "GOPROXY": "off", "GOCACHE": str(cache / "cache"), "GOPATH": str(cache),
                   "PKG_CONFIG_PATH": str(settings.library.parent / "pkgconfig"),
                   "CGO_LDFLAGS": f"-Wl,-rpath,{settings.library.parent}"}
    unformatted = run(["gofmt", "-l", "."], folder)[1]

    # Each on its own: one that does not compile must not hide the others.
    def build(block):
        if f"{block.name}/" in unformatted:
            return "gofmt would change it:\n" + run(["gofmt", "-d", block.name], folder)[1]
        code, _, errors = run(["go", "build", "-o", f"bin/{block.name}", f"./{block.name}"], folder, environment)
        return [str(folder / "bin" / block.name)] if code == 0 else errors

    return [build(blocks[0]), *both_processors(build, blocks[1:])]


def csharp(blocks, settings):
    folder = settings.work / "csharp"
    folder.mkdir(exist_ok=True)
    compiler = ["mcs", "-langversion:latest", "-unsafe", "-warn:4", "-warnaserror"]
    binding = settings.root / "bindings/csharp"
    sources = [str(path) for part in ("src", "generated") for path in sorted((binding / part).glob("*.cs"))]
    code, said, errors = run([*compiler, "-t:library", f"-out:{folder}/Scipix.dll", *sources], folder)
    if code != 0:
        return [said + errors] * len(blocks)
    shutil.copy(binding / "Scipix.dll.config", folder)

    def build(block):
        source, program = folder / f"{block.name}.cs", folder / f"{block.name}.exe"
        source.write_text(block.text)
        code, said, errors = run([*compiler, "-r:Scipix.dll", f"-out:{program}", str(source)], folder)
        environment = ["env", f"LD_LIBRARY_PATH={settings.library.parent}"]
        return [*environment, "mono", str(program)] if code == 0 else said + errors

    return both_processors(build, blocks)


def script(blocks, settings, ending, interpreter):
    folder = settings.work / ending
    folder.mkdir(exist_ok=True)
    commands = []
    for block in blocks:
        source = folder / f"{block.name}.{ending}"
        source.write_text(block.text)
        commands.append([*interpreter, str(source)])
    return commands


def python(blocks, settings):
    return script(blocks, settings, "py", [str(settings.python), "-W", "error"])


def js(blocks, settings):
    """The package is found as `scipix` from where the programs lie."""
    modules = settings.work / "mjs/node_modules"
    modules.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(modules / "scipix", ignore_errors=True)
    shutil.copytree(settings.root / "target/npm/package", modules / "scipix")
    return script(blocks, settings, "mjs", ["node"])


BUILDERS = {"c": c, "cpp": cpp, "rust": rust, "go": go, "csharp": csharp, "python": python, "js": js}
