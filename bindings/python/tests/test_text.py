"""Text boxes, reading order, groups of lines, CTC."""

import copy
import pickle

import numpy as np
import pytest

import scipix as sx

ALPHABET = ["", "a", "b", " "]


def logits_of(classes, count=4):
    return (np.eye(count, dtype=np.float32) * 9)[classes]


def map_with_lines():
    prob_map = np.zeros((100, 200), np.float32)
    prob_map[20:30, 30:170] = 0.9
    prob_map[60:70, 30:120] = 0.7
    return prob_map


def test_boxes_are_those_of_the_lines():
    prob_map = map_with_lines()
    boxes, scores = sx.text_boxes(prob_map, page_size=(400, 800), preset="paddle")
    assert boxes.dtype == scores.dtype == np.float32 and boxes.shape == (2, 4, 2)
    assert np.allclose(scores, [0.7, 0.9], atol=1e-3)
    assert boxes[1, 0, 0] < 120 and boxes[1, 2, 0] > 670 and boxes[1, 0, 1] < 80
    assert np.array_equal(sx.text_boxes(prob_map[None, None])[0], sx.text_boxes(prob_map)[0])
    wide = np.zeros((100, 300), np.float32)
    wide[:, 50:250] = prob_map
    for other in [wide[:, 50:250], np.asfortranarray(prob_map), prob_map.astype(np.float16)]:
        assert np.array_equal(sx.text_boxes(other)[0], sx.text_boxes(prob_map)[0])
    assert len(sx.text_boxes((prob_map * 255).astype(np.uint8))[0]) == 2
    assert len(sx.text_boxes(prob_map, box_threshold=0.8)[0]) == 1
    grown = sx.text_boxes(prob_map, unclip=2.5, score="slow", dilate=True)[0]
    assert np.ptp(grown[0, :, 1]) > np.ptp(sx.text_boxes(prob_map)[0][0, :, 1])
    assert sx.text_boxes(np.zeros((5, 5), np.float32))[0].shape == (0, 4, 2)
    polygons, _ = sx.text_polygons(prob_map)
    assert len(polygons) == 2 and polygons[0].shape[1] == 2
    assert sx.craft_boxes(prob_map, np.zeros_like(prob_map))[0].shape == (2, 4, 2)


def test_boxes_of_doctr_are_upright():
    # docTR grows from the edges of pixels, 140 x 10 by 7.0, and scores a row and a column more.
    prob_map = map_with_lines()
    boxes, scores = sx.text_boxes(prob_map, preset="doctr")
    assert boxes[-1].tolist() == [[23, 13], [178, 13], [178, 38], [23, 38]] and abs(scores[-1] - 0.8124) < 1e-4
    assert np.array_equal(boxes, sx.text_boxes(prob_map, preset="doctr", shape="upright")[0])
    quads, _ = sx.text_boxes(prob_map, preset="doctr", shape="quad")
    assert quads[-1].tolist() == [[24, 14], [175, 14], [175, 35], [24, 35]]


