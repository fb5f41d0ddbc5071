"""Files, tables and stages, without a cluster."""

import json
import multiprocessing
import pickle

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image
from readers import Cheap

import scipix as sx
import scipix.ray
from scipix.ray import files, pages
from scipix.ray.table import describe

QUICK = {"seconds": 0.0}


def page(red, number=0):
    pixels = np.full((20, 30, 3), 200, np.uint8)
    pixels[0, 0] = red, 0, 0
    pixels[1, 1] = number
    return pixels


def png(pixels):
    from io import BytesIO

    data = BytesIO()
    Image.fromarray(pixels).save(data, "PNG")
    return data.getvalue()


def tiff_of(folder, count):
    frames = [Image.fromarray(page(1, number)) for number in range(count)]
    frames[0].save(folder / "many.tif", save_all=True, append_images=frames[1:])
    return (folder / "many.tif").read_bytes()


def batch(*data):
    return {"path": np.array([f"p{n}" for n in range(len(data))]), "bytes": np.array(data, object)}


def test_the_schema_and_the_kinds_of_rows():
    read = scipix.ray.Read(Cheap, QUICK)
    table = read(batch(png(page(2)), png(page(0)), b"no picture", png(page(255))))
    assert table.schema == scipix.ray.schema()
    types = {field.name: str(field.type) for field in table.schema}
    assert types == {
        "path": "string", "page": "int32", "line": "int32", "text": "string",
        "score": "float", "quad": "list<item: float>", "error": "string",
    }  # fmt: skip
    rows = table.to_pylist()
    assert [(row["path"], row["line"]) for row in rows] == [("p0", 0), ("p0", 1), ("p1", None), ("p2", None), ("p3", None)]
    assert rows[0]["quad"] == [0, 0, 9, 0, 9, 4, 0, 4] and rows[0]["score"] == 0.75 and rows[0]["text"].startswith("sum ")
    assert [row["error"] for row in rows[:3]] == [None] * 3 and rows[2]["text"] is None
    assert rows[3]["error"] == "UnidentifiedImageError: cannot identify image file <_io.BytesIO>"
    assert rows[4]["error"] == "ArithmeticError: this page makes the reader raise"
    assert all(name in scipix.ray.schema.__doc__ for name in types)


