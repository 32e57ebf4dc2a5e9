"""The card as a tagged PDF, printed by Chromium: optional, because a browser is a large thing to ask for."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from peel_ml.errors import PeelError

NAMES = ("chromium", "chromium-browser", "google-chrome")
TIMEOUT_S = 60
"""A card takes about two seconds."""

FLAGS = (
    "--headless",
    "--no-sandbox",  # the page is our own, and its policy allows one script; Chromium refuses root without it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    # Nothing is fetched: no name resolves, loopback's neither.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)


def browser() -> str | None:
    """Return the path of a Chromium, ``None`` where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def to_pdf(html: bytes, timeout_s: float = TIMEOUT_S) -> bytes:
    """Print a card: a tagged PDF with a title, a language and an outline.

    The same card gives the same text and the same tags; the bytes differ, because Chromium writes the time into them.

    Parameters
    ----------
    html : bytes
        ``card.html``.
    timeout_s : float
        Seconds after which Chromium is ended.

    Raises
    ------
    PeelError
        No Chromium on this machine, or it failed, or it took too long.
    """
    program = browser()
    if program is None:
        raise PeelError(
            "A PDF needs Chromium, which is not on this machine. Install Debian's package `chromium` "
            "(`make test-deps` does), or print card.html from any browser."
        )
    # A profile of its own each time: two at once would wait for each other, and nothing is kept.
    with tempfile.TemporaryDirectory(prefix="peel-pdf-", ignore_cleanup_errors=True) as scratch:
        page, made = Path(scratch, "card.html"), Path(scratch, "card.pdf")
        page.write_bytes(html)
        command = [program, *FLAGS, f"--user-data-dir={scratch}/profile", f"--print-to-pdf={made}", page.as_uri()]
        _run(command, timeout_s)
        if not made.is_file() or not made.stat().st_size:
            raise PeelError("Chromium made no PDF. Print card.html from any browser instead.")
        return made.read_bytes()


def _run(command: list[str], timeout_s: float) -> None:
    """Run Chromium and see to it that neither it nor a child of it stays."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(timeout_s)
    except subprocess.TimeoutExpired:
        raise PeelError(
            f"Chromium had not made the PDF after {timeout_s:g} seconds and was ended. Try again when the machine is "
            "less busy, or print card.html from any browser."
        ) from None
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