def test_boxes_at_the_border_can_be_cropped():
    # A page of half the map's rows: the box ends at the border, 2 rows below its upper side.
    prob_map, page = np.zeros((100, 200), np.float32), np.zeros((20, 200, 3), np.uint8)
    prob_map[92:, 30:170] = prob_map[20:40, 30:170] = 0.9
    all_boxes, _ = sx.text_boxes(prob_map, page_size=[20, 200])
    boxes, _ = sx.text_boxes(prob_map, page_size=(20, 200), min_page_side=4)
    assert (len(all_boxes), len(boxes)) == (2, 1) and boxes[..., 1].max() <= 19
    flat = np.array([[0, 5], [50, 5], [50, 5], [0, 5]], np.float32)
    with pytest.raises(ValueError, match=r"quads\[1\]: quad: .* are not the corners"):
        sx.crop_quads(page, np.stack([boxes[0], flat]))
    with pytest.raises(ValueError, match=r"quads\[2\]: quad: .* not finite"):
        sx.quad_sizes(np.stack([flat, flat, flat * np.nan]))
    tensor = sx.quads_to_tensor(page, np.stack([boxes[0], flat]), (48, 320), pad_flat=True, fill=-7.0)
    assert (tensor[0] == 0).all() and (tensor[1] == -7).all()
    with pytest.raises(ValueError, match="min_page_side: -1"):
        sx.text_boxes(prob_map, min_page_side=-1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"prob_map": np.zeros((2, 2))}, "prob_map: expected dtype float32 or float16 or uint8, got float64"),
        ({"prob_map": np.zeros((2, 2, 2), np.float32)}, "prob_map: expected shape"),
        ({"prob_map": np.zeros((0, 2), np.float32)}, "prob_map: expected shape"),
        ({"preset": "east"}, 'preset: "east"'),
        ({"page_size": (-1, 5)}, "page_size: -1"),
        ({"unclip": 99.0}, "unclip"),
        ({"score": "mean"}, 'score: "mean"'),
    ],
)
def test_what_is_no_map(arguments, message):
    with pytest.raises(ValueError, match=message):
        sx.text_boxes(**{"prob_map": map_with_lines(), **arguments})


def test_order():
    line = np.array([[0, 0], [100, 0], [100, 20], [0, 20]], np.float32)
    boxes = np.stack([line + [0, 60], line, line + [0, 30]])
    assert sx.reading_order(boxes).tolist() == [1, 2, 0]
    assert sx.reading_order(boxes, rule="ten-pixels").tolist() == [1, 2, 0]
    side = np.stack([line, line + [300, 0]])
    assert sx.reading_order(side, direction="right-to-left").tolist() == [1, 0]
    assert sx.reading_order(np.zeros((0, 4, 2), np.float32)).shape == (0,)
    with pytest.raises(ValueError, match=r"boxes: expected shape \(n, 4, 2\)"):
        sx.reading_order(np.zeros((3, 4)))


def test_groups():
    groups = sx.line_groups([(24, 100), (32, 640), (48, 210), (32, 620)])
    assert [(group.lines, group.width) for group in groups] == [([1, 3], 960), ([2, 0], 210)]
    assert max(len(group.lines) for group in sx.line_groups([(48, 100)] * 7, max_lines=3)) == 3
    assert sx.line_groups(np.array([(24, 100), (32, 640), (48, 210), (32, 620)])) == groups
    with pytest.raises(ValueError, match="height"):
        sx.line_groups([(48, 100)], 0)


def test_the_best_path():
    lines = sx.ctc_decode(logits_of([[1, 1, 0, 2], [2, 2, 2, 2]]), ALPHABET)
    assert [line.text for line in lines] == ["ab", "b"]
    line = lines[0]
    assert line.steps.tolist() == [[0, 1], [3, 3]] and line.ids == [1, 2] and line.alternatives == []
    assert abs(line.score - line.probabilities.mean()) < 1e-6 and line.score > 0.99
    probabilities = np.eye(4, dtype=np.float32)[[1, 0, 3, 2]]
    assert sx.ctc_decode(probabilities, "_ab ", scores="probabilities")[0].text == "a b"
    assert sx.ctc_decode(logits_of([1, 2]).astype(np.float16), ALPHABET)[0].text == "ab"
    assert sx.ctc_decode(logits_of([3, 1]), ALPHABET[1:] + [""], blank=3)[0].text == "b"
    assert sx.ctc_decode(logits_of([1, 2]), ["a", "b", " "])[0].text == "ab", "the blank is added"
    for tensors in [[logits_of([1]), logits_of([2, 0, 2])], (logits_of([1]), logits_of([2, 0, 2]))]:
        assert [line.text for line in sx.ctc_decode(tensors, ALPHABET)] == ["a", "bb"]
    assert sx.ctc_decode(logits_of([0, 0]), ALPHABET)[0].text == ""
    assert sx.ctc_decode(np.zeros((0, 4), np.float32), ALPHABET)[0].text == ""


