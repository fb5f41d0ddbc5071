"""What the scripts share that keep a ledger of runs, a file of lines with tabs, and a part of docs/trust.md about it."""

import datetime
import pathlib

DOC = pathlib.Path("docs/trust.md")


def rows(path):
    """Returns the lines of a ledger, split at the tabs; none where there is no file yet."""
    text = path.read_text() if path.exists() else ""
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")]


def today():
    """Returns the date."""
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def move(runs, ledger, head, fresh):
    """Appends the rows `fresh` to a ledger, which begins with `head`, and removes the file of runs that they came from."""
    lines = ["\t".join(map(str, row)) + "\n" for row in fresh]
    ledger.write_text((ledger.read_text() if ledger.exists() else head) + "".join(lines))
    runs.unlink(missing_ok=True)
    print(f"{ledger}: {len(lines)} runs more")


def write_part(name, text):
    """Replaces the part of the document between the comments of this name."""
    begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before, rest = DOC.read_text().split(begin)
    DOC.write_text(before + begin + text + end + rest.split(end)[1])
