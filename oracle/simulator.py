"""The oracle: @cloud-copilot/iam-simulate, in a process of its own.

It is under the AGPL: it is installed into .bench/oracle, spoken to through a pipe, and never imported, shipped or
copied from.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from generate import FULL_ACCESS, FULL_RCP, Case

HERE = Path(__file__).resolve().parent
HOME = HERE.parent / ".bench" / "oracle"
"""Where it is installed; ignored by git."""
_BATCH = 100  # the answers to a batch fit into a pipe, so that neither side waits for the other


class OracleMissingError(Exception):
    """It could not be installed; says why and where the log is."""


@dataclass(frozen=True)
class Answer:
    """What the oracle says of one case."""

    allowed: bool
    explicit: bool
    """Whether a Deny statement decided."""
    refused: str
    """Why it did not judge the case; empty where it did."""
    ignored: tuple[str, ...]
    """Condition keys that its data does not know for the action, and that it did not look at."""


def installed() -> Path:
    """The script to run, beside the pinned packages, which are installed first where needed.

    Raises OracleMissingError.
    """
    pin = (HERE / "package.json").read_text(encoding="utf-8")
    stamp = HOME / "installed.json"
    HOME.mkdir(parents=True, exist_ok=True)
    script = Path(shutil.copy(HERE / "simulate.mjs", HOME))
    if stamp.exists() and stamp.read_text(encoding="utf-8") == pin:
        return script
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise OracleMissingError("the oracle needs Node.js 20 or later and npm: install them")
    print("installing the oracle in .bench/oracle (once)", file=sys.stderr, flush=True)
    shutil.rmtree(HOME / "node_modules", ignore_errors=True)
    (HOME / "package.json").write_text(pin, encoding="utf-8")
    log = HOME / "install.log"
    command = (npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund")
    with log.open("w", encoding="utf-8") as out:
        done = subprocess.run(command, cwd=HOME, stdout=out, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise OracleMissingError(f"npm could not install the oracle: see {log.relative_to(HERE.parent)}")
    stamp.write_text(pin, encoding="utf-8")
    return script


def simulation(case: Case) -> dict[str, Any]:
    """The case in the oracle's own form.

    The oracle holds every RCPFullAWSAccess back in itself, and knows no root user: it is given the permissions of one.
    """
    kind, principal = case["principal"]["kind"], case["principal"]["id"]
    everything = kind == "Root" or (kind == "Federated" and not principal.startswith("arn:"))
    return {
        "request": {
            "principal": {"type": "Anonymous"} if kind == "Anonymous" else principal,
            "action": case["action"],
            "resource": {"resource": case["resource"], "accountId": case["resource_account"]},
            "contextVariables": case["context"],
        },
        "identityPolicies": _named([FULL_ACCESS] if everything else case["identity"]),
        "serviceControlPolicies": _levels(case["scps"]),
        "resourceControlPolicies": _levels([[rcp for rcp in level if rcp != FULL_RCP] for level in case["rcps"]]),
        **({"permissionBoundaryPolicies": _named([case["boundary"]])} if case["boundary"] else {}),
        **({"sessionPolicy": case["session"][0]} if case["session"] else {}),
        **({"resourcePolicy": case["resource_policy"]} if case["resource_policy"] else {}),
    }


def _named(policies: list[Any]) -> list[dict[str, Any]]:
    return [{"name": str(place), "policy": policy} for place, policy in enumerate(policies)]


def _levels(levels: list[list[Any]]) -> list[dict[str, Any]]:
    return [{"orgIdentifier": str(place), "policies": _named(level)} for place, level in enumerate(levels)]


class Simulator:
    """The running oracle. A context manager."""

    def __init__(self) -> None:
        node = shutil.which("node") or "node"
        self._process = subprocess.Popen(
            (node, installed()), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def judge(self, cases: Sequence[Case]) -> list[Answer]:
        """One answer a case, in the same order."""
        answers: list[Answer] = []
        for start in range(0, len(cases), _BATCH):
            batch = cases[start : start + _BATCH]
            assert self._process.stdin
            assert self._process.stdout
            self._process.stdin.writelines(f"{json.dumps(simulation(case))}\n" for case in batch)
            self._process.stdin.flush()
            answers += [_answer(json.loads(self._process.stdout.readline())) for _ in batch]
        return answers


def _answer(answer: dict[str, Any]) -> Answer:
    return Answer(
        answer.get("verdict") == "ALLOW",
        answer.get("explicit", False),
        answer.get("refused", ""),
        tuple(answer.get("ignored", ())),
    )
