"""Arguments and options of the commands that ask who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from rootward.cli.options import FILE, Function, collecting_of, source_of, with_options
from rootward.cli.terminal import look, note, silent, write_report
from rootward.errors import UsageError
from rootward.model.access import EVERY_RESOURCE, Administrators, Can, Question, WhoCan

Answer = WhoCan | Can | Administrators


def context_options(function: Function) -> Function:
    """`--context` and `--complete`."""
    return with_options(
        function,
        (
            click.option(
                "--context",
                multiple=True,
                metavar="KEY=VALUE",
                help="A condition key of the request; repeated, it has several values; KEY= is known to be absent.",
            ),
            click.option("--complete", is_flag=True, help="Keys that are not given are absent, not unknown."),
        ),
    )


def answer_options(function: Function) -> Function:
    """`--format`, `-o`, `--quiet`."""
    return with_options(
        function,
        (
            click.option(
                "--format",
                "form",
                type=click.Choice(["text", "json"]),
                default="text",
                show_default=True,
                help="How the answer is written.",
            ),
            click.option("--output", "-o", type=FILE, help="Write the answer to a file that only you can read."),
            click.option("--quiet", "-q", is_flag=True, help="No progress."),
        ),
    )


def question_of(action: str, resource: str | None, options: dict[str, Any]) -> Question:
    """The question that a command line asks. Raises UsageError."""
    return Question(
        action=action,
        resource=EVERY_RESOURCE if resource is None else resource,
        context=_context(options["context"]),
        complete=options["complete"],
    )


def _context(given: tuple[str, ...]) -> dict[str, str | tuple[str, ...] | None]:
    found: dict[str, tuple[str, ...]] = {}
    absent: set[str] = set()
    spelled: dict[str, str] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"--context {one} is no key and value", advice="as --context aws:SourceIp=10.0.0.1")
        name = spelled.setdefault(key.strip().lower(), key.strip())
        found[name] = (*found.get(name, ()), *((value,) if value else ()))
        absent |= set() if value else {name}
        if found[name] and name in absent:
            raise UsageError(
                f"--context {name}= says that it is absent, and --context {name}={found[name][0]} that not"
            )
    return {name: values[0] if len(values) == 1 else values or None for name, values in found.items()}


def reading_of(options: dict[str, Any]) -> dict[str, Any]:
    """Where the facts come from and who is told of it, as the workflows take it. Raises UsageError."""
    return {
        "source": source_of(options),
        "collecting": collecting_of(options),
        "progress": silent if options["quiet"] else note,
        "announce": note,
    }


def write_answer(answer: Answer, text: Callable[..., str], options: dict[str, Any]) -> None:
    """The answer, as text or JSON, and on stderr what it leaves out. Raises OutputError."""
    from rootward.reports.access import json

    shown = look(options["output"])
    render = json.render if options["form"] == "json" else text
    write_report(render(answer, width=shown.width, color=shown.color, unicode=shown.unicode), options["output"])
    for warning in answer.warnings:
        note(f"note: {warning}")
