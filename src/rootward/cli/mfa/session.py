"""`rootward mfa session`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from rootward.cli.duration import Duration, shown
from rootward.cli.terminal import note, write_report
from rootward.errors import UsageError

if TYPE_CHECKING:
    from rootward.workflows.mfa_session import Given, Wish

_WAYS = "a command (-- aws s3 ls), --to-profile NAME or --credential-process"


class AtTerminal:
    """Asks at the terminal that this process belongs to."""

    @property
    def place(self) -> str:
        """Where it is asked."""
        from rootward.local.controlling_terminal import place

        return place()

    @property
    def where(self) -> str:
        """The same in words."""
        from rootward.local.controlling_terminal import terminal_name

        return f"at {terminal_name() or 'another terminal'} (process {os.getpid()})"

    def tell(self, line: str) -> None:
        """At the terminal; on standard error where there is none."""
        from rootward.local import controlling_terminal
        from rootward.reports.evidence import told

        if not controlling_terminal.tell(f"rootward: {told(line)}"):
            note(line)

    def code(self, question: str) -> str:
        """What is typed. Raises CredentialsError, KeyboardInterrupt."""
        from rootward.local.controlling_terminal import ask

        return ask(question)


@click.command("session", context_settings={"allow_interspersed_args": False})
@click.option("--profile", envvar="ROOTWARD_PROFILE", help="Profile that has your access key.")
@click.option("--region", envvar="ROOTWARD_REGION", help="Region to ask, and for the command to work in.")
@click.option("--serial", default="", metavar="ARN", help="The device, where you have several that show codes.")
@click.option("--duration", type=Duration(), metavar="TIME", help="How long at least, from 15m to 36h (default: 1h).")
@click.option("--new", "anew", is_flag=True, help="Ask for a code although a session is kept.")
@click.option("--to-profile", metavar="NAME", help="Write the session to this profile of the credentials file.")
@click.option("--credential-process", is_flag=True, help="Print it for the AWS SDKs, as JSON.")
@click.option("--forget", is_flag=True, help="Forget all sessions that are kept on this machine.")
@click.option("--quiet", "-q", is_flag=True, help="No progress.")
@click.argument("command_words", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND...]")
def command(command_words: tuple[str, ...], **options: Any) -> int:
    """Work with MFA: temporary credentials for a code.

    For an IAM user's own access key: AWS gives a session for a code of the user's device, and policies that ask for MFA
    let it in. COMMAND runs with it, and its exit code is this one's; or it goes to a profile; or to an SDK, where a
    profile says credential_process = rootward mfa session --credential-process --profile NAME. The session is kept, in
    the keyring or in a file that only you can read, and serves until a quarter of it is left, or 15 minutes: then a
    code is asked for, at the terminal, by one process of all that need it. Exit code: 4 without a session, 5 as root.
    """
    ways = _ways(command_words, options)
    if len(ways) != 1:
        raise UsageError(_which(ways), advice=f"give one of: {_WAYS}")
    if options["forget"]:
        return _forget()
    if options["credential_process"]:
        return _print(options)
    return _write(options) if options["to_profile"] is not None else _run(command_words, options)


def _ways(words: Sequence[str], options: dict[str, Any]) -> list[str]:
    named = {
        "--forget": options["forget"],
        "--credential-process": options["credential_process"],
        "--to-profile": options["to_profile"] is not None,
        "a command": bool(words),
    }
    return [way for way, is_given in named.items() if is_given]


def _which(ways: list[str]) -> str:
    return f"{ways[0]} and {ways[1]} are two uses of one session" if ways else "nothing is said to use the session"


def _forget() -> int:
    from rootward.local.credential_store.kept_sessions import KeptSessions

    count = KeptSessions().forget()
    note(f"{count} {'session is' if count == 1 else 'sessions are'} forgotten here; AWS takes them until they end")
    return 0


def _print(options: dict[str, Any]) -> int:
    from rootward.reports.credential_process import render

    given = _given(options, announce=note)
    write_report(render(given.session), None)
    if sys.stdout.isatty():
        note("these are secrets, and stand in this terminal's scrollback now")
    return 0


def _write(options: dict[str, Any]) -> int:
    from rootward.local.aws_profile import profile_in_force
    from rootward.workflows.mfa_profile import kept_endpoints, refuse_profile, write_profile

    name = options["to_profile"]
    source = profile_in_force(options["profile"])
    refuse_profile(name, "" if source.in_environment else source.name)
    given = _given(options, announce=note)
    region = options["region"] or source.settings.get("region")
    changed = write_profile(name, given, region)
    if changed.note:
        note(changed.note)
    if elsewhere := kept_endpoints(name, given):
        note(elsewhere)
    _tell(given, options)
    note(f"it is profile {name} in {changed.path}: aws --profile {name} …")
    return 0


def _run(words: tuple[str, ...], options: dict[str, Any]) -> int:
    from rootward.local.child import become, found
    from rootward.workflows.mfa_environment import environment_of

    file = found(words[0])
    given = _given(options, announce=note)
    _tell(given, options)
    return become(file, words, environment_of(given, os.environ, options["region"]))


def _given(options: dict[str, Any], announce: Any) -> Given:
    from rootward.workflows.mfa_session import mfa_session

    return mfa_session(_wish(options), AtTerminal(), announce=announce)


def _wish(options: dict[str, Any]) -> Wish:
    from rootward.workflows.mfa_session import Wish

    return Wish(
        profile=options["profile"],
        region=options["region"],
        serial=options["serial"],
        lasting=options["duration"],
        anew=options["anew"],
        alone=options["to_profile"] is None and not options["credential_process"],
    )


def _tell(given: Given, options: dict[str, Any]) -> None:
    if options["quiet"]:
        return
    session = given.session
    left = max(session.expires - datetime.now(UTC), timedelta())
    kept = "kept" if given.was_kept else "new"
    note(f"session of {session.user_arn} with MFA, {kept}: {shown(left)} left")
    wanted = options["duration"]
    if wanted is not None and min(left, session.asked) > wanted:
        note(f"that is longer than {shown(wanted)}: --new asks for a session as short as that")
