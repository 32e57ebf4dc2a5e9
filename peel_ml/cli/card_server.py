"""One card on loopback: its own files under an address nobody can guess, to be read and nothing else."""

from __future__ import annotations

import os
import secrets
import sys
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import click

HOST = "127.0.0.1"
TYPES = {
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
"""What is served; a file of another kind is not."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# The page itself holds a stricter policy, which allows its one script by its digest.
_PAGE_POLICY = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; connect-src 'none'"
_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


class CardServer(ThreadingHTTPServer):
    """Serves a fixed set of files, held in memory: no path of a request reaches the file system."""

    daemon_threads = True

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.secret = secrets.token_urlsafe(16)
        self.files = {
            f"/{self.secret}/{name}": (TYPES[kind], content)
            for name, content in files.items()
            if (kind := name.rpartition(".")[2]) in TYPES
        }
        super().__init__((HOST, 0), _Handler)

    @property
    def address(self) -> str:
        """Where the card is. Other users of this machine would have to guess it."""
        return f"http://{HOST}:{self.server_port}/{self.secret}/card.html"


class _Handler(BaseHTTPRequestHandler):
    server: CardServer
    server_version = "peel"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Answer with one of the files, or refuse."""
        # A page elsewhere whose name was pointed at this machine asks with its own name.
        if self.headers.get("Host") not in (
            f"{HOST}:{self.server.server_port}",
            f"localhost:{self.server.server_port}",
        ):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
            return
        found = self.server.files.get(self.path.partition("?")[0])
        if found is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        self._answer(HTTPStatus.OK, *found)

    def _refuse(self, status: HTTPStatus) -> None:
        self._answer(status, "text/plain; charset=utf-8", f"{status.phrase}\n".encode())

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", _PAGE_POLICY if kind.startswith("text/html") else _FILE_POLICY)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal shows the address, and that is all there is to know."""


def serve(files: Mapping[str, bytes], seconds: float | None) -> None:
    """Serve a card until Ctrl-C, or for some seconds; print its address and open the browser where there is one."""
    with CardServer(files) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            click.echo(server.address)
            click.echo("Ctrl-C ends it." if seconds is None else f"It ends after {seconds:g} seconds.", err=True)
            _browse(server.address)
            # Without a limit the event never comes; a signal interrupts the wait.
            threading.Event().wait(seconds)
        finally:
            server.shutdown()


def _browse(address: str) -> None:
    """Open the person's browser; one that needs a screen is not started without one, nor one in the terminal."""
    if sys.platform.startswith("linux") and not any(map(os.environ.get, ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"))):
        return
    import webbrowser

    try:
        webbrowser.open(address)
    except (webbrowser.Error, OSError):
        click.echo("No browser could be started. Open the address above in one.", err=True)
