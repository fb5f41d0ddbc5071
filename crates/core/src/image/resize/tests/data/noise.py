"""The noise that the tests of resizes work on."""

import numpy as np


def noise(length, seed):
    """The bytes of `testing::noise`."""
    state, out = (seed * 0x9E3779B97F4A7C15) % 2**64 | 1, bytearray()
    for _ in range(length):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out.append(state >> 56)
    return np.frombuffer(bytes(out), np.uint8)
