"""Quantised tensors, layers, model files, pools."""

import copy
import json
import pickle
import struct

import numpy as np
import pytest

import scipix as sx

RNG = np.random.default_rng(2)
X = RNG.normal(size=(16, 24)).astype(np.float32)


def test_tensors():
    q = sx.QTensor(X, scheme="symmetric", axis=0)
    assert q.shape == (16, 24) and q.axis == 0 and q.scales.shape == (16,) and not q.zero_points.any()
    expected = np.clip(np.rint(X / q.scales[:, None]), -128, 127)
    assert np.array_equal(q.numpy(), expected) and q.numpy().dtype == np.int8
    assert np.allclose(q.dequantize(), expected * q.scales[:, None])
    error = q.error(X)
    assert np.isclose(error.mse, ((q.dequantize() - X) ** 2).mean(), rtol=1e-4) and error.sqnr_db > 40
    out = np.empty_like(X)
    assert q.dequantize(out=out) is out
    u = sx.QTensor(X, "affine", dtype="uint8", calibration=99.5)
    assert u.numpy().dtype == np.uint8 and u.axis is None and 3 < u.compression_ratio < 4
    assert np.array_equal(sx.QTensor(np.asfortranarray(X)).numpy(), sx.QTensor(X).numpy())
    assert repr(u) == "QTensor(shape=(16, 24), dtype=uint8)"
    for arguments, message in [
        ({"x": X.astype(np.float64)}, "x: expected dtype float32, got float64"),
        ({"x": X * np.nan}, "finite"),
        ({"axis": 2}, "axis"),
        ({"scheme": "odd"}, 'scheme: "odd"'),
        ({"calibration": 3.0}, "percent"),
        ({"calibration": []}, "calibration: expected str or float, got list"),
    ]:
        with pytest.raises(ValueError, match=message):
            sx.QTensor(**{"x": X, **arguments})
    with pytest.raises(ValueError, match=r"x: has shape \(24, 16\), the tensor has \(16, 24\)"):
        q.error(X.T)


def test_tensors_travel_to_other_processes(tmp_path):
    tensors = [
        sx.QTensor(X, axis=0),
        sx.QTensor(X, "affine", axis=1, dtype="uint8"),
        sx.QTensor(X[:, :1], axis=1),
        sx.QTensor(np.float32(3).reshape(())),
        sx.QTensor(np.zeros((0, 3), np.float32), axis=0),
    ]
    sx.save(tmp_path / "one", {"x": tensors[0]})
    tensors.append(sx.QTensor.open(sx.Model(tmp_path / "one"), "x"))
    for tensor in tensors:
        sent = pickle.dumps(tensor)
        assert len(sent) < 200 + 2 * tensor.nbytes + 16 * len(tensor.scales)
        for other in [pickle.loads(sent), copy.deepcopy(tensor)]:
            assert (other.shape, other.axis, other.nbytes, repr(other)) == (tensor.shape, tensor.axis, tensor.nbytes, repr(tensor))
            for name in ["numpy", "dequantize"]:
                assert np.array_equal(getattr(other, name)(), getattr(tensor, name)())
            assert np.array_equal(other.scales, tensor.scales) and np.array_equal(other.zero_points, tensor.zero_points)
    assert np.array_equal(sx.Linear(pickle.loads(pickle.dumps(tensors[0])))(X), sx.Linear(tensors[0])(X))
    make, parts = tensors[0].__reduce__()
    for at, wrong in [(0, b"1"), (2, [16, 23]), (3, 2), (3, None), (4, [(0.0, 0)] * 16), (4, [(1.0, 128)] * 16), (4, [])]:
        with pytest.raises(ValueError):
            make(*parts[:at], wrong, *parts[at + 1 :])


def test_layers():
    bias = np.arange(16, dtype=np.float32)
    layer = sx.Linear(sx.QTensor(X, axis=0), bias)
    a = RNG.normal(size=(2, 5, 24)).astype(np.float32)
    assert (layer.inputs, layer.outputs) == (24, 16)
    assert np.abs(layer(a) - (a @ X.T + bias)).max() < 0.2
    out = np.empty((2, 5, 16), np.float32)
    assert layer(a, out=out) is out and np.array_equal(out, layer(a))
    for wrong, message in [(a[..., :3], r"a: expected shape \(..., 24\)"), (a.astype(int), "a: expected dtype")]:
        with pytest.raises(ValueError, match=message):
            layer(wrong)
    square = sx.Linear(sx.QTensor(np.eye(4, dtype=np.float32)))
    same = np.ones((1, 4), np.float32)
    with pytest.raises(ValueError, match="out: shares memory with a"):
        square(same, out=same)


