"""Gather what allows findings in one place: the user's configuration, git-secrets' rules, baselines, marks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from rootward.errors import ConfigurationError, GitError, UsageError
from rootward.leaks.allow.allowance import Allowance
from rootward.leaks.allow.allowing import Allowing
from rootward.leaks.allow.baseline import MOST_BYTES, NAME, baseline_rules, parse_baseline
from rootward.leaks.allow.git_secrets import GitSecrets, read_git_secrets
from rootward.leaks.allow.gitallowed import read_gitallowed, read_gitallowed_of_head
from rootward.leaks.allow.rules import ACCOUNT_FORM, FINGERPRINT_FORM, ByAccount, ByFingerprint, Found, Rule, path_rule
from rootward.leaks.ere.error import PatternError
from rootward.leaks.git.command import Git
from rootward.leaks.git.waiting import refuse_waiting
from rootward.local.bounded_read import read_bounded
from rootward.local.configuration_places import user_folder_in
from rootward.local.scan_allow import AllowTable, load_scan_allow


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """The rules that hold, and what else the same places say."""

    allowing: Allowing
    patterns: tuple[str, ...] = ()
    """What git-secrets' configuration looks for, for `Rules.patterns`."""
    left_out: tuple[str, ...] = ()
    """What could not be used, as sentences for stderr."""


def load_allowing(
    git: Git,
    root: Path | None,
    *,
    repository_rules: bool = True,
    baseline: Path | None = None,
    config: Path | None = None,
    user_folder: Path | None = None,
    announce: Callable[[str], None] | None = None,
) -> Loaded:
    """What holds for the repository, or the plain folder, at `root`; `git` is asked about its configuration.

    `root` is None for a repository without a work tree: `.gitallowed` is then HEAD's, and paths are git's. Without
    `repository_rules` what lies in what is scanned is left out, marks included. `announce` is told later of a rule that
    takes too long. Raises ConfigurationError where a file
    of the user's own, or the baseline that was named, cannot be used.
    """
    here = Path.cwd()
    own = user_folder or user_folder_in(os.environ)
    tables = load_scan_allow(config, here if root is None else root, user_folder=own)
    secrets, complaints = _git_secrets(git)
    founds = [_of_table(table) for table in tables.tables]
    founds.append(Found(rules=secrets.rules, left_out=(*secrets.left_out, *complaints)))
    if repository_rules:
        founds.append(read_gitallowed_of_head(git) if root is None else read_gitallowed(root))
    founds += _baselines(root, baseline)
    rules = [rule for found in founds for rule in found.rules if repository_rules or not rule.allowance.from_repository]
    return Loaded(
        allowing=Allowing(
            rules,
            root="" if root is None else Path(os.path.realpath(root)).as_posix(),
            here=Path(os.path.realpath(here)).as_posix(),
            marks=repository_rules,
            announce=announce,
        ),
        patterns=secrets.patterns,
        left_out=(*tables.left_out, *(line for found in founds for line in found.left_out)),
    )


def _git_secrets(git: Git) -> tuple[GitSecrets, tuple[str, ...]]:
    try:
        refuse_waiting(git.folder)
        return read_git_secrets(git), ()
    except UsageError:
        return GitSecrets(), ()  # no git on this machine: nobody configured it
    except GitError as error:
        return GitSecrets(), (f"git's configuration cannot be read, and its rules are left out: {error}",)


def _of_table(table: AllowTable) -> Found:
    """The rules of one `[scan.allow]`. Raises ConfigurationError where one of the user's own is wrong."""
    rules: list[Rule] = []
    left_out = []
    for make, values in ((_path, table.paths), (_fingerprint, table.fingerprints), (_account, table.accounts)):
        for value in values:
            try:
                rules.append(make(value, table))
            except PatternError as error:
                wrong = f"{table.shown}: {value!r} in [scan.allow] {error}"
                if table.trusted:
                    raise ConfigurationError(wrong) from None
                left_out.append(f"{wrong}; it is left out")
    return Found(rules=tuple(rules), left_out=tuple(left_out))


def _path(value: str, table: AllowTable) -> Rule:
    try:
        return path_rule(value, table.shown, from_repository=not table.trusted)
    except PatternError as error:
        raise PatternError(f"is no glob: {error}") from None


def _fingerprint(value: str, table: AllowTable) -> Rule:
    if not FINGERPRINT_FORM.fullmatch(value):
        raise PatternError("is no fingerprint: 32 digits of hexadecimal, in lower case")
    return ByFingerprint(value, Allowance(rule=value, source=table.shown, from_repository=not table.trusted))


def _account(value: str, table: AllowTable) -> Rule:
    if not ACCOUNT_FORM.fullmatch(value):
        raise PatternError("is no account number: it has twelve digits")
    rule = f"account {value}"
    return ByAccount(value, Allowance(rule=rule, source=table.shown, from_repository=not table.trusted))


def _baselines(root: Path | None, named: Path | None) -> Iterator[Found]:
    """The one that was named, which is trusted; else the one at the root, where there is one."""
    if named is not None:
        yield Found(rules=_baseline(named, str(named), from_repository=False))
    elif root is not None and os.path.lexists(root / NAME):
        try:
            yield Found(rules=_baseline(root / NAME, NAME, from_repository=True))
        except ConfigurationError as error:
            yield Found(left_out=(f"{error}; the baseline is left out",))


def _baseline(path: Path, name: str, *, from_repository: bool) -> tuple[ByFingerprint, ...]:
    try:
        data = read_bounded(path, MOST_BYTES, wait_seconds=0)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigurationError(
            f"{name}: cannot be read: {why}", advice="'rootward scan baseline' writes one"
        ) from None
    return baseline_rules(parse_baseline(data, name), name, from_repository=from_repository)
