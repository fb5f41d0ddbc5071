"""The program `python -m scipix`, but for the reading of text."""

import subprocess
import sys

import numpy as np
from PIL import Image

import scipix as sx


def program(*arguments):
    command = [sys.executable, "-m", "scipix", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_clean(tmp_path):
    page = np.full((600, 800), 250, np.uint8)
    for y in range(60, 540, 24):
        page[y : y + 8, 80:720] = 20
    Image.fromarray(sx.rotate(page, 2)).save(tmp_path / "page.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    done = program("clean", tmp_path, "--to", tmp_path / "out", "--background")
    assert done.returncode == 1 and "broken.png" in done.stdout and "2 pages, 1 failed" in done.stdout
    with Image.open(tmp_path / "out" / "page.png") as cleaned:
        bw = np.asarray(cleaned)
    assert set(np.unique(bw)) == {0, 255} and abs(sx.skew(bw).degrees) < 0.1


def test_features_and_quantisation(tmp_path):
    done = program("detect-features")
    assert done.returncode == 0 and f"threads:  {sx.thread_count()}" in done.stdout
    path = tmp_path / "model.safetensors"
    sx.save(path, {"w": sx.QTensor(np.ones((2, 3), np.float32))})
    done = program("quantize", path, tmp_path / "small.safetensors")
    assert done.returncode == 0 and "1.00 times smaller" in done.stdout
    done = program("quantize", tmp_path / "nothing", path)
    assert done.returncode == 1 and done.stderr.startswith("scipix: ")
    assert program("ocr").returncode == 2


def test_without_a_runtime_for_models():
    code = "import sys; sys.modules['onnxruntime'] = None; import scipix.ocr as o; o._OnnxModel(__file__, 1)"
    done = subprocess.run([sys.executable, "-c", code.replace("__file__", "'x'")], capture_output=True, text=True)
    assert "scipix.ocr needs the package onnxruntime" in done.stderr
