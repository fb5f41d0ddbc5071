"""What ONNX Runtime makes of hard values.

write FILE         writes test vectors
check LIBRARY      compares LIBRARY with ONNX Runtime on 10 million values, and more per channel
"""

import ctypes
import json
import sys

import numpy as np
import onnxruntime
from onnx import TensorProto, helper

DTYPES = {"i8": (np.int8, TensorProto.INT8), "u8": (np.uint8, TensorProto.UINT8)}
# Ordinary ones; powers of two; last bits at which a quotient without division would be wrong; subnormal; huge.
SCALES = [0.1, 1 / 3, 2 / 255, 0.0235294122, 1.0, 0.25, 123.456, 1.0000001, 1.9999999, 1e-40, 1e-20, 1e30, 3e38]


def session(nodes, inputs, outputs):
    graph = helper.make_graph(nodes, "g", inputs, outputs)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def linear(op, dtype, axis=None):
    """QuantizeLinear or DequantizeLinear as a function of data, scale, zero point."""
    byte = DTYPES[dtype][1]
    source, target = (TensorProto.FLOAT, byte) if op == "QuantizeLinear" else (byte, TensorProto.FLOAT)
    attributes = {} if axis is None else {"axis": axis}
    shape = [] if axis is None else ["c"]
    ranks = ["n"] if axis is None else ["o", "c", "i"]
    run = session(
        [helper.make_node(op, ["x", "s", "z"], ["y"], **attributes)],
        [
            helper.make_tensor_value_info("x", source, ranks),
            helper.make_tensor_value_info("s", TensorProto.FLOAT, shape),
            helper.make_tensor_value_info("z", byte, shape),
        ],
        [helper.make_tensor_value_info("y", target, ranks)],
    )
    return lambda x, s, z: run.run(None, {"x": x, "s": np.asarray(s), "z": np.asarray(z)})[0]


def dynamic():
    run = session(
        [helper.make_node("DynamicQuantizeLinear", ["x"], ["y", "s", "z"])],
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n"])],
        [
            helper.make_tensor_value_info("y", TensorProto.UINT8, ["n"]),
            helper.make_tensor_value_info("s", TensorProto.FLOAT, []),
            helper.make_tensor_value_info("z", TensorProto.UINT8, []),
        ],
    )
    return lambda x: run.run(["s", "z"], {"x": x})


