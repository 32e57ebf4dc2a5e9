"""The PDF: tagged, titled, the same words each time, and nothing fetched."""

from __future__ import annotations

import http.server
import io
import stat
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from peel_ml.cards import pdf
from peel_ml.cards.html import to_html
from peel_ml.errors import PeelError

pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
needs_chromium = pytest.mark.skipif(pdf.browser() is None, reason="no Chromium on this machine: make test-deps")


@pytest.fixture(scope="module")
def twice(made_cards: ModuleType) -> tuple[Any, Any]:
    html = to_html(made_cards.card("synthetic")).encode()
    return tuple(pypdf.PdfReader(io.BytesIO(pdf.to_pdf(html))) for _ in range(2))  # type: ignore[return-value]


def tags(node: Any) -> list[Any]:
    """Return the structure tree as nested names."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [tag for one in node for tag in tags(one)]
    if not isinstance(node, dict):
        return []
    inside = tags(node["/K"]) if "/K" in node else []
    return [(str(node["/S"]), inside)] if "/S" in node else inside


def flat(tree: list[Any]) -> set[str]:
    return {name for name, _ in tree} | {name for _, inside in tree for name in flat(inside)}


@needs_chromium
def test_it_is_tagged_titled_and_in_english(twice: tuple[Any, Any]) -> None:
    root = twice[0].trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"].value)
    assert root["/Lang"] == "en-GB"
    assert twice[0].metadata.title.startswith("SYNTHETIC. ")
    assert flat(tags(root["/StructTreeRoot"])) >= {"/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure"}
    assert len(twice[0].outline) > 0


@needs_chromium
def test_the_same_card_gives_the_same_text_and_tags(twice: tuple[Any, Any]) -> None:
    # What every page draws; to take the words out of all of it is slow.
    drawn, again = ([page.get_contents().get_data() for page in reader.pages] for reader in twice)
    assert len(drawn) > 20
    assert all(drawn)
    assert drawn == again
    one, other = ([page.extract_text() for page in reader.pages[:6]] for reader in twice)
    assert one == other
    assert "SYNTHETIC" in one[0]
    assert tags(twice[0].trailer["/Root"]["/StructTreeRoot"]) == tags(twice[1].trailer["/Root"]["/StructTreeRoot"])


@needs_chromium
@pytest.mark.enable_socket
def test_nothing_is_fetched() -> None:
    asked: list[str] = []

    class Listening(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    # A page without a policy of its own, which is worse than any card.
    address = f"http://localhost:{server.server_port}"
    page = f'<title>t</title><img src="{address}/name"><img src="http://127.0.0.1:{server.server_port}/number">'
    try:
        assert pdf.to_pdf(page.encode()).startswith(b"%PDF")
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []


def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = tmp_path / "chromium"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def test_a_machine_without_chromium_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PeelError, match=r"Debian's package `chromium`.*make test-deps"):
        pdf.to_pdf(b"<p>")


def test_one_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = tmp_path / "left"
    fake(tmp_path, monkeypatch, f"(sleep 1; touch {left}) &\nsleep 30")
    started = time.monotonic()
    with pytest.raises(PeelError, match=r"after 0\.5 seconds and was ended"):
        pdf.to_pdf(b"<p>", 0.5)
    assert time.monotonic() - started < 2.5
    time.sleep(1)
    assert not left.exists()


def test_one_that_makes_nothing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, "exit 0")
    with pytest.raises(PeelError, match="made no PDF"):
        pdf.to_pdf(b"<p>")
