"""Every public name is documented, and every example runs."""

import doctest
import inspect
import re

import pytest

import scipix as sx
import scipix.batcher
import scipix.errors
import scipix.results

PUBLIC = {name: getattr(sx, name) for name in sx.__all__}
MODULES = {"scipix": sx, "errors": scipix.errors, "results": scipix.results, "batcher": scipix.batcher}


@pytest.mark.parametrize("name", [*PUBLIC, *MODULES])
def test_examples_run(name):
    text = inspect.getdoc({**PUBLIC, **MODULES}[name])
    assert text and (text[0].isupper() or name == "scipix")
    example = doctest.DocTestParser().get_doctest(text, {}, name, None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF)
    assert runner.run(example).failed == 0


@pytest.mark.parametrize("name", [name for name, thing in PUBLIC.items() if not inspect.isclass(thing)])
def test_functions_have_examples_and_parameters(name):
    function = PUBLIC[name]
    assert ">>> " in function.__doc__
    # "Those of `CtcDecoder`" are documented there.
    others = [PUBLIC[other].__doc__ for other in re.findall(r"Those of `(\w+)`", function.__doc__)]
    documented = "\n".join([function.__doc__, *others])
    parameters = inspect.signature(function).parameters.values()
    named = [parameter.name for parameter in parameters if parameter.kind is not parameter.VAR_KEYWORD]
    assert [name for name in named if not re.search(rf"\b{name}\b", documented)] == []


def test_all_names_are_listed():
    visible = {name for name in dir(sx) if not name.startswith("_")}
    assert visible - set(sx.__all__) == {"batcher", "errors", "results"}
