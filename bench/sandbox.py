"""`make bench-sandbox`: the practice account against plain moto: start to first answer, and the cost of a call.

Both are processes of their own, of the same interpreter, and hold the same account: what the practice account's IAM
holds is copied to moto call by call before anything is timed. The calls are signed by botocore outside of the timed
loop, because the practice account checks signatures, and sent by one client over one connection. Own and moto's turns
alternate. Beside it: how long it takes to restore a saved state and make one call.

Exits 0 when all limits hold; 1 when one does not, or when something that was to be measured could not be.
"""

import argparse
import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from botocore.credentials import Credentials

from copying import copy_account
from rootward.sandbox import serve
from signed import Connection, NotMeasuredError, Server

MOST_PER_CALL = 1.5
"""Of moto's cost of a call, over the whole mix."""
MOST_FOR_RESTORE_MS = 25.0
"""For a restore and one call."""

SLOWEST_START_S = 120.0
USER = "maya.chen"
IAM_VERSION, STS_VERSION = "2010-05-08", "2011-06-15"
FILTERS = ("User", "Group", "Role", "LocalManagedPolicy")

Mix = dict[str, Callable[[Server, int], bytes]]


def details(server: Server, _turn: int) -> bytes:
    """GetAccountAuthorizationDetails without AWS's own policies: moto would give all of them, attached or not."""
    wanted = {f"Filter.member.{number}": name for number, name in enumerate(FILTERS, 1)}
    return server.query("iam", IAM_VERSION, "GetAccountAuthorizationDetails", **wanted)


