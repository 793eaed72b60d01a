"""Whoever goes the way from a new account to a secured one with a person, at the terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

import click
import msgspec

from rootward.cli.approval import TYPED, Asking, replied
from rootward.cli.passwords import reminded
from rootward.cli.running import command_line, report
from rootward.cli.terminal import look, note, write_report
from rootward.errors import GuardRefusedError, IncompleteError, RootwardError, UsageError
from rootward.model.applied import StepOutcome
from rootward.model.audit import Audit
from rootward.model.journal import Journal
from rootward.model.plan import GuidedStep, Plan, Step
from rootward.model.root_entry import root_entry
from rootward.model.second_factor import Enrolled
from rootward.model.secured import Chapter
from rootward.reports.arrangement import root_sentence
from rootward.reports.evidence import minute
from rootward.reports.plan.applied import render_proof, render_stopped
from rootward.reports.plan.brief import render_brief
from rootward.reports.plan.words import several
from rootward.reports.securing import render_chapter, render_said, render_step
from rootward.workflows.apply import Approval
from rootward.workflows.guide import Looked
from rootward.workflows.running.run import Ran, Setting
from rootward.workflows.secure import Turn
from rootward.workflows.source import Live, Practice

if TYPE_CHECKING:
    from rootward.aws.session import AwsSession, Identity

_REPORT_HOURS = 4
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html"""

_ROOT_KEY = (
    "WARNING: these credentials are an access key of the root user.",
    "No policy holds it back, it does not end by itself, and whoever copies it has the whole account.",
)
_KEY_FREE = (
    "Replace it first. Sign in without a key, and come back; the key can be deleted from there:",
    "  aws login --profile root-session",
    "  rootward secure --profile root-session",
)
"""https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html"""
_BY_KEY_ALONE = (
    "Come as an administrator instead. Root has no other way to come here, and no administrator can delete its key.",
    "Once nothing needs it, the key deletes itself, or root's other key does it:",
)


