"""`make bench-apply`: 500 changes on distinct resources, at 30 ms a call, against the same work one by one.

500 users each have an access key that lies unused; a plan switches the keys off. Measured is the whole command
`rootward apply plan.json`: it starts, collects the account, looks at every key and its last use, makes each change with
a look before and a read after it, flushes its journal to disk, collects again and proves. Beside it stand two scripts
that do less: one makes, for each key in turn, the calls that rootward makes for it (a look, its last use, the write, a
look); the other writes blindly, `UpdateAccessKey` and nothing else.

The practice account is a process of its own, put back into the same state before each. Exits 0 when all limits hold; 1
when one does not, or when a key is still on afterwards.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox import free_port, own, started
from signed import REGION, Server

MOST_OF_CAREFUL = 0.5
"""Of the time of the careful script."""
MOST_OF_BLIND = 1.5
"""Of the time of the one that only writes."""
UNUSED_SECONDS = 100 * 86_400
ROOTWARD = Path(sys.executable).with_name("rootward")


class Bench:
    """One practice account, and what is done to it."""

    def __init__(self, server: Server, home: Path, changes: int, latency: float) -> None:
        self.server = server
        self.iam = server.client("iam")
        self.home = home
        self.changes = changes
        self.latency = latency
        self.plan = home / "plan.json"

    def prepare(self) -> None:
        """Users whose one key nobody uses, and the plan that switches the keys off."""
        self.control("clock", {"advance": -UNUSED_SECONDS})
        for number in range(self.changes):
            name = f"idle-{number:04}"
            self.iam.create_user(UserName=name)
            self.iam.create_access_key(UserName=name)
        self.control("clock", {"advance": UNUSED_SECONDS})
        self.command("plan", "--only", "access-key-unused", "-o", str(self.plan), "--quiet")
        steps = json.loads(self.plan.read_bytes())["steps"]
        made = [step for step in steps if step["change"]["user"].startswith("idle-")]
        if len(made) != self.changes:
            sys.exit(f"the plan has {len(made)} of {self.changes} changes")
        self.control("states", {"save": "before"})

    def timed(self, title: str, work: Callable[[], None]) -> float:
        """Seconds of `work` with every call held up, from the saved state. Exits where a key is still on."""
        self.control("states", {"restore": "before"})
        self.control("calls", method="DELETE")
        self.control("faults", {"kind": "delay", "seconds": self.latency})
        begin = time.perf_counter()
        work()
        seconds = time.perf_counter() - begin
        calls = len(self.control("calls"))
        self.control("faults", method="DELETE")
        left = [key["AccessKeyId"] for user in self.users() for key in self.keys(user) if key["Status"] == "Active"]
        if left:
            sys.exit(f"{title}: {len(left)} of {self.changes} keys are still active")
        print(f"      {title:<66}{seconds:7.2f} s{calls:8,} calls", flush=True)
        return seconds

    def users(self) -> list[str]:
        """The users whose keys lie unused."""
        return [f"idle-{number:04}" for number in range(self.changes)]

    def keys(self, user: str) -> list[dict[str, Any]]:
        """The user's access keys."""
        listed: list[dict[str, Any]] = self.iam.list_access_keys(UserName=user)["AccessKeyMetadata"]
        return listed

    def blind(self) -> None:
        """Write, key after key, whatever is there. Which keys there are the plan says."""
        for step in json.loads(self.plan.read_bytes())["steps"]:
            change = step["change"]
            self.iam.update_access_key(UserName=change["user"], AccessKeyId=change["key_id"], Status="Inactive")

    def careful(self) -> None:
        """Look, ask for the last use, write, look again: key after key."""
        for step in json.loads(self.plan.read_bytes())["steps"]:
            user, key_id = step["change"]["user"], step["change"]["key_id"]
            self.keys(user)
            self.iam.get_access_key_last_used(AccessKeyId=key_id)
            self.iam.update_access_key(UserName=user, AccessKeyId=key_id, Status="Inactive")
            self.keys(user)

    def apply(self) -> None:
        """The command, as anybody types it."""
        self.command("apply", str(self.plan), "--auto-approve", "--quiet")

    def command(self, *arguments: str) -> None:
        """Run rootward. Exits where it fails."""
        credentials = self.server.credentials
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.server.port}",
            "AWS_ACCESS_KEY_ID": credentials.access_key,
            "AWS_SECRET_ACCESS_KEY": credentials.secret_key,
            "AWS_REGION": REGION,
            **({"AWS_SESSION_TOKEN": credentials.token} if credentials.token else {}),
        }
        done = subprocess.run(
            [str(ROOTWARD), *arguments], env=environment, cwd=self.home, capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"rootward {arguments[0]} ended with {done.returncode}: {done.stderr}")

    def control(self, place: str, wish: object = None, *, method: str | None = None) -> Any:
        """The practice account's control endpoint."""
        data = None if wish is None else json.dumps(wish).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.server.port}/_rootward/{place}", data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


def holds(title: str, ratio: float, most: float) -> bool:
    """Print one limit, and whether it holds."""
    print(f"{'PASS' if ratio <= most else 'FAIL'}  {title:<66}{ratio:7.2f}x  at most {most:g}x", flush=True)
    return ratio <= most


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--changes", type=int, default=500, help="distinct resources (%(default)s)")
    parser.add_argument("--latency", type=float, default=0.030, help="seconds that each call is held up (%(default)s)")
    options = parser.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as home, started(own(port), port, {"HOME": home}) as (server, _):
        bench = Bench(server, Path(home), options.changes, options.latency)
        bench.prepare()
        blind = bench.timed("writes alone, one by one", bench.blind)
        careful = bench.timed("look, last use, write, look: one by one", bench.careful)
        whole = bench.timed("rootward apply, from start to proof", bench.apply)
    limits = [
        holds("rootward apply beside the careful script", whole / careful, MOST_OF_CAREFUL),
        holds("rootward apply beside the blind writes", whole / blind, MOST_OF_BLIND),
    ]
    return 0 if all(limits) else 1


if __name__ == "__main__":
    sys.exit(main())
