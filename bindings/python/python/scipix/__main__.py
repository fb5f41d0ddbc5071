"""The program ``python -m scipix``: reads and cleans pages, names the processor's features, quantises model files."""

from __future__ import annotations

import argparse
import io
import json
import sys
import warnings
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import numpy.typing as npt

import scipix as sx
from scipix._output import drop_output, print_lines

_CLEAN_STEPS = {
    "polarity": "light text on dark: dark on light",
    "orientation": "turn by 90, 180 or 270 degrees",
    "skew": "make lines of text level",
    "borders": "paint black borders with paper",
    "background": "make the light on the paper even",
    "denoise": "smooth noise",
    "lines": "remove ruling lines",
    "despeckle": "remove specks",
}
_CLEAN = """Turns pages upright and level, evens the light, and removes black borders, ruling lines and specks: each step only where
a page shows that it is needed. A file appears under its name whole or not at all. A bad file is named on standard error; the others
are cleaned, and the status is 1."""


def _ocr(arguments: argparse.Namespace) -> int:
    from scipix._files import files_of, rgb_pages, show_progress
    from scipix.ocr import Page, Reader

    reader = Reader(
        arguments.detector,
        arguments.recogniser,
        arguments.classifier,
        threads=arguments.threads,
        words=arguments.format in ("json", "hocr"),
        rule=arguments.rule,
    )
    files, read, failed = files_of(arguments.pages), list[tuple[Path, Page]](), 0
    for done, file in enumerate(files):
        show_progress(str(file), done, len(files))
        try:
            for pixels in rgb_pages(file):
                page = reader(pixels)
                read.append((file, page))
                if arguments.format == "txt":
                    print(page.text, flush=True)
                if arguments.picture:
                    _draw(pixels, page, arguments.picture)
        except BrokenPipeError:
            raise
        except Exception as failure:
            # Broken and huge files make decoders raise all kinds of exceptions.
            failed += 1
            print(f"{file}: {failure}", file=sys.stderr)
    show_progress("pages", len(files), len(files))
    if arguments.format == "json":
        print(json.dumps({"pages": [_as_json(file, page) for file, page in read]}, ensure_ascii=False, indent=1))
    elif arguments.format == "hocr":
        print(_as_hocr(read))
    return 1 if failed else 0


def _draw(pixels: npt.NDArray[np.uint8], page: Any, to: Path) -> None:
    from PIL import Image, ImageDraw

    picture = Image.fromarray(pixels)
    for line in page.lines:
        corners = [(float(x), float(y)) for x, y in line.quad]
        ImageDraw.Draw(picture).line([*corners, corners[0]], fill=(255, 0, 0), width=2)
    picture.save(to)


def _as_json(file: Path, page: Any) -> dict[str, Any]:
    def item(text: str, score: float, corners: npt.NDArray[np.float32]) -> dict[str, Any]:
        return {"text": text, "score": round(score, 4), "quad": corners.round(1).tolist()}

    def line_of(line: Any) -> dict[str, Any]:
        words = [item(word.text, word.score, word.box) for word in line.words]
        return {**item(line.text, line.score, line.quad), "words": words}

    lines = [line_of(line) for line in page.lines]
    return {"file": str(file), "width": page.width, "height": page.height, "lines": lines}


def _as_hocr(read: list[tuple[Path, Any]]) -> str:
    """One document of hOCR 1.2."""

    def box(corners: npt.NDArray[np.float32], page: Any) -> str:
        inside = np.clip(corners, 0, [page.width, page.height])
        (left, top), (right, bottom) = np.floor(inside.min(axis=0)), np.ceil(inside.max(axis=0))
        return f"bbox {left:.0f} {top:.0f} {right:.0f} {bottom:.0f}"

    def word_of(word: Any, page: Any) -> str:
        title = f"{box(word.box, page)}; x_wconf {100 * word.score:.0f}"
        return f'<span class="ocrx_word" title="{title}">{escape(word.text)}</span>'

    parts = []
    for number, (file, page) in enumerate(read):
        name = str(file).replace('"', "'")
        title = quoteattr(f'image "{name}"; bbox 0 0 {page.width} {page.height}; ppageno {number}')
        parts.append(f'<div class="ocr_page" id="page_{number + 1}" title={title}>')
        for line in page.lines:
            words = " ".join(word_of(word, page) for word in line.words) or escape(line.text)
            parts.append(f'<span class="ocr_line" title="{box(line.quad, page)}">{words}</span>')
        parts.append("</div>")
    body = "\n".join(parts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n<title></title>\n'
        '<meta name="ocr-system" content="scipix with PP-OCR"/>\n'
        '<meta name="ocr-capabilities" content="ocr_page ocr_line ocrx_word"/>\n'
        f"</head>\n<body>\n{body}\n</body>\n</html>"
    )