def test_documents_of_several_pages(tmp_path):
    data = tiff_of(tmp_path, 3)
    rows = scipix.ray.Read(Cheap, QUICK)(batch(data)).to_pylist()
    assert [row["page"] for row in rows] == [0, 1, 2] and len({row["text"] for row in rows}) == 3
    cut_off = list(pages.decode(data[: len(data) // 2]))
    assert len(cut_off) >= 1 and cut_off[-1].error is not None


def test_pages_of_a_pdf(tmp_path):
    pytest.importorskip("pypdfium2")
    first, second = Image.new("RGB", (100, 200), (9, 9, 9)), Image.new("RGB", (200, 100), (200, 9, 9))
    first.save(tmp_path / "two.pdf", save_all=True, append_images=[second], resolution=72)
    found = list(pages.decode((tmp_path / "two.pdf").read_bytes(), dpi=144))
    assert [(page.number, page.error) for page in found] == [(0, None), (1, None)]
    assert [page.pixels.shape for page in found] == [(400, 200, 3), (200, 400, 3)]
    assert found[1].pixels[50, 50, 0] > 150 > found[1].pixels[50, 50, 2]
    assert list(pages.decode(b"%PDF-nothing"))[0].error.startswith("PdfiumError")


def test_clean_hands_on_to_read(tmp_path):
    clean = scipix.ray.Clean()
    white = np.full((300, 400, 3), 250, np.uint8)
    white[100:104, 40:360] = 20
    cleaned = clean(batch(png(white), b"no picture", tiff_of(tmp_path, 2)))
    assert cleaned.column_names == ["path", "page", "bytes", "report", "error"]
    rows = cleaned.to_pylist()
    assert [(row["path"], row["page"]) for row in rows] == [("p0", 0), ("p1", 0), ("p2", 0), ("p2", 1)]
    assert json.loads(rows[0]["report"]) and rows[1]["bytes"] is None and "UnidentifiedImageError" in rows[1]["error"]
    numpy_batch = {name: cleaned[name].to_numpy(zero_copy_only=False) for name in cleaned.column_names}
    read = scipix.ray.Read(Cheap, QUICK)(numpy_batch).to_pylist()
    assert {(row["path"], row["page"]) for row in read} == {("p0", 0), ("p1", 0), ("p2", 0), ("p2", 1)}
    assert [row["path"] for row in read if row["error"]] == ["p1"]
    both = scipix.ray.Read(Cheap, QUICK, clean=True)(batch(png(white))).to_pylist()
    assert both and {(row["page"], row["error"]) for row in both} == {(0, None)}


def test_arrays_of_pixels_are_read_too():
    images = {"path": ["a", "b"], "image": [page(1), page(3)]}
    rows = scipix.ray.Read(Cheap, QUICK)(images).to_pylist()
    assert [row["path"] for row in rows] == ["a", "b", "b", "b"]


def test_stages_are_pickled_without_models():
    read = scipix.ray.Read("readers:Cheap", QUICK)
    read.open()
    assert len(pickle.dumps(read)) < 500
    assert pickle.loads(pickle.dumps(read))(batch(png(page(1)))).num_rows == 1
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(read, [batch(png(page(2)))])[0].num_rows == 2


@pytest.mark.parametrize(
    "wrong, message", [({"reader": "readers"}, "module:Class"), ({"dpi": 0}, "dpi: 0"), ({"threads": 0}, "threads: 0")]
)
def test_wrong_arguments(wrong, message):
    with pytest.raises(ValueError, match=message):
        scipix.ray.Read(**wrong)


def test_errors_are_the_same_in_each_run():
    assert describe(OSError("in <X object at 0x7f12ab>")) == "OSError: in <X>" and describe(KeyError()) == "KeyError"


def test_inputs(tmp_path):
    (tmp_path / "deep").mkdir()
    for name in ["b.png", "a.TIF", "deep/c.jpg", "note.md", ".hidden.png", "d.pdf"]:
        (tmp_path / name).write_bytes(b"x")
    found, left_out = files.find_inputs(str(tmp_path))
    expected = ["a.TIF", "b.png", *(["d.pdf"] if pages.can_read_pdf() else []), "deep/c.jpg"]
    assert found == [f"{tmp_path}/{name}" for name in expected] and left_out == (not pages.can_read_pdf())
    assert files.find_inputs(f"file://{tmp_path}")[0] == [f"file://{path}" for path in found]
    assert files.find_inputs(f"{tmp_path}/*.png")[0] == [f"{tmp_path}/b.png"]
    assert files.find_inputs(f"file://{tmp_path}/*/c.*")[0] == [f"file://{tmp_path}/deep/c.jpg"]
    (tmp_path / "list.txt").write_text(f"{tmp_path}/b.png\n\n{tmp_path}/a.TIF\n{tmp_path}/b.png\n")
    assert files.find_inputs(f"{tmp_path}/list.txt")[0] == [f"{tmp_path}/a.TIF", f"{tmp_path}/b.png"]
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        files.find_inputs(str(tmp_path / "absent"))


def test_parts_appear_whole_and_are_known_again(tmp_path):
    output = files.Output(str(tmp_path / "out"))
    output.prepare()
    names = [f"file{n}" for n in range(10)]
    parts = output.missing(names, 4)
    assert [len(part) for part in parts.values()] == [4, 4, 2]
    name, first = next(iter(parts.items()))
    table = pa.Table.from_pylist([{"path": path, "page": 0} for path in first], schema=scipix.ray.schema())
    assert output.write(name, [table]) == (tmp_path / "out" / name).stat().st_size
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [".lock", name]
    assert pq.read_table(tmp_path / "out").column("path").to_pylist() == first
    assert list(output.missing(names, 4)) == list(parts)[1:]
    # Another cut, and new files: what is there counts all the same.
    missing = output.missing([*names, "file10"], 3)
    assert sorted(path for part in missing.values() for path in part) == sorted([*names[4:], "file10"])
    (tmp_path / "out" / ".part-unfinished").write_bytes(b"x")
    with pytest.raises(OSError, match="another job writes to it"):
        files.Output(str(tmp_path / "out")).prepare()
    output.release()
    files.Output(str(tmp_path / "out")).prepare()
    assert not (tmp_path / "out" / ".part-unfinished").exists()


def test_a_real_reader():
    pytest.importorskip("onnxruntime")
    import os
    from pathlib import Path

    from scipix import ocr

    try:
        ocr.find_models()
    except sx.FileError:
        pytest.skip("no models are installed")
    path = Path(os.environ["SCIPIX_TEST_PAGES"], "phototest.tif")
    table = scipix.ray.Read()({"path": [str(path)], "bytes": [path.read_bytes()]})
    assert table["text"].to_pylist()[:2] == [
        "This is a lot of 12 point text to test the",
        "ocr code and see if it works on all types",
    ]
    assert sx.thread_count() == 1 and min(table["score"].to_pylist()) > 0.9
    sx.set_thread_count(0)
