"""Readers for tests, which cost little and say what they saw."""

import os
import threading
import time
from types import SimpleNamespace

import numpy as np


class Cheap:
    """A reader that takes `seconds` of sleep and finds as many lines as a page's corner says.

    A corner of (255, 0, 0) makes it raise, one of (0, 0, 255) takes the process with it, one of (0, 255, 0) makes it wait without end.
    """

    def __init__(self, seconds=0.05):
        self._seconds = seconds

    def __call__(self, pixels):
        time.sleep(self._seconds)
        corner = tuple(int(value) for value in pixels[0, 0])
        if corner == (255, 0, 0):
            raise ArithmeticError("this page makes the reader raise")
        if corner == (0, 0, 255):
            os._exit(3)
        if corner == (0, 255, 0):
            threading.Event().wait()
        quad = np.array([[0, 0], [9, 0], [9, 4], [0, 4]], np.float32)
        line = SimpleNamespace(text=f"sum {int(pixels.sum())}", score=0.75, quad=quad)
        return SimpleNamespace(lines=[line] * (corner[0] % 4))


class Missing:
    """A reader whose models are not there."""

    def __init__(self):
        raise OSError("no models here")
