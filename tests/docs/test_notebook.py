"""The example notebook, executed: what it shows is still what it kept.

``PEEL_REGENERATE=1`` writes the outputs anew; run ids and folders are masked, so that nothing in it changes by itself.
"""

import ast
import contextlib
import io
import json
import os
import re
import tempfile

import pytest

RUN = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")
MASK = "20260101T090000-0a1b2c"
FOLDER = re.compile(r"/[\w./-]*peel-notebook-\w+")


def lines(text):
    return FOLDER.sub("PROJECT", RUN.sub(MASK, text)).splitlines(keepends=True)


def executed(source, names):
    """The outputs of a code cell: what it prints, and the value of its last expression."""
    body = ast.parse(source).body
    last = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        value = None if last is None else eval(compile(last, "cell", "eval"), names)
    outputs = []
    if said.getvalue():
        outputs.append({"name": "stdout", "output_type": "stream", "text": lines(said.getvalue())})
    if value is not None:
        data = {"text/plain": lines(f"<{type(value).__name__}>" if hasattr(value, "_repr_html_") else repr(value))}
        if hasattr(value, "_repr_html_"):
            data = {"text/html": lines(value._repr_html_()), **data}
        outputs.append({"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"})
    return outputs


def in_kind(outputs):
    """The outputs without their numbers, which may differ in the last digit from machine to machine."""
    return re.sub(r"[\d.]+", "#", json.dumps(outputs, sort_keys=True))


@pytest.fixture
def own_environment(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("PEEL_PROJECT", "PEEL_HOME"):
        monkeypatch.setenv(name, "set by the notebook")


@pytest.mark.enable_socket  # MLflow's own loop
@pytest.mark.filterwarnings("ignore:The ``noload`` loader:DeprecationWarning")
def test_the_notebook_still_shows_what_it_kept(root, own_environment):
    path = root / "docs" / "notebook.ipynb"
    notebook, names = json.loads(path.read_text(encoding="utf-8")), {}
    kept, made = [], []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            kept.append(cell["outputs"])
            cell["outputs"] = executed("".join(cell["source"]), names)
            made.append(cell["outputs"])
    if os.environ.get("PEEL_REGENERATE"):
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for before, after in zip(kept, made, strict=True):
        assert in_kind(after) == in_kind(before), "docs/notebook.ipynb is stale: PEEL_REGENERATE=1 and look at it"


def test_the_notebook_holds_nothing_of_a_machine(root):
    text = (root / "docs" / "notebook.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert len(text) < 60_000
    assert not FOLDER.search(text)
    assert not re.search(r"/(?:root|home|tmp|Users|work)/", text)
    assert set(RUN.findall(text)) <= {MASK}
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] is None and not cell["metadata"] for cell in cells)
    shown = [out for cell in cells for out in cell["outputs"] if "text/html" in out.get("data", {})]
    assert len(shown) == 2
    assert all("SYNTHETIC" in "".join(out["data"]["text/html"]) for out in shown)