def hard_values(scale, count, rng):
    """Within a few units in the last place of half steps, every magnitude, and what is not a number."""
    special = np.array([0, -0.0, np.nan, np.inf, -np.inf, 3.4e38, -3.4e38, 1e-45, -1e-45, 1e-39], np.float32)
    halves = rng.integers(-640, 640, count // 2) / 2
    with np.errstate(over="ignore"):
        near = (halves * np.float64(scale)).astype(np.float32)
    near = (near.view(np.int32) + rng.integers(-3, 4, near.size, dtype=np.int32)).view(np.float32)
    with np.errstate(over="ignore", under="ignore"):
        spread = (rng.normal(0, 80, count // 4) * np.float64(scale)).astype(np.float32)
    any_bits = rng.integers(0, 2**32, count - near.size - spread.size - special.size, dtype=np.uint32).view(np.float32)
    return np.concatenate([special, near, spread, any_bits])


def zero_points(dtype, rng):
    low, high = np.iinfo(DTYPES[dtype][0]).min, np.iinfo(DTYPES[dtype][0]).max
    return [low, high, int(rng.integers(low, high))]


def hexed(array):
    return array.tobytes().hex()


def write(path):
    rng = np.random.default_rng(1)
    cases = {"onnxruntime": onnxruntime.__version__, "quantize": [], "dequantize": [], "channels": [], "ranges": []}
    for dtype, (numpy_type, _) in DTYPES.items():
        quantize, dequantize = linear("QuantizeLinear", dtype), linear("DequantizeLinear", dtype)
        every = np.arange(256, dtype=np.uint8).view(numpy_type)
        for scale in map(np.float32, SCALES):
            zero = numpy_type(zero_points(dtype, rng)[2])
            params = {"type": dtype, "scale": hexed(scale), "zero_point": int(zero)}
            data = hard_values(scale, 120, rng)
            cases["quantize"].append({**params, "x": hexed(data), "q": hexed(quantize(data, scale, zero))})
        scale, zero = np.float32(0.1), numpy_type(17)
        params = {"type": dtype, "scale": hexed(scale), "zero_point": int(zero)}
        cases["dequantize"].append({**params, "q": hexed(every), "x": hexed(dequantize(every, scale, zero))})
        for shape in [(3, 5, 2), (2, 3, 70)]:
            data, scales, zeros = channel_case(dtype, shape, rng)
            quantized = linear("QuantizeLinear", dtype, 1)(data, scales, zeros)
            cases["channels"].append({
                "type": dtype, "shape": shape, "scales": hexed(scales), "zero_points": [int(z) for z in zeros],
                "x": hexed(data), "q": hexed(quantized),
            })
    choose = dynamic()
    for data in range_cases(rng):
        scale, zero = choose(data)
        cases["ranges"].append({"min": hexed(data.min()), "max": hexed(data.max()), "scale": hexed(scale), "zero_point": int(zero)})
    with open(path, "w") as file:
        json.dump(cases, file, indent=1)
        file.write("\n")


def channel_case(dtype, shape, rng):
    scales = np.exp(rng.normal(-3, 2, shape[1])).astype(np.float32)
    info = np.iinfo(DTYPES[dtype][0])
    zeros = rng.integers(info.min, info.max, shape[1]).astype(DTYPES[dtype][0])
    halves = rng.integers(-640, 640, shape) / 2 * scales[None, :, None].astype(np.float64)
    return halves.astype(np.float32), scales, zeros


def range_cases(rng):
    ends = [(-1, 1), (0, 255), (-255, 0), (3, 510), (-7, -2), (0, 0), (1e-30, 2e-30), (-1e30, 5e30)]
    ends += [tuple(sorted(rng.normal(0, 10, 2))) for _ in range(40)]
    return [np.array(pair, np.float32) for pair in ends]


class Params(ctypes.Structure):
    _fields_ = [("scale", ctypes.c_float), ("zero_point", ctypes.c_int32)]


def pointer(array):
    return array.ctypes.data_as(ctypes.c_void_p)


def check(library):
    lib, rng, values, mismatches = ctypes.CDLL(library), np.random.default_rng(2), 0, 0

    def compare(what, ours, theirs):
        nonlocal values, mismatches
        wrong = int(np.count_nonzero(ours.view(np.uint8) != theirs.view(np.uint8)))
        values, mismatches = values + ours.size, mismatches + wrong
        if wrong:
            print(f"{what}: {wrong} of {ours.size} differ")

    for dtype, (numpy_type, _) in DTYPES.items():
        quantize, dequantize = linear("QuantizeLinear", dtype), linear("DequantizeLinear", dtype)
        quantize_ours = getattr(lib, f"scipix_quantize_{dtype}")
        dequantize_ours = getattr(lib, f"scipix_dequantize_{dtype}")
        quantize_ours.argtypes = dequantize_ours.argtypes = [ctypes.c_void_p, ctypes.c_size_t, Params, ctypes.c_void_p]
        for scale in map(np.float32, SCALES):
            for zero in zero_points(dtype, rng):
                data, zero = hard_values(scale, 150_000, rng), numpy_type(zero)
                ours = np.empty(data.shape, numpy_type)
                params = Params(scale, int(zero))
                assert quantize_ours(pointer(data), data.size, params, pointer(ours)) == 0
                compare(f"quantize {dtype} by {scale} from {zero}", ours, quantize(data, scale, zero))
                back = np.empty(data.shape, np.float32)
                assert dequantize_ours(pointer(ours), ours.size, params, pointer(back)) == 0
                compare(f"dequantize {dtype} by {scale} from {zero}", back, dequantize(ours, scale, zero))
        for shape in [(64, 257, 1), (300, 16, 7), (20, 33, 640), (1, 100_000, 3)]:
            data, scales, zeros = channel_case(dtype, shape, rng)
            params = (Params * shape[1])(*[Params(s, int(z)) for s, z in zip(scales, zeros)])
            for op, run in [("QuantizeLinear", f"quantize_{dtype}"), ("DequantizeLinear", f"dequantize_{dtype}")]:
                source = data if op == "QuantizeLinear" else theirs
                theirs = linear(op, dtype, 1)(source, scales, zeros)
                ours = np.empty_like(theirs)
                function = getattr(lib, f"scipix_{run}_channels")
                function.argtypes = [ctypes.c_void_p] + [ctypes.c_size_t] * 3 + [ctypes.c_void_p] * 2
                assert function(pointer(source), *shape, ctypes.cast(params, ctypes.c_void_p), pointer(ours)) == 0
                compare(f"{run} {shape}", ours, theirs)
    print(f"{values} values, {mismatches} differ from ONNX Runtime {onnxruntime.__version__}")
    return 0 if mismatches == 0 and values >= 10_000_000 else 1


if __name__ == "__main__":
    sys.exit({"write": write, "check": check}[sys.argv[1]](sys.argv[2]))
