"""The server's process: Prefect's own application under uvicorn, which ends when its parent does.

Run by `flows.server` as ``python -m flows.child PORT PARENT BOUND``; not a command of its own.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading

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


def main(port: int, parent: int, bound: bool) -> None:
    """Serve Prefect's API on a loopback port until the parent is gone."""
    follow(parent, bound)
    import uvicorn

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="on",
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1")
