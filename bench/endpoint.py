"""The benchmark's hold on its emulated endpoint, which serve.py is: start it, reset its counters, read them."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Traffic:
    """What reached the endpoint since its last reset. Keys are `service:Operation`."""

    calls: dict[str, int]
    further_pages: dict[str, int]
    """Those of the calls that asked for a further page of a list."""
    failed: dict[str, int]
    """Answers of 400 and over: `service:Operation status`."""
    busy_s: float
    """How long moto worked, summed over the requests; latency not included."""

    @property
    def total(self) -> int:
        """All calls, whatever the service; a retry is a call."""
        return sum(self.calls.values())

    @property
    def iam(self) -> int:
        """Calls of IAM."""
        return _of_iam(self.calls)

    @property
    def iam_pages(self) -> int:
        """Those of IAM's calls that asked for a further page."""
        return _of_iam(self.further_pages)


class Endpoint:
    """An endpoint that is up."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def reset(self, latency_ms: float = 0) -> None:
        """Forget what was counted, drop the credential report, and set the wait before each answer."""
        self._ask(f"latency?ms={latency_ms}")
        self._ask("reset")

    def traffic(self) -> Traffic:
        """What was counted since the last reset."""
        return Traffic(**self._ask("counts"))

    def users_without_mfa(self) -> int:
        """How many users of the account have a console password and no MFA device."""
        count: int = self._ask("truth")["users_without_mfa"]
        return count

    def _ask(self, what: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.url}/bench/{what}", timeout=60) as answer:
            result: dict[str, Any] = json.load(answer)
            return result


@contextmanager
def serving(users: int, log: Path) -> Iterator[Endpoint]:
    """An endpoint with an account of `users` users, in a process of its own, until the block ends.

    Raises RuntimeError, naming its log, where it does not come up.
    """
    script = Path(__file__).with_name("serve.py")
    with log.open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, str(script), "--users", str(users)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=err,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"the emulated endpoint did not start; see {log}")
            yield Endpoint(json.loads(line)["port"])
        finally:
            process.stdin.close()
            process.wait(timeout=30)


def _of_iam(counts: dict[str, int]) -> int:
    return sum(count for operation, count in counts.items() if operation.startswith("iam:"))
