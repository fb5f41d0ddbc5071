"""Pages to text on many machines, with Ray. ``pip install scipix[ray]`` brings Ray and what its tables need.

`Read` and `Clean` are callables for ``map_batches`` of Ray Data: they travel to the workers as a few bytes and open their models
there. ``python -m scipix.ray IN OUT`` is the whole job for a folder, a glob or an address such as ``s3://bucket/pages``; `read_pages`
is the same for programs.

>>> import ray, scipix.ray  # doctest: +SKIP
>>> pages = ray.data.read_binary_files("pages", include_paths=True)  # doctest: +SKIP
>>> lines = pages.map_batches(scipix.ray.Read, batch_size=8, concurrency=(1, 8), num_cpus=1)  # doctest: +SKIP
>>> lines.write_parquet("lines")  # doctest: +SKIP
"""

from scipix.ray.job import Summary, read_pages
from scipix.ray.stages import Clean, Read
from scipix.ray.table import schema

__all__ = ["Clean", "Read", "Summary", "read_pages", "schema"]