def test_what_may_appear():
    logits = np.array([[0, 3, 2.9, 0], [9, 0, 0, 0], [0, 2.9, 3, 0]], np.float32)
    assert sx.ctc_decode(logits, ALPHABET)[0].text == "ab"
    assert sx.ctc_decode(logits, ALPHABET, allowed="a")[0].text == "aa"
    assert sx.ctc_decode(logits, ALPHABET, allowed=["b", " "])[0].text == "bb"
    twice = sx.ctc_decode(logits_of([1, 0, 3, 0, 2]), ["", "a", "b", "a"], allowed="a")[0]
    assert twice.ids[:2] == [1, 3], "all classes of a text are allowed"
    assert sx.ctc_decode(logits, ALPHABET, beam=10)[0].text == "ab"
    assert sx.ctc_decode(logits, ALPHABET, beam=10, lexicon=["aa", "b"])[0].text == "aa"
    words = sx.ctc_decode(logits_of([1, 3, 2]), ALPHABET, beam=10, lexicon=["a", "b"], separator=" ")
    assert words[0].text == "a b"
    (texts,) = sx.ctc_decode(logits, ALPHABET, beam=10, texts=3)
    assert texts[0].text == "ab" and len(texts) == 3
    assert texts[0].log_probability >= texts[1].log_probability
    line = sx.ctc_decode(logits, ALPHABET, alternatives=2)[0]
    assert [symbol for symbol, _ in line.alternatives[0]] == ["a", "b"]


def test_a_function_scores_texts():
    logits = np.array([[0, 3, 2.9, 0], [9, 0, 0, 0], [0, 3, 2.9, 0]], np.float32)
    asked = []

    def prefers_ba(text, symbols):
        asked.append((text, tuple(symbols)))
        return [0.0 if "ba".startswith(text + symbol) else -5.0 for symbol in symbols]

    many = np.stack([logits] * 20)
    decoder = sx.CtcDecoder(ALPHABET, beam=10, score=prefers_ba)
    sx.set_thread_count(2)
    assert {line.text for line in decoder(many)} == {"ba"}
    sx.set_thread_count(0)
    assert ("", ("",)) in asked or ("ba", ("",)) in asked, "the end of a text is scored too"
    assert sx.ctc_decode(logits, ALPHABET, beam=10, score=None)[0].text == "aa"
    forbids = lambda text, symbols: np.array([-np.inf if symbol == "a" else 0 for symbol in symbols])
    assert "a" not in sx.ctc_decode(logits, ALPHABET, beam=10, score=forbids)[0].text

    def fails(text, symbols):
        raise KeyError(text)

    for score, error, message in [
        (fails, KeyError, "^'"),
        (lambda text, symbols: [0.0], ValueError, "score: returned 1 numbers for "),
        (lambda text, symbols: None, TypeError, "score: returned no numbers"),
        (lambda text, symbols: [float("nan")] * len(symbols), ValueError, "score: gave NaN"),
    ]:
        with pytest.raises(error, match=message):
            sx.ctc_decode(many, ALPHABET, beam=10, score=score)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"score": lambda text, symbols: symbols}, "score: needs a beam"),
        ({"score": "lm.arpa", "beam": 5}, "score: expected a function, got str"),
        ({"beams": 5}, "beams: there is no option of this name for a decoder"),
        ({"beam": "wide"}, "beam: "),
        ({"allowed": "x"}, 'allowed: "x" is not in the alphabet'),
        ({"lexicon": ["ax"], "beam": 5}, 'lexicon: "x" of "ax" is not in the alphabet'),
        ({"lexicon": ["a"]}, "beam"),
        ({"lexicon": ["a_"], "beam": 5, "alphabet": "_ab "}, 'lexicon: "_" of "a_" is the blank'),
        ({"lexicon": ["a"], "beam": 5, "separator": "|"}, r'separator: "\|" is not in the alphabet'),
        ({"lexicon": ["a"], "beam": 5, "separator": ""}, 'separator: "" is the blank'),
        ({"separator": " ", "beam": 5}, "separator: needs a lexicon"),
        ({"blank": 4}, "blank"),
        ({"texts": 2}, "texts: 2 need a beam"),
        ({"alphabet": ["a"]}, r"logits: expected shape \(steps, 1\)"),
        ({"alphabet": 3}, "alphabet: expected str or a list of str, got int"),
        ({"logits": np.zeros((3, 4))}, "logits: expected dtype float32 or float16, got float64"),
        ({"logits": [np.zeros((3, 4))]}, r"logits\[0\]: expected dtype"),
    ],
)
def test_what_cannot_be_decoded(options, message):
    with pytest.raises(ValueError, match=message):
        sx.ctc_decode(**{"logits": logits_of([1, 2]), "alphabet": ALPHABET, **options})


