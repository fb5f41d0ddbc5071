"""Reads a folder of pages with Ray Data, by hand: pages.py IN OUT

This is what `python -m scipix.ray` does, without resuming and without files that appear whole: a pipeline to change. It needs
pip install scipix[ray,ocr], and runs on this machine or, with RAY_ADDRESS, on a cluster.
"""

import sys

import ray
from ray.data import ActorPoolStrategy

from scipix.ray import Clean, Read


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    source, out = sys.argv[1:]
    # Files stay encoded until a worker decodes them: a page of 300 KB would be 25 MB of pixels in the object store.
    # The least shares of a core sum up to less than one: a stage that found no room would have the others wait for ever.
    types = ["png", "jpg", "jpeg", "tif", "tiff"]
    files = ray.data.read_binary_files(source, include_paths=True, file_extensions=types, num_cpus=0.1)
    pages = files.map_batches(Clean, batch_size=8, compute=ActorPoolStrategy(min_size=1, max_size=4), num_cpus=0.2)
    lines = pages.map_batches(Read, batch_size=8, compute=ActorPoolStrategy(min_size=1, max_size=8), num_cpus=0.5)
    lines.write_parquet(out, ray_remote_args={"num_cpus": 0.1})
    table = ray.data.read_parquet(out)
    print(f"{table.count()} rows, of which these are the first:")
    for row in table.select_columns(["path", "line", "text", "error"]).take(5):
        print(row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
