"""The server's process: Prefect's own application under uvicorn. No command of its own.

``python -m flows.child follow PORT PARENT BOUND`` ends when its parent does (`flows.server`);
``python -m flows.child stay PORT`` ends when the state file no longer names it (`flows.standing`).
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

STATE, LOCK = "server.json", "server.lock"
"""In ``PEEL_HOME/prefect``: where the server that stays is, and what it holds as long as it lives."""

LOOKED_EVERY_S = 0.5
"""How often the server that stays looks whether it is still wanted."""

PATIENCE_S = 10.0
"""How long one server waits for another that is ending, and how long it may take to end in order."""

_PR_SET_PDEATHSIG = 1


def follow(parent: int, bound: bool) -> None:
    """End this process as soon as the parent is gone, however it went.

    Standard input is a pipe that only the parent holds: its end is the parent's end. On Linux the kernel
    is asked as well, because a forked child of the parent may keep the pipe open. The kernel watches the
    thread that started us, so it is asked only where that is the parent's main thread (`bound`).
    """
    threading.Thread(target=_until_closed, name="follow-parent", daemon=True).start()
    if bound and sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _until_closed() -> None:
    while os.read(0, 1):
        pass
    os._exit(0)


def stay(url: str) -> IO[str] | None:
    """Become the server that stays, in the working directory; ``None`` when another is or is becoming it.

    The lock that is returned is held until the process ends, however that happens.
    """
    lock = Path(LOCK).open("a")  # noqa: SIM115 - held for life
    deadline = time.monotonic() + PATIENCE_S
    while not _locked(lock):
        # Held without a file: that server is ending, or has not written it yet.
        if Path(STATE).exists() or time.monotonic() > deadline:
            return None
        time.sleep(0.02)
    named = json.dumps({"url": url, "pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")})
    fresh = Path(f".{STATE}-{os.getpid()}")
    fresh.write_text(named)
    fresh.replace(STATE)
    threading.Thread(target=_until_unnamed, args=(named,), name="still-wanted", daemon=True).start()
    return lock


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _until_unnamed(named: str) -> None:
    while _named() == named:
        time.sleep(LOOKED_EVERY_S)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_S)
    os._exit(1)


def _named() -> str | None:
    try:
        return Path(STATE).read_text()
    except OSError:  # it is gone, or its folder is
        return None


def serve(port: int) -> None:
    """Serve Prefect's API on a loopback port."""
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="on",
    )


def main(how: str, port: int, *rest: str) -> None:
    """Serve until nobody needs it."""
    if how == "follow":
        parent, bound = rest
        follow(int(parent), bound == "1")
        serve(port)
    else:
        lock = stay(f"http://127.0.0.1:{port}/api")
        if lock is not None:
            with lock:
                serve(port)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
