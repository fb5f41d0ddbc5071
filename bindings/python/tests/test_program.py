"""The program `python -m scipix`, but for the reading of text."""

import os
import subprocess
import sys
import zlib

import numpy as np
import pytest
from PIL import Image

import scipix as sx
from scipix.__main__ import main
from scipix._files import rgb_pages


def program(*arguments):
    command = [sys.executable, "-m", "scipix", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_clean(tmp_path):
    page = np.full((600, 800), 250, np.uint8)
    for y in range(60, 540, 24):
        page[y : y + 8, 80:720] = 20
    colour, gray = Image.fromarray(np.dstack([page] * 3)), Image.fromarray(sx.rotate(page, 2))
    gray.save(tmp_path / "askew.png", dpi=(300, 300))
    gray.save(tmp_path / "two.tif", save_all=True, append_images=[colour], dpi=(200, 200))
    colour.convert("RGBA").save(tmp_path / "alpha.webp")
    colour.save(tmp_path / "photo.jpg")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    out, html = tmp_path / "out", tmp_path / "clean.html"
    done = program("clean", tmp_path, out, "--lines", "off", "--jobs", 2, "--show", "--report", html)
    assert done.returncode == 1 and f"{tmp_path / 'broken.png'}: " in done.stderr
    assert f"{out / 'askew.png'}: made level by -" in done.stdout and f"{out / 'two.tif'} page 2: nothing" in done.stdout
    pages = {"alpha.png", "askew.png", "photo.jpg", "two.tif"}
    shown = {"alpha.show.png", "askew.show.png", "photo.show.png", "two.show.png", "two.2.show.png"}
    assert {path.name for path in out.iterdir()} == pages | shown
    with Image.open(out / "askew.png") as cleaned:
        assert abs(sx.skew(cleaned).degrees) < 0.1 and round(cleaned.info["dpi"][0]) == 300
    with Image.open(out / "two.tif") as cleaned:
        assert cleaned.n_frames == 2 and cleaned.info["dpi"] == (200, 200)
    text = html.read_text()
    assert text.count("<section>") == 5 and text.count("<img ") == 10 and "broken.png" in text
    assert program("clean", tmp_path / "photo.jpg", tmp_path / "bits.tif", "--bits", "--quiet").stdout == ""
    with Image.open(tmp_path / "bits.tif") as cleaned:
        assert cleaned.mode == "1" and np.asarray(cleaned).mean() > 0.5


def test_clean_refuses_what_would_be_lost(tmp_path, monkeypatch, capsys):
    for name in ["a.png", "a.jpg"]:
        Image.new("L", (60, 40), 255).save(tmp_path / name)
    a, b, out = tmp_path / "a.png", tmp_path / "a.jpg", tmp_path / "out"
    for arguments, message in [
        ([a], "IN or OUT is missing"),
        ([a, tmp_path], "is read and would be overwritten"),
        ([a, b, out, "--format", "tiff"], "would both be written to"),
        ([a, b, tmp_path / "one.tif"], "names a file, but 2 are read"),
        ([a, tmp_path / "a.webp"], "a picture that is not written"),
        ([a, out, "--report", b.with_name("a.png")], "is read and would be overwritten"),
        ([a, tmp_path / "b.png", "--report", tmp_path / "b.png"], "a.png and the report would both be written to"),
        ([a, b, out, "--show"], "would both be written to"),
        ([a, out, "--jobs", 0], "--jobs 0 is less than 1"),
        ([a, out, "--lines", "maybe"], "invalid choice"),
    ]:
        monkeypatch.setattr(sys, "argv", ["scipix", "clean", *map(str, arguments)])
        with pytest.raises(SystemExit, match="2"):
            main()
        assert message in capsys.readouterr().err
    assert not out.exists()


def test_clean_names_what_decoders_refuse(tmp_path):
    Image.new("L", (60, 40), 255).save(tmp_path / "a.png")
    whole = (tmp_path / "a.png").read_bytes()
    size = (30_000).to_bytes(4, "big")
    head = whole[12:16] + size + size + whole[24:29]
    (tmp_path / "huge.png").write_bytes(whole[:12] + head + zlib.crc32(head).to_bytes(4, "big") + whole[33:])
    Image.new("1", (10_000, 9_000), 1).save(tmp_path / "large.png")
    done = program("clean", tmp_path, tmp_path / "out")
    assert done.returncode == 1 and done.stderr.count("\n") == 1 and "huge.png: Image size" in done.stderr
    assert [line.partition(": ")[2] for line in done.stdout.splitlines()] == ["nothing to do"] * 2


def test_readers_who_leave_and_names_that_are_no_text(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff.png"
    Image.new("L", (60, 40), 255).save(tmp_path / "a.png")
    os.rename(tmp_path / "a.png", name)
    strict = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    for arguments in [["detect-features"], ["clean", name, tmp_path / "out", "--report", tmp_path / "report.html"]]:
        command = [sys.executable, "-m", "scipix", *arguments]
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, env=strict, timeout=60)
        os.close(writer)
        assert (done.returncode, done.stderr) == (0, "")
        done = subprocess.run(command, capture_output=True, text=True, env=strict, timeout=60)
        assert (done.returncode, done.stderr) == (0, "") and done.stdout.endswith("\n")
    assert "\\udcff.png: nothing to do" in done.stdout and (tmp_path / "report.html").exists()


def test_without_pillow():
    code = "import sys; sys.modules['PIL'] = None; sys.argv = ['', 'clean', 'a', 'b']; import scipix.__main__ as m; sys.exit(m.main())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "scipix: this command needs the package Pillow\n")


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


def test_pages_of_any_mode_are_read_as_their_colours(tmp_path):
    # Not before: test_docs.py looks at what `import scipix` alone brings.
    from scipix.ocr import _pixels_of
    from scipix.ray.pages import decode

    gray = np.full((30, 40), 200, np.uint8)
    gray[:10, :20] = 60
    picture, clear = Image.fromarray(gray), Image.new("LA", (40, 30), (0, 0))
    clear.paste((60, 255), (0, 0, 20, 10))
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.transpose(Image.Transpose.ROTATE_90).save(tmp_path / "turned.png", exif=exif)
    Image.fromarray(gray.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    picture.convert("P").save(tmp_path / "palette.png")
    picture.convert("CMYK").save(tmp_path / "inks.tif")
    clear.save(tmp_path / "clear.png")
    for name, paper in [("turned.png", 200), ("deep.png", 200), ("palette.png", 200), ("inks.tif", 200), ("clear.png", 255)]:
        expected = np.where(gray == 200, paper, gray)
        [pixels] = rgb_pages(tmp_path / name)
        [page] = decode((tmp_path / name).read_bytes())
        assert pixels.dtype == np.uint8 and np.array_equal(pixels, np.dstack([expected] * 3)), name
        assert np.array_equal(page.pixels, pixels), name
        if name != "turned.png":
            with Image.open(tmp_path / name) as opened:
                assert np.array_equal(_pixels_of(opened), pixels), name
    assert _pixels_of(picture).shape == gray.shape


def test_without_a_runtime_for_models():
    code = "import sys; sys.modules['onnxruntime'] = None; import scipix.ocr as o; o._OnnxModel(__file__, 1)"
    done = subprocess.run([sys.executable, "-c", code.replace("__file__", "'x'")], capture_output=True, text=True)
    assert "scipix.ocr needs the package onnxruntime" in done.stderr
