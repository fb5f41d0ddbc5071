"""The files of recognisers' symbols."""

import pytest

import scipix as sx
from scipix._alphabet import read_alphabet


@pytest.fixture
def written(tmp_path):
    def write(content, name="keys.txt"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_a_symbol_a_line(written):
    assert read_alphabet(written("a\nb\n")) == read_alphabet(str(written("a\nb"))) == ["a", "b"]
    assert read_alphabet(written("a\nb\n"), space=True) == ["a", "b", " "]
    # Spaces are symbols, and an empty line is a class without a text.
    assert read_alphabet(written("疗\n \n\u3000\n\nb \n\t\n")) == ["疗", " ", "\u3000", "", "b ", "\t"]
    # What str.splitlines and str.strip would take is kept.
    others = ["\u2028", "\x85", "\x0c", "\x1c", "\xa0", "\ufeff"]
    assert read_alphabet(written("a\n" + "\n".join(others) + "\n")) == ["a", *others]
    assert read_alphabet(written("\ufeffa\nb\n")) == ["a", "b"], "a byte order mark"
    assert read_alphabet(written("a\r\n \r\n\u3000\r\nb")) == ["a", " ", "\u3000", "b"]


def test_the_list_of_an_inference_yml(written):
    text = """Global:
  model_name: PP-OCRv5_mobile_rec
PostProcess:
  name: CTCLabelDecode
  character_dict:
  - \u3000
  - 一
  # a comment

  - '!'
  - ''''
  - '"'
  - "\\u3000\\\\\\"\\x41\\U0001F600"
  - '0'
  - 1
  - ~
  - '#'
  - a#b
  - c # a comment
  - \u2028
  - ' '
  - ''
  - '-'
Hpi:
  other:
  - no symbol
"""
    symbols = [
        "\u3000", "一", "!", "'", '"', '\u3000\\"A\U0001f600', "0", "1", "~", "#", "a#b", "c", "\u2028", " ", "", "-",
    ]  # fmt: skip
    assert read_alphabet(written(text, "inference.yml")) == symbols
    assert read_alphabet(written("\ufeff" + text.replace("\n", "\r\n"), "other.YAML"), space=True) == [*symbols, " "]
    deeper = "PostProcess:\n  character_dict:\n    - a\n    - 'b'\n  name: CTCLabelDecode\n"
    assert read_alphabet(written(deeper, "inference.yml")) == ["a", "b"]


def test_files_that_list_nothing(written, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no\.txt: there is no such file"):
        read_alphabet(tmp_path / "no.txt")
    for content, name, words in [
        (b"a\n\xff\n", "keys.txt", "is not UTF-8 at byte 2"),
        ("", "keys.txt", "lists no symbols"),
        ("a:\n  - b\n", "a.yml", "has no list called character_dict"),
        ("character_dict:\n", "a.yml", "lists no symbols"),
        ("character_dict:\n- a\n- 'b\n", "a.yml", "line 3: \"'b\" is no symbol in one line"),
        ("character_dict:\n- |\n  b\n", "a.yml", "line 2: '|' is no symbol in one line"),
        ('character_dict:\n- "\\q"\n', "a.yml", r"line 2: there is no escape \q"),
    ]:
        with pytest.raises(sx.FileError) as failure:
            read_alphabet(written(content, name))
        assert words in str(failure.value)
    with pytest.raises(sx.FileError):
        read_alphabet(tmp_path)
