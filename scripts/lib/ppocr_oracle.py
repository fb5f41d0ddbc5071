"""Compares what examples/ppocr kept of a page with PP-OCR's own preprocessing and decoding, in OpenCV and NumPy.

Usage: ppocr_oracle.py FOLDER RECOGNITION-MODEL
"""

import math
import pathlib
import sys

import cv2
import numpy as np
import onnxruntime

HEIGHT, LEAST_WIDTH = 48, 320


def preprocessed(crop):
    """The tensor of one line, alone: BGR, height 48, (x / 255 - 0.5) / 0.5, zeros at the right."""
    height, width = crop.shape[:2]
    canvas = max(LEAST_WIDTH, int(HEIGHT * (width / height)))
    scaled = cv2.resize(crop, (min(math.ceil(HEIGHT * (width / height)), canvas), HEIGHT))
    tensor = np.zeros((3, HEIGHT, canvas), np.float32)
    tensor[:, :, : scaled.shape[1]] = (scaled.astype(np.float32).transpose(2, 0, 1) / 255 - 0.5) / 0.5
    return tensor


def decoded(scores, symbols):
    """The symbols of one line: best class of each step, repeats and blanks left out."""
    best = scores.argmax(axis=1)
    before = np.concatenate([[0], best[:-1]])
    return "".join(symbols[i] for i in best[(best != 0) & (best != before)])


def main(folder, model):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    symbols = ["", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]
    worst = 0.0
    crops = sorted(file for file in pathlib.Path(folder).iterdir() if file.suffix in (".ppm", ".pgm"))
    if not crops:
        sys.exit(f"ppocr_oracle: no crops in {folder}")
    for file in crops:
        expected = preprocessed(cv2.imread(str(file), cv2.IMREAD_COLOR))
        tensor = np.fromfile(file.with_suffix(".f32"), np.float32)
        if tensor.size != expected.size:
            sys.exit(f"ppocr_oracle: {file.name}: {tensor.size} elements, not {expected.shape}")
        tensor = tensor.reshape(expected.shape)
        worst = max(worst, float(np.abs(tensor - expected).max()))
        if worst > 1e-5:
            sys.exit(f"ppocr_oracle: {file.name}: an element is off by {worst}")
        text = decoded(session.run(None, {session.get_inputs()[0].name: tensor[None]})[0][0], symbols)
        read = file.with_suffix(".txt").read_text(encoding="utf-8")
        if read != text:
            sys.exit(f"ppocr_oracle: {file.name}: read {read!r}, not {text!r}")
    print(f"{len(crops)} lines: tensors within {worst:.1e} of OpenCV's, texts the same")


main(*sys.argv[1:])
