"""`peel card open`: one card, to this machine, for a while."""

import http.client
import re
import signal
import socket
from urllib.parse import urlsplit

import pytest

from tests.cli.showing.runs import REAL


def served(process):
    """Return the address that a process prints."""
    return urlsplit(process.stdout.readline().strip())


def asked(place, path, method="GET", **headers):
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read()


@pytest.mark.enable_socket
def test_open_serves_this_card_and_nothing_else(root, start, files):
    process = start(root, "card", "open", REAL, "--seconds", "60", BROWSER="true")
    try:
        place = served(process)
        assert (place.hostname, place.path.endswith("/card.html")) == ("127.0.0.1", True)
        answer, body = asked(place, place.path)
        assert answer.status == 200
        assert body == files["made-up-audit", REAL]["card.html"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert not re.search("python", answer.headers["Server"], re.I)
        base = place.path.removesuffix("card.html")
        figure = next(name for name in files["made-up-audit", REAL] if name.endswith(".svg"))
        for name in ("card.json", "card.md", figure):
            answer, body = asked(place, base + name)
            assert (answer.status, body) == (200, files["made-up-audit", REAL][name])
        for path in (
            *("/", base, f"{base}figures/", f"{base}record.json", "/card.html", "//etc/passwd"),
            *(f"{base}../card.html", f"{base}%2e%2e/record.json", f"{base}..%2f..%2fregister.db"),
        ):
            assert asked(place, path)[0].status == 404, path
        assert asked(place, place.path, Host="evil.example")[0].status == 421
        assert asked(place, place.path, Host=f"localhost:{place.port}")[0].status == 200
        for method in ("POST", "PUT", "DELETE", "HEAD", "OPTIONS"):
            assert asked(place, place.path, method)[0].status == 501, method
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said


@pytest.mark.enable_socket
def test_open_ends_after_its_seconds_and_frees_the_port(root, start):
    process = start(root, "card", "open", REAL, "--public", "--seconds", "0.2", BROWSER="true")
    place = served(process)
    process.communicate(timeout=30)
    assert process.returncode == 0
    with pytest.raises(OSError, match="refused"), socket.create_connection((place.hostname, place.port), timeout=5):
        pass
