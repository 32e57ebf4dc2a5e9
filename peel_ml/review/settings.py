"""What the pages need to know of where they run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import time

from peel_ml.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
BODY_BYTES = 512 * 1024
"""No form is larger."""


@dataclass(frozen=True)
class ReviewSettings:
    """Where the pages run.

    Parameters
    ----------
    state : Path
        File of the sign-in state.
    key : bytes
        Signs sessions and tokens; at least 32 bytes.
    home : Path
        The state folder, which holds the set-up code.
    project : Path or None
        The checkout, which holds the problem book and the published cards.
    hosts : tuple of str
        Names that a request may come under, with a port or for any port.
    secure : bool
        Whether readers come over TLS: cookies are then never sent without it.
    clock : callable
        Seconds since 1970.
    platform : Settings, optional
        Where finished runs are and who is asked who made them; without it nothing can be submitted here.
    """

    state: Path
    key: bytes
    home: Path = Path()
    project: Path | None = None
    hosts: tuple[str, ...] = LOOPBACK
    secure: bool = False
    clock: Callable[[], float] = time
    platform: Settings | None = None

    @property
    def scheme(self) -> str:
        """The scheme that readers see."""
        return "https" if self.secure else "http"

    def is_host(self, host: str) -> bool:
        """Tell whether a Host header is one of ours.

        Examples
        --------
        >>> ours = ReviewSettings(Path("state"), b"", hosts=("localhost",))
        >>> ours.is_host("localhost:5000"), ours.is_host("localhost.example.org")
        (True, False)
        """
        name, _, port = host.rpartition(":")
        bare = name if name and port.isdigit() else host
        return host.lower() in self.hosts or bare.lower() in self.hosts
