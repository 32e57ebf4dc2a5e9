"""Finds the scheduler at an address, and refuses to begin where work could not be done well."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peel_ml.cluster.versions import check_versions, versions
from peel_ml.errors import BadRequest, PeelError

if TYPE_CHECKING:
    from peel_ml.cluster.machines import Cluster

SCHEMES = ("tcp://", "tls://")
WAIT_S = 10
"""How long the scheduler may take to answer."""


def connect(address: str) -> Cluster:
    """Return the cluster at `address`, its workers checked.

    Certificates of a ``tls://`` address are those of Dask's own configuration (``distributed.comm.tls``).

    Parameters
    ----------
    address : str
        ``tcp://HOST:PORT`` or ``tls://HOST:PORT``, as ``dask scheduler`` prints it.

    Raises
    ------
    BadRequest
        It is no such address, or the extra ``cluster`` is not installed.
    PeelError
        Nobody answers there, there is no worker, or a worker runs other versions.
    """
    if not address.startswith(SCHEMES):
        raise BadRequest(
            f"--cluster {address} is no address of a Dask scheduler. Start one with `dask scheduler`, and give what it "
            "prints: tcp://HOST:8786, or tls://HOST:8786 where Dask is set up with certificates."
        )
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise BadRequest(
            f"--cluster needs {error.name}, which is not installed: pip install 'peel-ml[cluster]'."
        ) from None
    from peel_ml.cluster.machines import Cluster

    try:
        client: Any = Client(address, timeout=WAIT_S, set_as_default=False, name="peel")  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise PeelError(
            f"No Dask scheduler answers at {address} ({type(error).__name__}). Start `dask scheduler` there, or see "
            "whether the address, the firewall and the certificates are right; then give the same command."
        ) from error
    try:
        if not client.scheduler_info(n_workers=-1)["workers"]:
            raise PeelError(
                f"The Dask scheduler at {address} has no workers. Start one on each machine: "
                f"`dask worker {address} --nthreads 1 --nworkers 2`."
            )
        check_versions(versions(), client.run(versions, on_error="return"))
    except BaseException:
        client.close()
        raise
    return Cluster(client, address)
