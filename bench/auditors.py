"""The auditors that are measured: how each is called, and what its report says about one question with a known answer.

The question is how many users have a console password and no MFA device: every tool asks it of every user, so a run
that answers it right has looked at the whole account, and one that stopped early is caught.
"""

import csv
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from peers import PROWLER, SCOUTSUITE, PeerMissingError

ROOTWARD_ARGUMENTS = (
    "audit",
    *("--only", "identities", "--only", "mfa", "--only", "access_keys", "--only", "passwords"),
    *("--format", "json", "-o"),
)
PROWLER_ARGUMENTS = ("aws", "--service", "iam", "--output-directory")
SCOUTSUITE_ARGUMENTS = ("aws", "--services", "iam", "--no-browser", "--report-dir")


@dataclass(frozen=True)
class Tool:
    """One auditor."""

    name: str
    command: Callable[[Path], list[str | Path]]
    """The command line that writes its reports into the folder given. Raises PeerMissingError."""
    finished: frozenset[int]
    """The exit codes with which a whole run ends; findings may have a code of their own."""
    users_without_mfa: Callable[[Path], int]
    """Its answer, read from its report in that folder. Raises OSError, ValueError, LookupError where it has none."""


def _rootward_command(folder: Path) -> list[str | Path]:
    script = Path(sys.executable).with_name("rootward")
    if not script.exists():
        raise PeerMissingError(f"rootward is not installed beside {sys.executable}: install the project there first")
    return [script, *ROOTWARD_ARGUMENTS, folder / "report.json"]


def _rootward_answer(folder: Path) -> int:
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    rows = [finding for finding in report["findings"] if finding["check"] == "user-mfa-missing"]
    if any(row["status"] == "unknown" for row in rows):
        raise ValueError("user-mfa-missing is unknown")
    return sum(1 for row in rows if row["status"] == "fail")


def _prowler_answer(folder: Path) -> int:
    (report,) = folder.glob("*.csv")
    with report.open(encoding="utf-8", newline="") as lines:
        return sum(
            1
            for row in csv.DictReader(lines, delimiter=";")
            if row["CHECK_ID"] == "iam_user_mfa_enabled_console_access" and row["STATUS"] == "FAIL"
        )


def _scoutsuite_answer(folder: Path) -> int:
    (report,) = folder.glob("scoutsuite-results/scoutsuite_results_*.js")
    # One line of JavaScript, `scoutsuite_results =`, and then JSON.
    results = json.loads(report.read_text(encoding="utf-8").split("\n", 1)[1])
    answer: int = results["services"]["iam"]["findings"]["iam-user-without-mfa"]["flagged_items"]
    return answer


ROOTWARD = Tool(
    name="rootward",
    command=_rootward_command,
    # 1: findings. 3: incomplete, as moto does not know every service; the answer below must be there all the same.
    finished=frozenset({0, 1, 3}),
    users_without_mfa=_rootward_answer,
)


PROWLER_AUDIT = Tool(
    name=PROWLER.label,
    command=lambda folder: [PROWLER.installed(), *PROWLER_ARGUMENTS, folder],
    finished=frozenset({0, 3}),  # 3: findings
    users_without_mfa=_prowler_answer,
)
SCOUTSUITE_AUDIT = Tool(
    name=SCOUTSUITE.label,
    command=lambda folder: [SCOUTSUITE.installed(), *SCOUTSUITE_ARGUMENTS, folder],
    finished=frozenset({0, 200}),  # 200: findings
    users_without_mfa=_scoutsuite_answer,
)
