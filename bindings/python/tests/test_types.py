"""The types of arguments, as a type checker sees them."""

import subprocess
import sys

import pytest

PROGRAM = """
from typing import Any

import numpy as np
import numpy.typing as npt

import scipix as sx


class Tensor:
    # As torch's: neither the buffer protocol nor __array_interface__.
    def __array__(self, dtype: Any = None) -> npt.NDArray[Any]:
        return np.full((20, 40), 200, np.uint8)


print(sx.otsu(Tensor()))
sx.line_groups(np.array(sx.quad_sizes([[[0, 0], [9, 0], [9, 3], [0, 3]]])))
"""


def test_tensors_are_arrays(tmp_path):
    # A folder of that name would be enough for mypy alone.
    pytest.importorskip("mypy.api")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    for command in [["-m", "mypy", "--strict", "--cache-dir", str(tmp_path / "mypy")], []]:
        done = subprocess.run([sys.executable, *command, str(program)], capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
