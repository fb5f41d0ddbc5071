"""The weights of an ONNX model as safetensors, and what its linear layers lose by being made of bytes.

recogniser_weights.py extract MODEL.onnx OUT.safetensors
recogniser_weights.py compare WEIGHTS.safetensors REPORT.json LIBSCIPIX
"""

import ctypes
import json
import math
import sys

import numpy as np

ROWS = 64
TOLERANCE_DB = 0.5


def extract(model_path, out_path):
    """Matrices of a product [k, n] are written as a layer has them, [n, k]; kernels of a convolution as they are."""
    import onnx

    graph = onnx.load(model_path).graph
    floats = {init.name: onnx.numpy_helper.to_array(init) for init in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant":
            floats[node.output[0]] = onnx.numpy_helper.to_array(node.attribute[0].t)
    tensors = {}
    for node in graph.node:
        if node.op_type in ("Conv", "MatMul") and node.input[1] in floats:
            values = floats[node.input[1]].astype(np.float32)
            tensors[node.input[1]] = np.ascontiguousarray(values.T if node.op_type == "MatMul" else values)
    header, data = {}, b""
    for name, values in tensors.items():
        span = [len(data), len(data) + values.nbytes]
        header[name] = {"dtype": "F32", "shape": list(values.shape), "data_offsets": span}
        data += values.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(out_path, "wb") as out:
        out.write(len(text).to_bytes(8, "little") + text + data)


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        yield name, np.frombuffer(data[begin:end], np.float32).reshape(entry["shape"])


class Config(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32)] + [(f"word{i}", ctypes.c_int32) for i in range(7)]


def layer_of_bytes(library, weights, activations):
    def check(status):
        if status != 0:
            library.scipix_last_error_message.restype = ctypes.c_char_p
            raise RuntimeError(library.scipix_last_error_message().decode())

    def floats(array):
        return array.ctypes.data_as(ctypes.POINTER(ctypes.c_float))

    config, tensor, linear = Config(), ctypes.c_void_p(), ctypes.c_void_p()
    config.struct_size = ctypes.sizeof(config)
    check(library.scipix_quant_config_init(ctypes.byref(config)))
    granularity_by_channel = 1
    config.word2 = granularity_by_channel
    shape = (ctypes.c_size_t * 2)(*weights.shape)
    check(library.scipix_qtensor_from_f32(floats(weights), shape, 2, ctypes.byref(config), ctypes.byref(tensor)))
    check(library.scipix_linear_new(tensor, None, ctypes.byref(linear)))
    n, k = weights.shape
    out = np.empty((len(activations), n), np.float32)
    size = ctypes.c_size_t
    check(library.scipix_linear_run(linear, floats(activations), size(len(activations)), size(k), floats(out), size(n)))
    check(library.scipix_linear_free(linear))
    check(library.scipix_qtensor_free(tensor))
    return out


def decibel(signal, noise):
    return 10 * math.log10(np.sum(np.square(signal, dtype=np.float64)) / np.sum(np.square(noise, dtype=np.float64)))


def sqnr_of_activations(rows):
    """Of rows as unsigned bytes, each with params of its own, as the layer makes them."""
    low, high = np.minimum(rows.min(1), 0), np.maximum(rows.max(1), 0)
    scale = ((high - low) / 255)[:, None]
    zero = np.rint(-low[:, None] / scale)
    values = (np.clip(np.rint(rows / scale) + zero, 0, 255) - zero) * scale
    return decibel(rows, values - rows)


def compare(weights_path, report_path, library_path):
    library = ctypes.CDLL(library_path)
    rows = {row["name"]: row for row in json.load(open(report_path))["tensors"]}
    dice = np.random.default_rng(1)
    print("| shape | SQNR, dB | ratio | a layer's, dB | predicted, dB |\n| --- | ---: | ---: | ---: | ---: |")
    wrong = layers = 0
    for name, weights in read(weights_path):
        row = rows[name]
        if not row["quantized"]:
            continue
        line = f"| {'x'.join(map(str, weights.shape))} | {row['sqnr_db']:.1f} | {row['ratio']:.2f} |"
        if weights.ndim != 2:
            print(line, "| |")
            continue
        activations = dice.standard_normal((ROWS, weights.shape[1]), np.float32)
        exact = activations.astype(np.float64) @ weights.T.astype(np.float64)
        found = decibel(exact, layer_of_bytes(library, weights, activations) - exact)
        noise = 10 ** (-row["sqnr_db"] / 10) + 10 ** (-sqnr_of_activations(activations) / 10)
        predicted = -10 * math.log10(noise)
        print(line, f"{found:.1f} | {predicted:.1f} |")
        layers += 1
        wrong += found < predicted - TOLERANCE_DB
    if wrong or not layers:
        sys.exit(f"{wrong} of {layers} layers lose more than their metrics predict")
    print(f"\n{layers} layers lose what their metrics predict, within {TOLERANCE_DB:g} dB", file=sys.stderr)


{"extract": extract, "compare": compare}[sys.argv[1]](*sys.argv[2:])
