"""Tables of instructions that are kept: the first line names the compiler, because another one makes other instructions."""

import subprocess

# How far above the table a count may be: by a share, and by a few instructions that another compiler or run may need.
SHARE, FEW = 0.10, 12


def has_grown(count, kept):
    """Whether a count is above the one that is kept by more than it may."""
    return count > kept * (1 + SHARE) + FEW


def compiler(rustc):
    """Returns the version of a compiler."""
    return subprocess.run([rustc, "--version"], check=True, capture_output=True, text=True).stdout.strip()


def write(path, rustc, lines):
    """Writes a table: the names of the columns, then its rows."""
    path.write_text("\n".join([f"# {compiler(rustc)}", *lines]) + "\n")


def rows(path):
    """Returns the rows of a table, split at the tabs."""
    return [line.split("\t") for line in path.read_text().splitlines()[2:]]


def is_comparable(path, rustc, script):
    """Whether a table is from this compiler; says so where it is not."""
    kept_with = path.read_text().splitlines()[0].lstrip("# ")
    if kept_with == compiler(rustc):
        return True
    print(f"{script}: SKIPPED the comparison: {path.name} was counted with {kept_with}")
    return False