@pytest.mark.parametrize("dtype, zero", [(np.uint8, 128), (np.int8, 0)])
def test_layers_of_bytes(dtype, zero):
    q, bias = sx.QTensor(X, axis=0), np.arange(16, dtype=np.float32)
    layer = sx.Linear(q, bias)
    a = RNG.integers(0, 256, (2, 5, 24)).astype(dtype)
    sums = (a.astype(np.int64) - zero) @ q.numpy().astype(np.int64).T
    floats = sums.astype(np.float32) * (np.float32(0.02) * q.scales) + bias
    info = np.iinfo(dtype)
    expected = np.clip(np.rint(floats / np.float32(0.3)) + zero, info.min, info.max).astype(dtype)
    out = np.empty((2, 5, 16), dtype)
    assert layer.run_bytes(a, (0.02, zero), (0.3, zero), out=out) is out and np.array_equal(out, expected)
    assert np.array_equal(layer.run_bytes(a, (0.02, zero), (0.3, zero)), expected)
    for arguments, message in [
        ((a[..., :3], (1, zero), (1, zero)), r"a: expected shape \(..., 24\)"),
        ((a.astype(np.float32), (1, zero), (1, zero)), "a: expected dtype uint8 or int8"),
        ((a, (0, zero), (1, zero)), "scale 0"),
        ((a, (1, zero), (1, 300)), "out_params: zero point 300"),
    ]:
        with pytest.raises(ValueError, match=message):
            layer.run_bytes(*arguments)


def test_files(tmp_path):
    path = tmp_path / "model.safetensors"
    q = sx.QTensor(X, axis=0)
    sx.save(path, {"layer": q})
    model = sx.Model(path)
    assert sorted(model) == ["layer", "layer.scale", "layer.zero_point"] and len(model) == 3 and "layer" in model
    view = model["layer"]
    assert np.array_equal(view, q.numpy()) and not view.flags.writeable and not view.flags.owndata
    with pytest.raises(ValueError):
        view.setflags(write=True)
    memory = np.frombuffer(model, np.uint8)
    assert memory.ctypes.data <= view.ctypes.data < memory.ctypes.data + model.nbytes
    assert memoryview(model).readonly
    assert np.array_equal(sx.QTensor.open(model, "layer").numpy(), q.numpy())
    assert model.dtype("layer") == "I8" and model.shape("layer") == (16, 24)
    assert np.array_equal(model.float32("layer.scale").ravel(), q.scales)
    del model, memory
    path.unlink()
    assert np.array_equal(view, q.numpy()), "the view keeps the file's memory"


def test_files_that_are_not_there(tmp_path):
    nothing = tmp_path / "nothing"
    (tmp_path / "dangling").symlink_to(nothing)
    for call, name in [
        (lambda: sx.Model(nothing), "nothing"),
        (lambda: sx.Model(nothing, private=True), "nothing"),
        (lambda: sx.Model(tmp_path / "dangling"), "dangling"),
        (lambda: sx.quantize_file(nothing, tmp_path / "out"), "nothing"),
    ]:
        with pytest.raises(FileNotFoundError, match=f"path: .*{name}") as missing:
            call()
        assert type(missing.value) is sx.MissingFileError and isinstance(missing.value, sx.FileError)
    with pytest.raises(sx.FileError) as caught:
        sx.Model(tmp_path)  # a folder, which is there
    assert not isinstance(caught.value, FileNotFoundError)
    path = tmp_path / "model.safetensors"
    sx.save(path, {"a": sx.QTensor(X)})
    with pytest.raises(KeyError) as caught:
        sx.Model(path)["b"]
    assert str(caught.value) == 'name: no tensor is called "b"' and isinstance(caught.value, sx.Error)
    (tmp_path / "short").write_bytes(b"\xff" * 40)
    assert sx.Model(tmp_path / "short").keys() == []
    with pytest.raises(sx.Error):
        sx.quantize_file(tmp_path / "short", tmp_path / "out")


def test_whole_files(tmp_path):
    header = json.dumps({"w": {"dtype": "F32", "shape": [16, 24], "data_offsets": [0, X.nbytes]}}).encode()
    path = tmp_path / "floats.safetensors"
    path.write_bytes(struct.pack("<Q", len(header)) + header + X.tobytes())
    assert np.array_equal(sx.Model(path)["w"], X)
    (report,) = sx.quantize_file(path, tmp_path / "small.safetensors", calibration="mse")
    assert report["name"] == "w" and report["error"].sqnr_db > 30 and report["compression_ratio"] >= 3
    assert sx.QTensor.open(sx.Model(tmp_path / "small.safetensors"), "w").error(X).sqnr_db > 30
    (report,) = sx.quantize_file(path, tmp_path / "same.safetensors", skip=["w"])
    assert report["error"] is None


def test_pools():
    pool = sx.BufferPool(4096, preallocate=2)
    with pool.acquire() as buffer:
        x = np.frombuffer(buffer, np.uint8)
        x[:] = 5
        address = x.ctypes.data
        assert len(buffer) == len(x) == 4096 and pool.stats().live == 1
    assert pool.stats().live == 1, "the array still uses the memory"
    assert x.sum() == 5 * 4096
    del x
    assert pool.stats().live == 0 and pool.stats().idle >= 1
    with pytest.raises(BufferError, match="released"):
        memoryview(buffer)
    again = pool.acquire()
    assert np.frombuffer(again, np.uint8).ctypes.data == address
    with pytest.raises(ValueError, match="size"):
        sx.BufferPool(0)
