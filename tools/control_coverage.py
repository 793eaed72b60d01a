"""How far the checks cover a framework: its controls from docs/frameworks, the answers from the checks themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from rootward.checks.check import Check
from rootward.reports.arrangement import framework as framework_name
from rootward.reports.markdown import escaped

STATUSES = ("automated", "partial", "manual", "not yet", "out of scope")


class Control(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One control. At most one of the last four is given, and holds the reason."""

    id: str
    title: str
    partial: str = ""
    """Checks answer a part of it."""
    manual: str = ""
    """Nothing that AWS's APIs show can answer it."""
    later: str = ""
    """A check that this version does not have yet."""
    out_of_scope: str = ""
    """No matter of the five practices."""

    @property
    def reason(self) -> str:
        """Why checks do not answer it in full; empty where they do."""
        return self.partial or self.manual or self.later or self.out_of_scope

    @property
    def status(self) -> str:
        """One of STATUSES."""
        reasons = (True, self.partial, self.manual, self.later, self.out_of_scope)
        return next(name for name, holds in reversed(tuple(zip(STATUSES, reasons, strict=True))) if holds)


class Framework(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One framework's file."""

    id: str
    name: str
    source: str
    scope: str
    control: tuple[Control, ...]


class CoverageError(Exception):
    """A check and a framework's file say different things."""


def read_framework(path: Path) -> Framework:
    """The framework in the TOML file `path`."""
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), type=Framework)


def answers(framework: Framework, checks: Iterable[Check]) -> dict[str, tuple[str, ...]]:
    """The ids of the checks that answer each control.

    Raises CoverageError: a check names a control that the file lacks, a control has two reasons or two entries, no
    check and no reason, or a check although it is said to be manual, to come later or to be out of scope.
    """
    by_control: dict[str, list[str]] = {control.id: [] for control in framework.control}
    if len(by_control) != len(framework.control):
        raise CoverageError(f"{framework.id}: a control is listed twice")
    for check in checks:
        for named in check.controls.get(framework.id, ()):
            if named not in by_control:
                raise CoverageError(f"{check.id} names {framework.id} {named}, which the framework's file lacks")
            by_control[named].append(check.id)
    for control in framework.control:
        _agree(framework, control, by_control[control.id])
    return {name: tuple(ids) for name, ids in by_control.items()}


def page(frameworks: Iterable[Framework], checks: Iterable[Check]) -> str:
    """The page docs/coverage.md."""
    all_checks = tuple(checks)
    lines = [
        "# Coverage of frameworks",
        "",
        "*automated*: checks answer the control in full. *partial*: in part, and why. *manual*: nothing that AWS's",
        "APIs show can answer it. *not yet*: its check comes with a later version. *out of scope*: no matter of the",
        "five practices. A baseline laxer than a control asks for leaves that control unmet, and the report says so.",
    ]
    for framework in frameworks:
        lines += ["", *_section(framework, answers(framework, all_checks))]
    return "\n".join(lines) + "\n"


def _section(framework: Framework, by_control: dict[str, tuple[str, ...]]) -> Iterator[str]:
    counts = ((status, sum(control.status == status for control in framework.control)) for status in STATUSES)
    yield f"## {framework_name(framework.id)}"
    yield ""
    yield f"[{framework.name}]({framework.source}): {framework.scope}."
    yield ""
    yield ", ".join(f"{number} {status}" for status, number in counts if number) + "."
    yield ""
    yield "| control | title | status | answered by |"
    yield "|---|---|---|---|"
    for control in framework.control:
        links = ", ".join(f"[{check}](checks/{check}.md)" for check in by_control[control.id])
        said = "; ".join(part for part in (links, escaped(control.reason)) if part)
        yield f"| {control.id} | {escaped(control.title)} | {control.status} | {said} |"


def _agree(framework: Framework, control: Control, checks: list[str]) -> None:
    where = f"{framework.id} {control.id}"
    reasons = [reason for reason in (control.partial, control.manual, control.later, control.out_of_scope) if reason]
    if len(reasons) > 1:
        raise CoverageError(f"{where} has two reasons")
    if checks and control.reason and not control.partial:
        raise CoverageError(f"{where} is '{control.status}', and yet {', '.join(checks)} names it")
    if not checks and (control.partial or not control.reason):
        raise CoverageError(f"{where} is '{control.status}', and no check names it")
