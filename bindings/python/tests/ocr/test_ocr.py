"""Reading pages with the models of PP-OCR. scripts/test-python runs it where ONNX Runtime and the models are, and no OpenCV."""

import json
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import scipix as sx
from scipix import ocr
from scipix.compat.rapidocr import RapidOCR

PAGES = Path(os.environ["SCIPIX_TEST_PAGES"])
PHOTOTEST = [
    "This is a lot of 12 point text to test the",
    "ocr code and see if it works on all types",
    "of file format.",
    "The quick brown dog jumped over the",
    "lazy fox. The quick brown dog jumped",
    "over the lazy fox. The quick brown dog",
    "jumped over the lazy fox. The quick",
    "brown dog jumped over the lazy fox.",
]


@pytest.fixture(scope="module")
def reader():
    return ocr.Reader(threads=2, words=True)


@pytest.fixture(scope="module")
def phototest():
    with Image.open(PAGES / "phototest.tif") as picture:
        return np.asarray(picture.convert("RGB"))


def test_a_page_is_read(reader, phototest):
    page = reader(phototest)
    assert page.text.splitlines() == PHOTOTEST
    assert (page.height, page.width) == phototest.shape[:2] and all(line.score > 0.9 for line in page.lines)
    line = page.lines[0]
    assert [word.text for word in line.words] == line.text.split()
    left, right = line.quad.min(axis=0)[0], line.quad.max(axis=0)[0]
    assert all(left - 3 <= word.box[0, 0] < word.box[1, 0] <= right + 3 for word in line.words)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded")
def test_a_reader_is_made_after_a_fork(reader, phototest):
    reader(phototest)  # has started its threads
    child = os.fork()
    if child == 0:
        status = 1
        try:
            for call in [lambda: reader(phototest), lambda: reader.read_lines(phototest, np.zeros((1, 4, 2)))]:
                with pytest.raises(sx.StateError, match="the reader was made before a fork"):
                    call()
            status = 0 if ocr.Reader(threads=2)(phototest).text.splitlines() == PHOTOTEST else 2
        finally:
            os._exit(status)
    deadline = time.monotonic() + 60
    done = (0, 0)
    while done[0] == 0 and time.monotonic() < deadline:
        time.sleep(0.01)
        done = os.waitpid(child, os.WNOHANG)
    if done[0] == 0:
        os.kill(child, 9)
        os.waitpid(child, 0)
    assert done == (child, 0), "the child hangs or fails"


def test_kinds_of_images(reader, phototest):
    gray = sx.grayscale(phototest)
    assert reader(gray).text == reader(phototest[..., ::-1], order="bgr").text == "\n".join(PHOTOTEST)
    assert reader(np.full((300, 400, 3), 255, np.uint8)).lines == []
    with pytest.raises(ValueError, match="image: "):
        reader(np.zeros((4, 4, 4, 3), np.uint8))
    with pytest.raises(ValueError, match="images: expected dtype uint8"):
        reader(phototest / 2)


def test_lines_that_stand_on_their_heads(reader, phototest):
    turned = reader(phototest[::-1, ::-1])
    assert sorted(line.text for line in turned.lines) == sorted(PHOTOTEST)


def test_many_threads_share_a_reader(reader, phototest):
    pages = sx.parallel_map(reader, [phototest] * 4)
    assert {page.text for page in pages} == {"\n".join(PHOTOTEST)}


def test_lines_of_several_pages_share_a_batch(reader, phototest):
    tensors = reader.line_tensors(phototest, reader.find_lines(phototest))
    batches = []

    def read(items):
        batches.append(len(items))
        return reader.read_tensor(np.concatenate(items))

    with sx.Batcher(read, max_batch_size=2, max_wait=5.0, preferred_batch_size=2) as batcher:
        futures = [[batcher.submit(tensor, group=tensor.shape[3]) for tensor in tensors] for _ in range(2)]
        texts = [[future.result(60).text for future in page] for page in futures]
    assert texts == [PHOTOTEST, PHOTOTEST] and set(batches) == {2}


def test_the_call_of_rapidocr(phototest):
    engine = RapidOCR(intra_op_num_threads=2)
    result, elapsed = engine(phototest[..., ::-1])
    assert [text for _, text, _ in result] == PHOTOTEST
    corners, _, score = result[0]
    assert len(corners) == 4 and len(corners[0]) == 2 and 0.9 < score <= 1 and len(elapsed) == 3
    path = PAGES / "phototest.tif"
    assert [line[1] for line in engine(str(path))[0]] == [line[1] for line in engine(path.read_bytes())[0]] == PHOTOTEST
    assert engine(np.full((300, 400, 3), 255, np.uint8)) == (None, None)
    with pytest.raises(TypeError, match="img_content"):
        engine(3)


def test_options_of_rapidocr_that_are_not_there(phototest):
    engine = RapidOCR(intra_op_num_threads=2, use_cls=False, det_use_cuda=False, det_limit_type="min")
    page = phototest[..., ::-1]
    assert engine(page, text_score=1.0) == (None, None)
    assert [text for _, text, _ in engine(page, True, use_cls=False, box_thresh=0.5)[0]] == PHOTOTEST
    for options in [{"use_det": False}, {"use_rec": False}, {"use_cls": True}]:
        with pytest.raises(ValueError, match=f"^{next(iter(options))}: is "):
            engine(page, **options)
    for name in ["det_thresh", "unclip_ratio"]:
        with pytest.raises(ValueError, match=rf"^{name}: is 2.0, and .* has only"):
            RapidOCR(**{name: 2.0})


