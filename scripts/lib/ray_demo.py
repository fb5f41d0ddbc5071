"""Reads pages on a cluster of three nodes of this machine: ray_demo.py OUT IN [ARGUMENT-OF-THE-JOB...]"""

import os
import subprocess
import sys
import time

os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_ENABLE_UV_RUN_RUNTIME_ENV="0")

import pyarrow.dataset as ds  # noqa: E402
from ray.cluster_utils import Cluster  # noqa: E402


def main():
    out, source, *rest = sys.argv[1:]
    node = {"num_cpus": 1, "object_store_memory": 100 << 20}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        for _ in range(2):
            cluster.add_node(**node)
        cluster.wait_for_nodes()
        print("three nodes with one core each are up", flush=True)
        command = [sys.executable, "-m", "scipix.ray", source, out, "--address", cluster.address, "--part", "1", *rest]
        begin = time.perf_counter()
        status = subprocess.run(command, check=False).returncode
        print(f"{time.perf_counter() - begin:.1f} s with the start of the workers")
    finally:
        cluster.shutdown()
    if status == 0:
        table = ds.dataset(out, format="parquet").to_table()
        print(f"{out} has {len(table)} rows, of which these are the first:")
        for row in table.select(["path", "page", "line", "text", "score", "error"]).slice(0, 8).to_pylist():
            print({**row, "path": os.path.basename(row["path"])})
    return status


if __name__ == "__main__":
    sys.exit(main())
