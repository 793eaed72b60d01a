"""`rootward sandbox serve` answers on a port until it is interrupted."""

from __future__ import annotations

import socket
from urllib.error import HTTPError
from urllib.request import urlopen

from rootward.cli.main import main


def test_it_prints_the_lines_for_a_shell_and_answers(capsys, monkeypatch):
    seen = {}

    def interrupted_at_once() -> None:
        lines = capsys.readouterr().out
        endpoint = (
            next(line for line in lines.splitlines() if "AWS_ENDPOINT_URL" in line).split("=", 1)[1].strip("\"' ")
        )
        seen["lines"] = lines
        try:
            urlopen(f"{endpoint}/", timeout=10).close()  # noqa: S310 - loopback
        except HTTPError as refused:
            seen["status"] = refused.code
            refused.close()

    monkeypatch.setattr("rootward.cli.sandbox.wait_for_interrupt", interrupted_at_once)

    assert main(["sandbox", "serve"]) == 0
    assert "AWS_ACCESS_KEY_ID" in seen["lines"]
    assert seen["status"] == 403  # unsigned, as AWS would refuse it


def test_a_port_in_use_is_one_clear_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert main(["sandbox", "serve", "--port", str(port)]) == 2

    assert f"port {port}" in capsys.readouterr().err
