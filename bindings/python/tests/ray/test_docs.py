"""What docs/many-machines.md says: the manifest has the form of a RayJob, the schema is the real one, the code is Python."""

import ast
import os
import re
from pathlib import Path

import pytest
import yaml

import scipix.ray

TEXT = Path(os.environ["SCIPIX_TEST_ROOT"], "docs", "many-machines.md").read_text()
NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?")
QUANTITY = re.compile(r"[0-9]+(\.[0-9]+)?(m|Ki|Mi|Gi|Ti)?")


def check_template(template, start_params):
    """A group's pod: containers with names, images, equal limits and requests, and strings where Kubernetes wants strings."""
    assert all(isinstance(value, str) for value in start_params.values())
    assert set(template) <= {"metadata", "spec"}
    [container] = template["spec"]["containers"]
    assert set(container) <= {"name", "image", "env", "resources", "volumeMounts", "lifecycle"}
    assert NAME.fullmatch(container["name"]) and re.fullmatch(r"[\w./-]+:[\w.-]+", container["image"])
    assert all(set(pair) == {"name", "value"} and isinstance(pair["value"], str) for pair in container["env"])
    resources = container["resources"]
    assert resources["requests"] == resources["limits"], "Ray counts what it may use"
    assert all(QUANTITY.fullmatch(value) for value in resources["limits"].values())


def check_manifest(job):
    assert (job["apiVersion"], job["kind"]) == ("ray.io/v1", "RayJob") and set(job) == {"apiVersion", "kind", "metadata", "spec"}
    assert NAME.fullmatch(job["metadata"]["name"])
    spec = job["spec"]
    assert set(spec) <= {"entrypoint", "shutdownAfterJobFinishes", "backoffLimit", "rayClusterSpec", "runtimeEnvYAML"}
    assert spec["entrypoint"].startswith("python -m scipix.ray ")
    cluster = spec["rayClusterSpec"]
    assert set(cluster) <= {"enableInTreeAutoscaling", "headGroupSpec", "workerGroupSpecs", "rayVersion"}
    head = cluster["headGroupSpec"]
    assert set(head) == {"rayStartParams", "template"}
    check_template(head["template"], head["rayStartParams"])
    for group in cluster["workerGroupSpecs"]:
        assert set(group) == {"groupName", "replicas", "minReplicas", "maxReplicas", "rayStartParams", "template"}
        assert NAME.fullmatch(group["groupName"]) and group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]
        check_template(group["template"], group["rayStartParams"])


def test_the_manifest():
    [block] = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    [job] = yaml.safe_load_all(block)
    check_manifest(job)
    job["spec"]["rayClusterSpec"]["headGroupSpec"]["rayStartParams"]["num-cpus"] = 0
    with pytest.raises(AssertionError):
        check_manifest(job)


def test_the_schema():
    rows = re.findall(r"^\| `(\w+)` \| (string|int32|float|list of float) \|", TEXT, re.MULTILINE)
    names = {"list<item: float>": "list of float", "list<element: float>": "list of float"}
    assert rows == [(field.name, names.get(str(field.type), str(field.type))) for field in scipix.ray.schema()]


def test_the_code_is_python():
    blocks = re.findall(r"(?:^    .*\n|^\n)+", TEXT, re.MULTILINE)
    code = [block for block in blocks if re.search(r"^    (from|import|pages =) ?", block, re.MULTILINE)]
    assert len(code) >= 4
    for block in code:
        ast.parse("\n".join(line[4:] for line in block.splitlines()))


def test_every_option_of_the_job_is_named():
    from scipix.ray.__main__ import _parser

    options = [name for action in _parser()._actions for name in action.option_strings if name not in ("-h", "--help")]
    assert options and [name for name in options if name not in TEXT] == []
