"""A check: one question asked of an account's facts, with the remedy, the page and the control ids beside it.

A check is one module. Its docstring is its page (What it checks / Why it matters / How to fix it / How rootward
fixes it / References), its file name is its id with `_` for `-`, and its `CHECK` is listed in its practice's
`__init__`. `judge` is pure: it reads the facts that `facts` declares and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping

import msgspec

from rootward.checks.remedy import Remedy
from rootward.checks.verdict import Verdict
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.finding import Fix, Practice, Severity

Judge = Callable[[Account, Baseline], Iterator[Verdict]]


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """What a control asks of a threshold. A baseline laxer than this leaves the control unmet, whatever passes.

    `strict_enough` takes the baseline; `asks` says it in words, as `keys at most 90 days old`.
    """

    framework: str
    control: str
    asks: str
    strict_enough: Callable[[Baseline], bool]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One question. Every text is one line of plain words, without a full stop at the end."""

    id: str
    practice: Practice
    severity: Severity
    title: str
    """The problem, as a short statement: `Root has no MFA device`."""
    holds: str
    """The pass, as a short statement: `root has an MFA device`."""
    why: str
    """Why it matters, in one sentence."""
    next_step: str
    """What to do now: an AWS CLI line, or the console place. `{name}` and `{resource}` stand for the finding's own."""
    facts: tuple[str, ...]
    """Names of the facts (fields of Account) that `judge` reads."""
    judge: Judge
    fix: Fix
    controls: Mapping[str, tuple[str, ...]] = {}
    """Framework to control ids: `{"cis-7.0": ("2.5",), "security-hub": ("IAM.9",)}`."""
    no_controls: str = ""
    """Why there are none, where `controls` is empty."""
    limits: tuple[Limit, ...] = ()
    remedy: Remedy | None = None
    """How rootward closes the gap itself; None: it does not yet, or nobody can by a call."""

    @property
    def page(self) -> str:
        """The check's page: the docstring of its module, in Markdown."""
        return sys.modules[self.judge.__module__].__doc__ or ""