def test_options_of_a_call_of_rapidocr(phototest):
    engine = RapidOCR(intra_op_num_threads=2, use_cls=False)
    page = phototest[..., ::-1]
    height = lambda found: np.ptp(np.array(found[0][0][0])[:, 1])  # noqa: E731
    first = engine(page)
    assert height(engine(page, unclip_ratio=2.5)) > height(first) > height(engine(page, unclip_ratio=1.2))
    assert engine(page, box_thresh=0.99) == (None, None)
    # The options of one call are not those of the next.
    assert engine(page)[0] == first[0] == engine(page, box_thresh=0.5, unclip_ratio=1.6, text_score=0.5)[0]
    made = RapidOCR(intra_op_num_threads=2, use_cls=False, det_box_thresh=0.99, det_unclip_ratio=2.5)
    assert made(page) == (None, None)
    assert made(page, box_thresh=0.5)[0] == engine(page, unclip_ratio=2.5)[0]


def test_the_boxes_of_characters_of_rapidocr(phototest):
    engine = RapidOCR(intra_op_num_threads=2, use_cls=False)
    page = phototest[..., ::-1]
    result, _ = engine(page, return_word_box=True)
    assert [line[:3] for line in result] == engine(page)[0]
    for corners, text, _, boxes, characters, scores in result:
        assert "".join(characters) == text and len(boxes) == len(scores) == len(text)
        assert all(0 < score <= 1 for score in scores) and all(isinstance(side, int) for box in boxes for point in box for side in point)
        lefts = [box[0][0] for box in boxes]
        assert lefts == sorted(lefts) and corners[0][0] - 3 <= lefts[0] and boxes[-1][1][0] <= corners[1][0] + 3
    found = json.loads(json.dumps(result))
    assert found[0][4][:4] == list("This")


def test_words_of_a_call_of_a_reader(reader, phototest):
    quads = reader.find_lines(phototest)[:1]
    by_reader, none, characters = (reader.read_lines(phototest, quads, words=words)[0].words for words in [None, False, "characters"])
    assert [word.text for word in by_reader][:2] == ["This", "is"] and none == []
    assert [word.text for word in characters][:5] == ["T", "h", "i", "s", "i"]
    assert len(reader.find_lines(phototest, box_threshold=0.99)) == 0


def test_an_alphabet_with_and_without_the_space(reader, phototest, tmp_path):
    symbols = reader._recogniser.metadata("character").splitlines()
    for alphabet in [symbols, [*symbols, " "]]:
        assert ocr.Reader(alphabet=alphabet)(phototest).text.splitlines() == PHOTOTEST
    path = tmp_path / "keys.txt"
    path.write_text("\n".join(symbols) + "\n", encoding="utf-8")
    assert ocr.read_alphabet(path) == symbols and ocr.Reader(alphabet=path)(phototest).text.splitlines() == PHOTOTEST
    with pytest.raises(ValueError, match="alphabet: has 3 symbols, the model 6625 classes with the blank"):
        ocr.Reader(alphabet=["a", "b", "c"])


def test_models_that_are_not_there(tmp_path):
    detector, recogniser, classifier = ocr.find_models()
    assert detector.exists() and recogniser.exists() and classifier.exists()
    with pytest.raises(FileNotFoundError, match="nothing.onnx: there is no such model"):
        ocr.Reader(tmp_path / "nothing.onnx", recogniser)
    with pytest.raises(sx.FileError, match="does not hold the model's characters"):
        ocr.Reader(detector, detector)
    with pytest.raises(ValueError, match="threads: 0"):
        ocr.Reader(threads=0)


def program(*arguments):
    command = [sys.executable, "-m", "scipix", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)


def test_the_program(tmp_path):
    page, picture = PAGES / "phototest.tif", tmp_path / "lines.png"
    done = program("ocr", page, "--picture", picture)
    assert (done.returncode, done.stdout.splitlines()) == (0, PHOTOTEST)
    with Image.open(picture) as drawn:
        assert ((np.asarray(drawn) == [255, 0, 0]).all(axis=2)).sum() > 1000
    found = json.loads(program("ocr", page, "--json").stdout)["pages"][0]
    assert [line["text"] for line in found["lines"]] == PHOTOTEST and found["lines"][0]["words"][0]["text"] == "This"
    document = ET.fromstring(program("ocr", page, "--hocr").stdout)
    spans = [span for span in document.iter() if span.get("class") == "ocrx_word"]
    assert [span.text for span in spans[:3]] == ["This", "is", "a"] and "bbox" in spans[0].get("title")
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    done = program("ocr", broken, page)
    assert done.returncode == 1 and "broken.png" in done.stderr and done.stdout.splitlines() == PHOTOTEST


def test_no_other_library_of_images_is_imported():
    program = "import sys, scipix.ocr; scipix.ocr.Reader(); print(sorted({'cv2', 'shapely', 'pyclipper', 'rapidocr_onnxruntime'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "[]\n"
