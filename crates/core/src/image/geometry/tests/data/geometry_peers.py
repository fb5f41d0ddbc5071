"""Writes geometry_peers.txt: what OpenCV and Clipper make of random polygons, one case a line.

A line is a kind, the points, and the result, separated by `|`. Floats are the bits of an f32 in hexadecimal.

pip install numpy opencv-python-headless pyclipper; python geometry_peers.py > geometry_peers.txt
"""

import math
import random

import cv2
import numpy as np
import pyclipper


def numbers(values):
    return " ".join(str(int(value)) for value in np.asarray(values).ravel())


def floats(values):
    return " ".join(f"{int(bits):08x}" for bits in np.asarray(values, np.float32).ravel().view(np.uint32))


def scattered(count, width, height):
    return [[random.randrange(width), random.randrange(height)] for _ in range(count)]


def star(corners, least, most, centre):
    """A simple polygon that turns inwards, clockwise on the screen."""
    points = []
    for i in range(corners):
        angle, radius = 2 * math.pi * i / corners, random.uniform(least, most)
        points.append([round(centre + radius * math.cos(angle)), round(centre + radius * math.sin(angle))])
    return points


def offset(points, distance):
    offsetter = pyclipper.PyclipperOffset()
    offsetter.AddPath(points, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    return offsetter.Execute(distance)


def hulls_and_rectangles():
    for case in range(120):
        points = scattered(random.randrange(1, 30), 200, random.choice([3, 30, 200]))
        hull = cv2.convexHull(np.array(points, np.int32), clockwise=False)
        rect = cv2.minAreaRect(np.array(points, np.int32))
        print(f"hull|{numbers(points)}|{numbers(hull)}")
        print(f"rect|{numbers(points)}|{floats([*rect[0], *rect[1], rect[2]])} {floats(cv2.boxPoints(rect))}")


def offsets():
    for case in range(60):
        rect = ((random.uniform(50, 150), random.uniform(50, 150)), (random.uniform(5, 90), random.uniform(3, 25)),
                random.uniform(-90, 0))
        points = cv2.boxPoints(rect).astype(np.int32).tolist()
        distance = random.uniform(0.3, 20)
        hull = cv2.convexHull(np.array(offset(points, distance)[0], np.int32), clockwise=False)
        print(f"offset|{numbers(points)}|{distance!r} {numbers(hull)}")
    for case in range(60):
        points = star(random.randrange(4, 24), 10, 60, 100)
        distance = random.uniform(0.5, 12)
        paths = offset(points, distance)
        if len(paths) == 1:
            print(f"outline|{numbers(points)}|{distance!r} {numbers(paths[0])}")


def simplified():
    for case in range(60):
        mask = np.zeros((120, 120), np.uint8)
        cv2.fillPoly(mask, [np.array(star(random.randrange(3, 20), 8, 55, 60), np.int32)], 1)
        contour = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0][0]
        tolerance = random.choice([0.002, 0.01, 0.05]) * cv2.arcLength(contour, True)
        simple = cv2.approxPolyDP(contour, tolerance, True)
        print(f"simplify|{numbers(contour)}|{tolerance!r} {numbers(simple)}")


def filled():
    for case in range(80):
        points = scattered(random.randrange(1, 9), 60, 60) if case % 2 else star(random.randrange(3, 20), 3, 29, 30)
        mask = np.zeros((60, 60), np.uint8)
        cv2.fillPoly(mask, [np.array(points, np.int32)], 1)
        flat = np.diff(np.concatenate([np.zeros((60, 1), np.int8), mask.astype(np.int8), np.zeros((60, 1), np.int8)], 1))
        spans = [[y, start, end] for y in range(60)
                 for start, end in zip(np.nonzero(flat[y] == 1)[0], np.nonzero(flat[y] == -1)[0])]
        print(f"fill|{numbers(points)}|{numbers(spans)}")


random.seed(11)
hulls_and_rectangles()
offsets()
simplified()
filled()
