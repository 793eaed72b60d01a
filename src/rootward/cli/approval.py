"""Approval of a plan: it is shown, and somebody types yes; or the command line said so before."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from rootward.cli.ending import Declined
from rootward.cli.terminal import look, note, write_report
from rootward.errors import GuardRefusedError, UsageError
from rootward.model.plan import Plan, PlannedAccount
from rootward.reports.plan.text import render_plan
from rootward.workflows.apply import Approval

TYPED = ""
"""What a bare --allow-irreversible stands for: the account is typed at the prompt."""

_ANSWERS = frozenset({"y", "yes", "n", "no"})
"""What answers another question: whoever types it means no other account."""

_LOOK = "look at the plan (rootward plan), and say --auto-approve"
_SEEN = "that is the plan: to make it, say --auto-approve"


def somebody_is_there() -> bool:
    """Whether a person can answer: standard input is a terminal."""
    return sys.stdin is not None and sys.stdin.isatty()


def refuse_nobody(*, auto_approve: bool, irreversible: str | None, advice: str = _LOOK) -> None:
    """Raise UsageError where somebody would be asked, and nobody can answer."""
    if somebody_is_there():
        return
    if irreversible == TYPED:
        raise UsageError(
            "--allow-irreversible asks for the account's name, and nobody can type it here",
            advice="name it: --allow-irreversible=ACCOUNT, its alias or its number"
            f"{'' if auto_approve else ', and say --auto-approve'}",
        )
    if not auto_approve:
        raise UsageError(
            "this asks before it changes anything, and nobody can answer here",
            advice=advice,
        )


class Asking:
    """Shows a plan and asks for approval."""

    def __init__(
        self,
        *,
        auto_approve: bool,
        irreversible: str | None,
        show_cli: bool,
        quiet: bool = False,
        resuming: bool = False,
        previews: bool = False,
        reply: Callable[[str], str] | None = None,
    ) -> None:
        """`irreversible`: None: not allowed; TYPED: to be typed; else the alias or number that was given.

        `previews`: where nobody can answer, the plan is shown first, for no other command shows it. `reply`: puts a
        question, in place of `answer`.
        """
        self._auto_approve = auto_approve
        self._irreversible = irreversible
        self._show_cli = show_cli
        self._quiet = quiet
        self._resuming = resuming
        self._previews = previews
        self._reply = reply or answer
        self.shown: Plan | None = None
        """The plan that approval was asked for."""

    def __call__(self, plan: Plan) -> Approval | None:
        """The approval, also of a plan of nothing. Raises Declined for a no, GuardRefusedError for a wrong name."""
        self.shown = plan
        if self._irreversible:
            _refuse_other(self._irreversible, plan.account)
        if self._quiet and self._auto_approve:
            _tell_withheld(plan)
        else:
            self.show(plan)
        if plan.is_empty:
            return Approval(digest=plan.digest)
        if self._previews:
            named = self._irreversible if any(step.risk == "irreversible" for step in plan.steps) else None
            refuse_nobody(auto_approve=self._auto_approve, irreversible=named, advice=_SEEN)
        irreversible = self.with_irreversible(plan)
        if not self._auto_approve:
            self._ask(plan, irreversible=irreversible)
        return Approval(digest=plan.digest, irreversible=irreversible)

    def show(self, plan: Plan) -> None:
        """Show the whole plan."""
        shown = look()
        write_report(
            render_plan(
                plan,
                width=shown.width,
                color=shown.color,
                unicode=shown.unicode,
                show_cli=self._show_cli,
                is_account_asked=self._irreversible == TYPED,
            ),
            None,
        )

    def with_irreversible(self, plan: Plan) -> bool:
        """Whether the steps that cannot be undone may be made, too. Raises GuardRefusedError for a wrong name."""
        steps = [step for step in plan.steps if step.risk == "irreversible"]
        if not steps:
            return False
        count = "1 step" if len(steps) == 1 else f"{len(steps)} steps"
        if self._irreversible is None:
            note(f"{count} that cannot be undone: left out without --allow-irreversible")
            return False
        if self._irreversible == TYPED:
            names = " or ".join(_names(plan.account))
            question = f"{count} that cannot be undone. Type {names} to allow, Enter to leave out"
            while (typed := self._reply(question)).strip().lower() in _ANSWERS:
                note(f"'{typed.strip()}' is no account: type {names}")
            if not typed:
                note(f"{count} that cannot be undone: left out")
                return False
            _refuse_other(typed, plan.account)
        return True

    def _ask(self, plan: Plan, *, irreversible: bool) -> None:
        account = plan.account.alias or plan.account.id
        count = sum(irreversible or step.risk != "irreversible" for step in plan.steps)
        changes = "1 change" if count == 1 else f"{count} changes"
        if self._resuming:
            question = f"Go on with these changes in account {account}? What is done is not done again."
        elif plan.undoes:
            question = f"Take back {changes} in account {account}?"
        else:
            question = f"Make {changes} in account {account}?"
        if self._reply(f"{question} Only 'yes' is taken") != "yes":
            note("not approved: this run changed nothing")
            raise Declined


def _tell_withheld(plan: Plan) -> None:
    """Who sees no plan is told all the same what it does not close."""
    for one in dict.fromkeys((one.gap.check, one.reason) for one in plan.withheld):
        note(f"withheld: {f'{one[0]}: ' if one[0] else ''}{one[1]}")


def _names(account: PlannedAccount) -> list[str]:
    return [name for name in (account.alias, account.id) if name]


def _refuse_other(typed: str, account: PlannedAccount) -> None:
    """Raise GuardRefusedError for what names another account: whoever typed it means that one."""
    if typed.strip() not in _names(account):
        raise GuardRefusedError(
            f"'{typed.strip()}' is neither the alias nor the number of this account",
            advice=f"steps that cannot be undone need one of: {', '.join(_names(account))}",
        )


def answer(question: str) -> str:
    """What is typed, before anything is changed. Raises click.Abort for Ctrl-C, and at the end of the input."""
    try:
        return replied(question)
    except KeyboardInterrupt:
        note("this run changed nothing")
        raise click.Abort from None


def replied(question: str) -> str:
    """What is typed. Raises KeyboardInterrupt for Ctrl-C, and at the end of the input.

    The question goes to stderr, all of it: click's own prompt leaves its last character on stdout.
    """
    click.echo(f"{question}: ", nl=False, err=True)
    try:
        typed = sys.stdin.readline()
    except KeyboardInterrupt:
        typed = ""
    if not typed:
        click.echo(err=True)
        raise KeyboardInterrupt
    return typed.strip()
