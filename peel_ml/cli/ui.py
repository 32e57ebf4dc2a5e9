"""``peel ui``: MLflow's server with the review pages beside it."""

from __future__ import annotations

import ipaddress
import os
import subprocess
import sys
import warnings
from collections.abc import Mapping
from importlib.metadata import entry_points
from signal import SIGKILL

import click

from peel_ml.errors import BadRequest, PeelError
from peel_ml.settings import Settings, ensure_home, read_settings

_PATIENCE_S = 15
"""How long MLflow may take to end in order."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--review-only", is_flag=True, help="The review pages without MLflow.")
@click.option(
    "--behind-tls-proxy",
    "public",
    metavar="NAME",
    default="",
    help="Name under which a TLS proxy in front shows the pages, as in review.example.org; needed beyond loopback.",
)
def ui(host: str, port: int, review_only: bool, public: str) -> None:
    """Start MLflow with the review pages beside it, on this machine only.

    The first start prints a code with which the first administrator chooses a name and a password.
    """
    _reachable(host, public)
    settings = read_settings(anywhere=True)
    ensure_home(settings.home)
    _free(host, port)
    _unserved(settings)
    environ = prepared(settings, host, port, public, review_only)
    if review_only:
        _alone(settings, host, port, public, environ)
    else:
        _beside_mlflow(settings, host, port, public, environ)


def _reachable(host: str, public: str) -> None:
    """Refuse to show sign-in to a network without TLS before it."""
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        raise BadRequest(f"--host is {host!r}; expected an address such as 127.0.0.1.") from None
    if not here and not public:
        raise BadRequest(
            f"{host} can be reached from other machines, and passwords would cross the network unprotected. Put a TLS "
            "proxy in front and say under which name: --behind-tls-proxy review.example.org. mlflow/README.md has one."
        )
    if public and ("/" in public or ":" in public):
        raise BadRequest(f"--behind-tls-proxy is {public!r}; expected a bare name such as review.example.org.")


def _free(host: str, port: int) -> None:
    """Refuse a port that something listens on, before anything large is started."""
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise BadRequest(
                f"Nothing can listen on {host} port {port} ({error.strerror}). Choose another with --port."
            ) from None


def _unserved(settings: Settings) -> None:
    """Refuse a sqlite register that another server has; the server itself then holds it."""
    from peel_ml.review.lock import RegisterLock, sqlite_file

    database = sqlite_file(settings.register_uri)
    if database is not None:
        RegisterLock(database).release()


def prepared(settings: Settings, host: str, port: int, public: str, review_only: bool) -> Mapping[str, str]:
    """Return the environment of the server: silent, no jobs, secrets of its own, no password anywhere."""
    from peel_ml.review import own_secrets
    from peel_ml.review.server import ADDRESS, PARENT
    from peel_ml.review.wiring import PUBLIC_HOST, auth_config
    from peel_ml.tracking.library import QUIET

    shown = f"[{host}]" if ":" in host else host
    made = {
        **QUIET,
        "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false",
        "MLFLOW_FLASK_SERVER_SECRET_KEY": own_secrets.key(settings.home, own_secrets.FLASK_KEY),
        "PEEL_HOME": str(settings.home),
        "PEEL_REGISTER_URI": settings.register_uri,
        PUBLIC_HOST: public,
        ADDRESS: f"https://{public}" if public else f"http://{shown}:{port}",
        # Warnings of MLflow about its own libraries are not for whoever starts it.
        "PYTHONWARNINGS": "ignore",
        PARENT: "" if review_only else str(os.getpid()),
    }
    if not os.environ.get("MLFLOW_AUTH_CONFIG_PATH"):
        made["MLFLOW_AUTH_CONFIG_PATH"] = str(auth_config(settings.home))
    return {**os.environ, **made}


def _alone(settings: Settings, host: str, port: int, public: str, environ: Mapping[str, str]) -> None:
    os.environ.update(environ)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    import uvicorn

    from peel_ml.review.server import alone

    uvicorn.run(
        alone(settings, environ),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=bool(public),
        timeout_graceful_shutdown=5,
    )


def _beside_mlflow(settings: Settings, host: str, port: int, public: str, environ: Mapping[str, str]) -> None:
    from peel_ml.tracking.storage import ensure_storage

    if "://" in settings.tracking_uri and settings.tracking_uri.startswith("http"):
        raise BadRequest(
            "PEEL_MLFLOW_URI names a server that runs elsewhere, so none is started here. "
            "`peel ui --review-only` starts the review pages alone."
        )
    if not any(one.name == "peel" for one in entry_points(group="mlflow.app")):
        raise BadRequest(
            "MLflow does not know of the review pages: the installation is older than this checkout. Run `make setup`."
        )
    ensure_storage(settings.tracking_uri)
    # A session of its own: Ctrl-C reaches this process alone, which then ends the server once and in order.
    server = subprocess.Popen(
        _command(settings, host, port, public), env=dict(environ), start_new_session=True, stdout=subprocess.DEVNULL
    )
    try:
        status = server.wait()
    except KeyboardInterrupt:
        _end(server)
        return
    finally:
        if server.poll() is None:
            os.killpg(server.pid, SIGKILL)
    raise PeelError(f"MLflow's server ended by itself with status {status}. What it said stands above.")


def _command(settings: Settings, host: str, port: int, public: str) -> list[str]:
    proxy = "--proxy-headers" if public else "--no-proxy-headers"
    quiet = f"--no-access-log --no-server-header --log-level warning --timeout-graceful-shutdown 5 {proxy}"
    command = [sys.executable, "-m", "mlflow", "server", "--app-name", "peel"]
    command += ["--host", host, "--port", str(port), "--workers", "1", "--uvicorn-opts", quiet]
    command += ["--backend-store-uri", settings.tracking_uri]
    if not os.environ.get("MLFLOW_ARTIFACTS_DESTINATION"):
        command += ["--artifacts-destination", settings.artifacts_uri or str(settings.home / "mlartifacts")]
    if public:
        command += ["--allowed-hosts", public, "--cors-allowed-origins", f"https://{public}"]
    return command


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, SIGKILL)
        server.wait()