class TerminalCompanion:
    """Shows and asks at the terminal. At each question q and Ctrl-C end the way."""

    def __init__(self, source: Live | Practice, setting: Setting, tally: Tally, *, show_cli: bool) -> None:
        """`setting`: that of the runs, which tell `tally` of each step."""
        self._source = source
        self._setting = setting
        self._tally = tally
        self._asking = Asking(auto_approve=False, irreversible=TYPED, show_cli=show_cli, reply=unless_q)
        self._shown: GuidedStep | None = None

    def takes_root_key(self, identity: Identity) -> bool:
        """Warn, say what to do instead, and ask."""
        entry = root_entry(identity.partition)
        command = f"  {entry.to_delete('access-key', identity.key_id)}"
        instead = _KEY_FREE if entry.has_console else (*_BY_KEY_ALONE, command)
        _say("", *_ROOT_KEY, style="critical")
        _say("", *instead, "")
        return replied("Go on with root's access key all the same? Only 'yes' is taken") == "yes"

    def sets_out(self, identity: Identity, before: Audit) -> None:
        """Say who goes, and from where."""
        if not identity.is_root:
            who = "You administer this account. What only root can do is explained, for root to do in the console."
        elif identity.has_long_lived_key:
            who = "You are root by an access key, which is what to get rid of first."
        else:
            who = "You are root, by a session that ends by itself and needs no access key: the right way to come."
        score = "No score yet" if before.summary.score is None else f"Score {before.summary.score} of 100"
        _say(
            "",
            who,
            f"{score}. {root_sentence(before)}",
            "Five chapters lie ahead. Nothing is changed before you have seen it and said yes; q or Ctrl-C leaves, and "
            "when you come back nothing is asked again that is done.",
        )

    def opens(self, chapter: Chapter) -> None:
        """The head of the chapter."""
        shown = look()
        write_report(render_chapter(chapter, width=shown.width, color=shown.color, unicode=shown.unicode), None)

    def resumes(self, journal: Journal) -> Approval | None:
        """Say how far the run came, show its plan, and ask."""
        done = sum(journal.standing(step) == "done" for step in journal.steps)
        count = several(len(journal.steps), "change")
        _say("", f"An earlier run did not come to its end: {done} of {count} made (journal {journal.id}).")
        approval = self._asked(journal.plan, lambda _count: "Take it up? What is done is not done again.")
        if approval is None:
            _say("It stays as it is. To take back what it made:", f"  {command_line(self._source, 'undo', journal.id)}")
        return approval

    def not_resumed(self, error: RootwardError) -> None:
        """Why it cannot be taken up; the way goes on."""
        _say(f"It cannot be taken up: {error}.", *([f"{error.advice}."] if error.advice else []))

    def consents(self, plan: Plan) -> Approval | None:
        """Show what the plan changes, the whole of it on request, and ask."""
        return self._asked(plan, lambda count: f"Make {several(count, 'change')}?")

    def _asked(self, plan: Plan, asks: Callable[[int], str]) -> Approval | None:
        """`asks`: the question about so many changes."""
        self._shown = None
        shown = look()
        write_report(render_brief(plan, width=shown.width, color=shown.color, unicode=shown.unicode), None)
        irreversible = self._with_irreversible(plan)
        count = sum(irreversible or step.risk != "irreversible" for step in plan.steps)
        if not count:
            return None
        question = f"{asks(count)} yes · p: show all of it · s: leave for later · q: stop"
        while True:
            typed = unless_q(question).lower()
            if typed == "yes":
                self._tally.begin(count)
                return Approval(digest=plan.digest, irreversible=irreversible)
            if typed == "s":
                return None
            if typed == "p":
                self._asking.show(plan)

    def made(self, ran: Ran) -> None:
        """What was proved, or, of a run that came to no good end, all of it; and that a password stands above."""
        self._tally.end()
        with reminded(self._setting):
            shown = look()
            if ran.applied.ending != "complete":
                text = render_stopped(ran.applied, width=shown.width, color=shown.color, unicode=shown.unicode)
                write_report(text, None)
                return
            if ran.error is not None or not ran.applied.is_whole:
                report(ran)
                return
            applied = ran.applied
            if isinstance(self._source, Practice):  # it is gone with its journals before anybody could take it back
                applied = msgspec.structs.replace(applied, journal="")
            text = render_proof(applied, width=shown.width, color=shown.color, unicode=shown.unicode)
            write_report(text, None)

    def turn(self, step: GuidedStep, *, may_enroll: bool) -> Turn:
        """Show the step, unless it is shown already, and ask."""
        if step != self._shown:
            self._shown = step
            shown = look()
            write_report(render_step(step, width=shown.width, color=shown.color, unicode=shown.unicode), None)
            if isinstance(self._source, Practice):
                _say("Nobody can do this on a practice account inside this command: s goes on.")
        enroll = " · e: register an app here" if may_enroll else ""
        while True:
            typed = unless_q(f"Enter when it is done{enroll} · s: leave for later · q: stop").lower()
            if not typed:
                return "look"
            if typed == "s":
                return "later"
            if typed == "e" and may_enroll:
                return "enroll"

    def enroll(self, session: AwsSession, user: str) -> None:
        """Register an authenticator app for the user. What stands against it is said, and the step comes again."""
        from rootward.cli.enrolling import AtTheTerminal
        from rootward.reports.enrolment import render_enrolled
        from rootward.workflows.enroll import Enrolling, enroll_here

        person = AtTheTerminal(None, shows_seed=False)
        try:
            done = enroll_here(session, Enrolling(user=user), person, announce=note, pace=self._setting.pace)
        except (UsageError, GuardRefusedError, IncompleteError) as error:
            _say(f"Not registered: {error}.", *([error.advice] if error.advice else []))
        except (click.Abort, KeyboardInterrupt):
            _say("Not registered.")
        else:
            if isinstance(done, Enrolled):
                write_report(render_enrolled(done), None)

    def still_open(self, step: GuidedStep, looked: Looked) -> None:
        """What was just read says that it is not done, or does not say whether it is."""
        _say(f"Not yet: {looked.proof.detail or step.message}.")
        if looked.report_of is not None:
            _say(
                f"AWS's report of {minute(looked.report_of)} says so, and it makes no other for {_REPORT_HOURS} hours: "
                "if it is done, s goes on, and a later look sees it."
            )

    def closed(self, step: GuidedStep) -> None:
        """Tick it."""
        _say(f"Done: {step.gap.check} passes now.")

    def _with_irreversible(self, plan: Plan) -> bool:
        while True:
            try:
                return self._asking.with_irreversible(plan)
            except GuardRefusedError as error:
                note(str(error))


def _say(*texts: str, style: str = "plain") -> None:
    """Lines of the conversation."""
    shown = look()
    text = render_said(texts, style=style, width=shown.width, color=shown.color, unicode=shown.unicode)
    write_report(text, None)


def unless_q(question: str) -> str:
    """What is typed. Raises KeyboardInterrupt for q, as for Ctrl-C."""
    text = question if look().unicode else question.replace(" · ", ", ")
    typed = replied(text)
    if typed.lower() == "q":
        raise KeyboardInterrupt
    return typed


class Tally:
    """Counts the changes of a run on one line that each writes anew. Where stderr is no terminal it says nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made, self._planned = 0, 0

    def begin(self, planned: int) -> None:
        """So many changes come."""
        self._made, self._planned = 0, planned

    def __call__(self, _step: Step, _outcome: StepOutcome) -> None:
        """One more has come to its end."""
        with self._lock:
            self._made += 1
            self._write(f"\rmade {self._made} of {self._planned}")
            if self._made == self._planned:
                self._write("\n")

    def end(self) -> None:
        """No more come: of a run that stopped the line is ended, too."""
        if 0 < self._made < self._planned:
            self._write("\n")

    @staticmethod
    def _write(text: str) -> None:
        if sys.stderr is not None and sys.stderr.isatty():
            sys.stderr.write(text)
            sys.stderr.flush()