def test_words_have_boxes():
    line = sx.ctc_decode(logits_of([1, 0, 2, 0, 3, 3, 1, 0, 1, 0]), ALPHABET)[0]
    quad = [[100, 50], [200, 50], [200, 70], [100, 70]]
    words = sx.word_boxes(line, quad, columns=10)
    assert [word.text for word in words] == ["ab", "aa"] and words[0].box.shape == (4, 2)
    assert words[0].box[0].tolist() == [100, 50] and words[1].symbols == (3, 5)
    assert len(sx.word_boxes(line, quad, 10, unit="characters")) == 4
    letters = sx.word_boxes(line, quad, 10, unit="rapidocr-characters")
    assert [letter.text for letter in letters] == ["a", "b", "a", "a"]
    for arguments, message in [({"gap": -1}, "gap: -1"), ({"quarter_turns": -1}, "quarter_turns: -1")]:
        with pytest.raises(sx.InvalidArgumentError, match=message):
            sx.word_boxes(line, quad, 10, **arguments)
    with pytest.raises(ValueError, match="quad"):
        sx.word_boxes(line, [quad, quad], 10)


def no_repeats(text, symbols):
    return [-9.0 if symbol and text.endswith(symbol) else 0.0 for symbol in symbols]


def test_lines_and_decoders_travel_to_other_processes():
    logits = logits_of([1, 0, 2, 0, 3, 3, 1, 0, 1, 0]) + np.linspace(0, 1, 4, dtype=np.float32)
    alphabet = ["", "a", "b", " "] + [chr(0x4E00 + i) for i in range(5000)]
    wide = np.pad(logits, ((0, 0), (0, 5000)), constant_values=-9)
    line = sx.ctc_decode(wide, alphabet, alternatives=2)[0]
    sent = pickle.dumps(line)
    assert len(sent) < 1000, "the texts of other classes stay"
    for other in [pickle.loads(sent), copy.deepcopy(line)]:
        for name in ["text", "score", "log_probability", "ids", "alternatives"]:
            assert getattr(other, name) == getattr(line, name)
        assert np.array_equal(other.steps, line.steps) and np.array_equal(other.probabilities, line.probabilities)
        boxes = [[word.text for word in sx.word_boxes(one, [[0, 0], [99, 0], [99, 9], [0, 9]], 10)] for one in (line, other)]
        assert boxes[0] == boxes[1] == ["ab", "aa"]
    options = {"beam": 6, "texts": 2, "lexicon": ["ab", "aa", "a"], "separator": " ", "score": no_repeats}
    for decoder in [sx.CtcDecoder(ALPHABET, 0, **options), sx.CtcDecoder("_ab ", scores="probabilities")]:
        other = pickle.loads(pickle.dumps(decoder))
        assert repr(other(np.abs(logits))) == repr(decoder(np.abs(logits)))
