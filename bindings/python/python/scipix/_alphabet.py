"""The symbols of recognisers, as PaddleOCR's files list them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import scipix as sx

_PathLike = str | os.PathLike[str]

# The escapes of YAML's double quotes that are one character each.
_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")


def read_alphabet(path: _PathLike, *, space: bool = False) -> list[str]:
    """Reads the symbols of a recogniser, in the order of its classes and without the blank.

    A text file such as ``ppocr_keys_v1.txt`` has a symbol a line. Spaces are symbols, the ideographic one too, and so is what other
    programs take for the end of a line, such as U+2028: only LF and CRLF end one. A byte order mark is no symbol. A file that ends
    in ``.yml`` or ``.yaml`` is PaddleOCR's ``inference.yml``, whose ``character_dict`` is the list.

    Parameters
    ----------
    path : path
    space : bool
        Whether a space follows the symbols, as PaddleOCR's ``use_space_char`` has it. `scipix.ocr.Reader` adds one where the model has
        a class more than there are symbols.

    Returns
    -------
    list of str

    Raises
    ------
    scipix.FileError
        Where the file cannot be read or lists nothing.

    Examples
    --------
    >>> import os, tempfile, scipix.ocr
    >>> path = os.path.join(tempfile.mkdtemp(), "keys.txt")
    >>> _ = open(path, "wb").write("a\\n \\n\\u3000\\nb".encode())
    >>> scipix.ocr.read_alphabet(path, space=True)
    ['a', ' ', '\\u3000', 'b', ' ']
    """
    name = os.fspath(path)
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError as failure:
        raise sx.MissingFileError(f"{name}: there is no such file") from failure
    except OSError as failure:
        raise sx.FileError(f"{name}: {failure.strerror}") from failure
    except UnicodeDecodeError as failure:
        raise sx.FileError(f"{name}: is not UTF-8 at byte {failure.start}") from failure
    is_yaml = name.lower().endswith((".yml", ".yaml"))
    symbols = _character_dict(name, text) if is_yaml else symbols_of(text)
    if not symbols:
        raise sx.FileError(f"{name}: lists no symbols")
    return [*symbols, " "] if space else symbols


def symbols_of(text: str) -> list[str]:
    """Returns the symbols of a text with one a line. An empty line is a class without a text, as for PaddleOCR."""
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    return [line.removesuffix("\r") for line in lines]


def _character_dict(name: str, text: str) -> list[str]:
    """Returns the list `character_dict` of a YAML file in block style, as PaddleOCR exports it."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    start = next((index for index, line in enumerate(lines) if line.strip() == "character_dict:"), None)
    if start is None:
        raise sx.FileError(f"{name}: has no list called character_dict")
    depth = lines[start].index("c")
    symbols = []
    for number, line in enumerate(lines[start + 1 :], start + 2):
        item = re.match(r"( *)- ?(.*)", line, re.DOTALL)
        if item is None or len(item[1]) < depth:
            # Blank lines and comments are allowed between items; anything else is the next key.
            if line.strip(" ") == "" or line.lstrip(" ").startswith("#"):
                continue
            break
        symbols.append(_scalar(f"{name}: line {number}", item[2]))
    return symbols


def _scalar(place: str, text: str) -> str:
    """Returns what a scalar of one line stands for. Spaces around it do not count, an ideographic one does."""
    text = text.strip(" \t")
    if text[:1] == "'":
        quoted = re.fullmatch(r"'((?:[^']|'')*)'(?:[ \t]+#.*)?", text, re.DOTALL)
        if quoted:
            return quoted[1].replace("''", "'")
    elif text[:1] == '"':
        quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)"(?:[ \t]+#.*)?', text, re.DOTALL)
        if quoted:
            return _ESCAPE.sub(lambda found: _unescaped(place, found), quoted[1])
    elif not text or text[0] not in "|>&*!%@`[{":
        return re.sub(r"[ \t]+#.*", "", text, flags=re.DOTALL)
    raise sx.FileError(f"{place}: {text!r} is no symbol in one line")


def _unescaped(place: str, found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits:
        return chr(int(digits, 16))
    if found[4] not in _ESCAPES:
        raise sx.FileError(f"{place}: there is no escape \\{found[4]}")
    return _ESCAPES[found[4]]