def _clean(arguments: argparse.Namespace) -> int:
    from scipix._clean import run

    return run(arguments)


def _detect_features(_: argparse.Namespace) -> int:
    print_lines(
        [
            f"features: {' '.join(sx.cpu_features())}",
            f"kernels:  {sx.simd_level()} of {' '.join(sx.simd_levels())}",
            f"threads:  {sx.thread_count()}",
        ]
    )
    return 0


def _quantize(arguments: argparse.Namespace) -> int:
    for tensor in sx.quantize_file(arguments.input, arguments.output, skip=arguments.skip):
        if tensor["error"] is not None:
            ratio, decibels = tensor["compression_ratio"], tensor["error"].sqnr_db
            print(f"{tensor['name']}: {ratio:.2f} times smaller, {decibels:.1f} dB")
    before, after = arguments.input.stat().st_size, arguments.output.stat().st_size
    print(f"{before} bytes to {after}: {before / after:.2f} times smaller")
    return 0


def _add_clean_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="IN... OUT", help="pictures or folders; last what to write")
    for step, what in _CLEAN_STEPS.items():
        parser.add_argument(f"--{step}", choices=["auto", "off", "on"], default="auto", help=what)
    parser.add_argument("--keep-size", action="store_true", help="cut off the corners of a page that is made level")
    parser.add_argument("--bits", action="store_true", help="write black and white instead of gray")
    parser.add_argument("--format", choices=["png", "jpeg", "tiff"], help="of the files in a folder [that of each file read]")
    parser.add_argument("--show", action="store_true", help="write pictures of before and after: NAME.show.png")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write an HTML page with pictures and what was done")
    parser.add_argument("--jobs", type=int, metavar="N", help="files worked on at once [one for each processor]")
    parser.add_argument("--quiet", action="store_true", help="print no progress and no list of what was done")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scipix", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    ocr = commands.add_parser("ocr", help="prints the text of pages")
    ocr.add_argument("pages", nargs="+", type=Path, metavar="PAGE", help="a picture, or a folder of them")
    for name, text in [("txt", "text (the default)"), ("json", "JSON with boxes"), ("hocr", "hOCR")]:
        ocr.add_argument(f"--{name}", dest="format", action="store_const", const=name, default="txt", help=f"print {text}")
    ocr.add_argument("--picture", type=Path, metavar="OUT.png", help="draw the lines of the last page")
    ocr.add_argument("--threads", type=int, default=2, help="threads of the models")
    ocr.add_argument("--rule", choices=["layout", "ten-pixels"], default="layout", help="reading order")
    for model in ("detector", "recogniser", "classifier"):
        ocr.add_argument(f"--{model}", type=Path, metavar="MODEL.onnx")
    ocr.set_defaults(run=_ocr)

    clean = commands.add_parser(
        "clean", help="cleans pages for OCR", description=_CLEAN, usage="%(prog)s [OPTION...] IN... OUT"
    )
    _add_clean_arguments(clean)
    clean.set_defaults(run=_clean)

    features = commands.add_parser("detect-features", help="names what the processor offers")
    features.set_defaults(run=_detect_features)

    quantize = commands.add_parser("quantize", help="makes the weights of a safetensors file bytes")
    quantize.add_argument("input", type=Path)
    quantize.add_argument("output", type=Path)
    quantize.add_argument("--skip", nargs="*", default=[], metavar="TENSOR", help="left as they are")
    quantize.set_defaults(run=_quantize)
    return parser


def main() -> int:
    """Runs the program and returns its status."""
    parser = _parser()
    arguments = parser.parse_args()
    # Large pages are ordinary here; beyond twice that size Pillow refuses them.
    warnings.filterwarnings("ignore", "Image size .* could be decompression bomb")
    if isinstance(sys.stdout, io.TextIOWrapper):
        # Names of files may have bytes that are no text.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except argparse.ArgumentError as failure:
        parser.error(str(failure))
    except BrokenPipeError:
        drop_output()
        return 0
    except ModuleNotFoundError as failure:
        package = "Pillow" if failure.name == "PIL" else failure.name
        print(f"scipix: this command needs the package {package}", file=sys.stderr)
        return 1
    except (OSError, sx.Error) as failure:
        print(f"scipix: {failure}", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
