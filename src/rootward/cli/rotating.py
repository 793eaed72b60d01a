"""What the commands that rotate keys and retire them share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rootward.cli.approval import replied, somebody_is_there
from rootward.cli.options import Function, with_options
from rootward.cli.stderr import say
from rootward.cli.terminal import advise, note, silent, write_report

if TYPE_CHECKING:
    from rootward.engine.rotation.seen import SeenKey
    from rootward.model.rotation import Rotation
    from rootward.workflows.keys_rotate import Wish
    from rootward.workflows.retire import NotRetired
    from rootward.workflows.rotating.run import Rested
    from rootward.workflows.rotating.setting import Setting

INCOMPLETE = 3

_DELETE = "delete"
_GIVE_UP = "give up"


def signing_of(function: Function) -> Function:
    """`--as`, `--region`."""
    return with_options(
        function,
        (
            click.option(
                "--as", "signer", metavar="PROFILE", help="Profile that makes the calls, as an administrator's."
            ),
            click.option("--region", envvar="ROOTWARD_REGION", help="Region to ask."),
        ),
    )


class AtTerminal:
    """Whoever sits there, if somebody does."""

    def deletes_second(self, rotated: SeenKey, second: SeenKey) -> bool:
        """As `workflows.rotating.beginning.Person`. Raises KeyboardInterrupt."""
        if not somebody_is_there():
            return False
        for key, what in ((rotated, "is to be rotated"), (second, "is switched off")):
            _say(f"{key.id} {what}; {_used(key)}")
        _say("AWS lets a user have two keys, so the second would have to go, for good")
        return replied(f"Type {_DELETE} to delete {second.id}, or Enter to leave all as it is").lower() == _DELETE

    def gives_up(self, rotation: Rotation, left: str) -> bool:
        """As `workflows.rotating.beginning.Quitter`. Raises KeyboardInterrupt."""
        if not somebody_is_there():
            return False
        _say(f"the rotation of {rotation.opened.old_key_id} is {rotation.state}; {left}")
        _say(f"no key is touched then, nor {rotation.opened.place.label}; what is kept of their secrets is deleted")
        return replied(f"Type {_GIVE_UP} to close it as it is, or Enter to leave it").lower() == _GIVE_UP


def _say(line: str) -> None:
    """With whole ids, which `note` would shorten: two keys are to be told apart."""
    from rootward.reports.names import safe

    say(safe(line))


def _used(key: SeenKey) -> str:
    from rootward.engine.rotation.times import told

    return "never used" if key.last_used is None else f"last used {told(key.last_used)}"


def wish_of(options: dict[str, Any]) -> Wish:
    """What the command line asks for. Raises UsageError."""
    from rootward.local.key_stores.program_store import words_of
    from rootward.workflows.keys_rotate import Wish

    program = options["store_with"]
    profile, signer = options["profile"], options["signer"]
    if options["user"] is not None and _is_of_environment("profile"):
        # It is who works here, and need not be the one whose key is meant.
        profile, signer = None, signer or profile
    return Wish(
        profile=profile,
        user=options["user"],
        key_id=options.get("key_id"),
        signer=signer,
        region=options["region"],
        store=options.get("store"),
        program=words_of(program) if program is not None else (),
        observe_days=options.get("observe_days") or _observe_days(options),
        settle=options.get("settle"),
    )


def _is_of_environment(name: str) -> bool:
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.ENVIRONMENT


def _observe_days(options: dict[str, Any]) -> int:
    from rootward.local.configuration import load_configuration

    return load_configuration(options.get("config"), os.environ, Path()).baseline.observe_days


def setting(options: dict[str, Any]) -> Setting:
    """Where it is told what is done."""
    from rootward.workflows.rotating.setting import Setting

    is_quiet = options["quiet"]
    return Setting(announce=lambda line: _announce(line, is_quiet=is_quiet), foreign_endpoint=options["allow_endpoint"])


def progress_of(options: dict[str, Any]) -> Callable[[str], None]:
    """Where it is told whose session it is."""
    return silent if options["quiet"] else note


def _announce(line: str, *, is_quiet: bool) -> None:
    from rootward.model.rotation import State
    from rootward.reports.rotation import REACHED

    if not isinstance(line, State):
        advise(line)  # its ids are to be told apart, and typed; what AWS or a program said was shortened where it came
    elif not is_quiet and line in REACHED:
        note(REACHED[line])


def close(rested: Rested, *, to_stdout: bool) -> int:
    """Say what it came to; the exit code. `to_stdout`: standard output is no reader's of the key."""
    from rootward.reports.rotation import is_as_wished, render

    text = render(rested.rotation, rested.rest)
    if to_stdout:
        write_report(text, None)
    else:
        for line in text.splitlines():
            _say(line)
    return 0 if is_as_wished(rested.rotation, rested.rest) else INCOMPLETE


def close_all(retired: tuple[Rested | NotRetired, ...]) -> int:
    """The same of several."""
    from rootward.workflows.rotating.run import Rested

    if not retired:
        note("no key of this account is observed on this machine")
    code = 0
    for one in retired:
        if isinstance(one, Rested):
            code = max(code, close(one, to_stdout=True))
            continue
        note(f"{one.rotation.owner.user}: {one.error}")
        if one.error.advice:
            advise(one.error.advice)
        code = INCOMPLETE
    return code