ATTACHED = {"UserName": USER, "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
TRAILS = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails"

MIX: Mix = {
    "sts GetCallerIdentity": lambda at, _turn: at.query("sts", STS_VERSION, "GetCallerIdentity"),
    "iam ListUsers": lambda at, _turn: at.query("iam", IAM_VERSION, "ListUsers"),
    "iam CreateUser": lambda at, turn: at.query("iam", IAM_VERSION, "CreateUser", UserName=f"bench-{turn}"),
    "iam GetUser": lambda at, _turn: at.query("iam", IAM_VERSION, "GetUser", UserName=USER),
    "iam AttachUserPolicy": lambda at, _turn: at.query("iam", IAM_VERSION, "AttachUserPolicy", **ATTACHED),
    "iam GetAccountAuthorizationDetails": details,
    "cloudtrail DescribeTrails": lambda at, _turn: at.json("cloudtrail", TRAILS),
    "s3 ListBuckets": lambda at, _turn: at.request("s3"),
}


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(command: list[str], port: int, environment: dict[str, str]) -> Iterator[tuple[Server, float]]:
    """A server in a process of its own, and the seconds from its start to its first answer.

    Raises NotMeasuredError where it gives none.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    begin = time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**inherited, **environment, "PYTHONUNBUFFERED": "1"},
    )
    try:
        anybody = Server(port, Credentials("bench", "bench"))
        asked = anybody.query("sts", STS_VERSION, "GetCallerIdentity")
        while not answers(port, asked):
            if process.poll() is not None or time.perf_counter() - begin > SLOWEST_START_S:
                raise NotMeasuredError(f"{Path(command[0]).name} {' '.join(command[1:])}: no answer")
            time.sleep(0.005)
        took = time.perf_counter() - begin
        yield Server(port, credentials_of(process) if command[0].endswith("rootward") else anybody.credentials), took
    finally:
        process.terminate()
        process.communicate()


def answers(port: int, request: bytes) -> bool:
    """Whether a server is there and answers."""
    try:
        connection = Connection(port)
    except OSError:
        return False
    try:
        return connection.ask(request)[0] == 200
    except (OSError, NotMeasuredError):
        return False
    finally:
        connection.close()


def credentials_of(process: "subprocess.Popen[str]") -> Credentials:
    """Those in the `export` lines that `rootward sandbox serve` prints."""
    assert process.stdout is not None
    wanted = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
    found: dict[str, str] = {}
    for line in process.stdout:
        for word in shlex.split(line):
            name, _, value = word.partition("=")
            found[name] = value
        if all(name in found for name in wanted[:2]) and (wanted[2] in line or "unset" in line):
            break
    return Credentials(found[wanted[0]], found[wanted[1]], found.get(wanted[2]) or None)


def own(port: int) -> list[str]:
    """The command of the practice account."""
    return [str(Path(sys.executable).with_name("rootward")), "sandbox", "serve", "--port", str(port)]


def motos(port: int) -> list[str]:
    """The command of plain moto."""
    return [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]


def costs(server: Server, connection: Connection, name: str, turn: int, calls: int) -> list[float]:
    """Seconds of each of some calls in a row. Raises NotMeasuredError where one fails."""
    requests = [MIX[name](server, turn * calls + number) for number in range(calls)]
    took = []
    for request in requests:
        begin = time.perf_counter()
        status, body = connection.ask(request)
        took.append(time.perf_counter() - begin)
        if status != 200:
            raise NotMeasuredError(f"{name}: HTTP status {status}: {body[:200]!r}")
    return took


def compare_starts(turns: int) -> None:
    """Print the medians of start to first answer. No limit: it stands beside the cost of a call."""
    took: dict[str, list[float]] = {"own": [], "moto": []}
    for _ in range(turns):
        for label, command in (("own", own), ("moto", motos)):
            port = free_port()
            with started(command(port), port, {}) as (_server, seconds):
                took[label].append(seconds)
    mine, other = median(took["own"]), median(took["moto"])
    print(f"      start to first answer{'':<17}{mine:8.2f} s   moto {other:8.2f} s   {mine / other:5.2f}x", flush=True)


def compare_calls(turns: int, calls: int) -> bool:
    """Print the cost of each call and of the mix; whether the limit holds."""
    own_port, moto_port = free_port(), free_port()
    loaded = {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true"}
    with started(own(own_port), own_port, {}) as (mine, _), started(motos(moto_port), moto_port, loaded) as (other, _):
        copy_account(mine, other)
        servers = {"own": (mine, Connection(mine.port)), "moto": (other, Connection(other.port))}
        total = {"own": 0.0, "moto": 0.0}
        for name in MIX:
            took: dict[str, list[float]] = {"own": [], "moto": []}
            for turn in range(turns):
                for label, (server, connection) in servers.items():
                    took[label] += costs(server, connection, name, turn, calls)
            middle = {label: median(seconds) for label, seconds in took.items()}
            for label in total:
                total[label] += middle[label]
            print_cost("    ", name, middle["own"], middle["moto"])
        for _server, connection in servers.values():
            connection.close()
    holds = total["own"] <= MOST_PER_CALL * total["moto"]
    each = {label: seconds / len(MIX) for label, seconds in total.items()}
    print_cost("PASS" if holds else "FAIL", "a call of the mix", each["own"], each["moto"], f"at most {MOST_PER_CALL}x")
    print(f"      calls a second{'':<24}{1 / each['own']:8.0f}     moto {1 / each['moto']:8.0f}", flush=True)
    return holds


def print_cost(mark: str, name: str, mine: float, other: float, limit: str = "") -> None:
    """One line: own cost, moto's, the ratio."""
    figures = f"{mine * 1000:8.2f} ms  moto {other * 1000:8.2f} ms  {mine / other:5.2f}x"
    print(f"{mark:<4}  {name:<38}{figures}  {limit}".rstrip(), flush=True)


def restore_in_time(turns: int) -> bool:
    """Print how long a restore and one call take; whether the limit holds."""
    with serve("startup") as sandbox:
        credentials = Credentials(
            sandbox.environment["AWS_ACCESS_KEY_ID"],
            sandbox.environment["AWS_SECRET_ACCESS_KEY"],
            sandbox.environment["AWS_SESSION_TOKEN"] or None,
        )
        server = Server(int(sandbox.endpoint_url.rpartition(":")[2]), credentials)
        connection = Connection(server.port)
        costs(server, connection, "iam CreateUser", 0, 1)
        state = sandbox.save()
        took = []
        for turn in range(1, turns + 1):
            request = MIX["iam CreateUser"](server, turn)
            begin = time.perf_counter()
            sandbox.restore(state)
            status, body = connection.ask(request)
            took.append(time.perf_counter() - begin)
            if status != 200:
                raise NotMeasuredError(f"a call after a restore: HTTP status {status}: {body[:200]!r}")
        connection.close()
    milliseconds = median(took) * 1000
    holds = milliseconds <= MOST_FOR_RESTORE_MS
    mark = "PASS" if holds else "FAIL"
    print(
        f"{mark}  {'restore a state and make one call':<38}{milliseconds:8.2f} ms  at most {MOST_FOR_RESTORE_MS:g} ms"
    )
    return holds


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--starts", type=int, default=5, help="starts of each server, for the median (%(default)s)")
    parser.add_argument("--turns", type=int, default=10, help="turns of each server at each call (%(default)s)")
    parser.add_argument("--calls", type=int, default=20, help="calls in each turn (%(default)s)")
    parser.add_argument("--restores", type=int, default=50, help="restores, for the median (%(default)s)")
    options = parser.parse_args()
    steps: tuple[Callable[[], bool | None], ...] = (
        lambda: compare_starts(options.starts),
        lambda: compare_calls(options.turns, options.calls),
        lambda: restore_in_time(options.restores),
    )
    failed = False
    for step in steps:
        try:
            failed |= step() is False
        except (OSError, NotMeasuredError) as error:
            print(f"FAIL  not measured: {error}", flush=True)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
