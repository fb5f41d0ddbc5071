"""The models with one operation that benches/quant_peers times: quant_models.py FOLDER.

Of small data one run of ONNX Runtime would be mostly the run itself: each node is there COPIES times, and a node's share is what
counts.
"""

import sys
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

COPIES = 32
FLOAT, INT8, UINT8, INT32 = TensorProto.FLOAT, TensorProto.INT8, TensorProto.UINT8, TensorProto.INT32
SIZES = [512, 1024]


def write(path, nodes, inputs, outputs, constants):
    def values(pairs):
        return [helper.make_tensor_value_info(name, kind, shape) for name, kind, shape in pairs]

    tensors = [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "g", values(inputs), values(outputs), tensors)
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("com.microsoft", 1)]
    save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)


def elementwise(folder):
    params = {"s": np.float32(0.0235), "z": np.uint8(117)}
    for copies in (1, COPIES):
        def each(op, inputs, kind, name, copies=copies, source=FLOAT, constants=params):
            nodes = [helper.make_node(op, ["x", *inputs], [f"y{i}"]) for i in range(copies)]
            write(folder / f"{name}_{copies}.onnx", nodes, [("x", source, ["n"])],
                  [(f"y{i}", kind, ["n"]) for i in range(copies)], constants)

        each("QuantizeLinear", ["s", "z"], UINT8, "quantize")
        each("DequantizeLinear", ["s", "z"], FLOAT, "dequantize", source=UINT8)
        nodes = [
            helper.make_node(op, ["x"], [f"y{2 * i + at}"], keepdims=0)
            for i in range(copies) for at, op in enumerate(["ReduceMin", "ReduceMax"])
        ]
        write(folder / f"minmax_{copies}.onnx", nodes, [("x", FLOAT, ["n"])],
              [(f"y{i}", FLOAT, []) for i in range(2 * copies)], {})
        nodes = [helper.make_node("DynamicQuantizeLinear", ["x"], [f"y{i}", f"s{i}", f"z{i}"]) for i in range(copies)]
        outputs = [(f"y{i}", UINT8, ["n"]) for i in range(copies)]
        write(folder / f"dynamic_{copies}.onnx", nodes, [("x", FLOAT, ["n"])], outputs, {})
    channels = {"s": np.linspace(0.01, 0.04, 256, dtype=np.float32), "z": np.zeros(256, np.int8)}
    write(folder / "channels_1.onnx", [helper.make_node("QuantizeLinear", ["x", "s", "z"], ["y0"], axis=0)],
          [("x", FLOAT, [256, "n"])], [("y0", INT8, [256, "n"])], channels)


def products(folder):
    for size in SIZES:
        rng = np.random.default_rng(size)
        bytes_ = rng.integers(-127, 128, (size, size)).astype(np.int8)
        bytes_.T.tofile(folder / f"weights_{size}.i8")
        m = ["m", size]
        write(folder / f"integer_{size}.onnx", [helper.make_node("MatMulInteger", ["x", "b"], ["y0"])],
              [("x", UINT8, m)], [("y0", INT32, m)], {"b": bytes_})
        scales = np.full(size, 0.01, np.float32)
        node = helper.make_node("DynamicQuantizeMatMul", ["x", "b", "s"], ["y0"], domain="com.microsoft")
        write(folder / f"linear_{size}.onnx", [node], [("x", FLOAT, m)], [("y0", FLOAT, m)], {"b": bytes_, "s": scales})
        write(folder / f"float_{size}.onnx", [helper.make_node("MatMul", ["x", "b"], ["y0"])],
              [("x", FLOAT, m)], [("y0", FLOAT, m)], {"b": bytes_.astype(np.float32) * scales})


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    elementwise(folder)
    products(folder)
