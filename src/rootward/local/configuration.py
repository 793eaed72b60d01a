"""What the account is held to, as the user configured it: files and variables, in their order, and whom they trust.

A later source wins, threshold by threshold: the user's own folder, `[tool.rootward]` of pyproject.toml in the working
directory, rootward.toml there, `ROOTWARD_*` variables. `--config FILE` is read in place of all other files.

A file that merely lies in the working directory came with somebody's repository. It may set thresholds; what makes a
finding go away (accepted risks, break-glass identities, trusted accounts, who is meant to be an administrator), who is
told when something is wrong, and whose access keys serve sessions with MFA alone, counts only from a file that the user
named, or from the user's own folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from rootward.checks.registry import BY_ID
from rootward.errors import ConfigurationError
from rootward.local.addressee import EXAMPLES, alarm_email, security_contact
from rootward.local.configuration_places import FILE_NAME, places, read_table, user_configuration_folder
from rootward.local.known_key import know
from rootward.local.threshold import MEANINGS, asked, checked, default, from_text, shown, variable
from rootward.model.baseline import ADMIN_PATH, ADMIN_PATH_FORM, USER_NAME_FORM, AcceptedRisk, Baseline

TRUSTED_KEYS = ("accept", "admin_path", "alarms", "break_glass", "contacts", "mfa", "trusted_accounts")
"""Keys that make findings go away, say who is told, or who may be bound to MFA though an access key is in use."""

BLUEPRINT_KEYS = ("group", "identity_center", "role", "user")
"""Keys that say who is to work in the account: `local.blueprint_file` reads them, and trusts the same files."""

SCAN_KEY = "scan"
"""The table of `rootward scan`: `local.scan_allow` reads it, and tells what it says that is not the user's own."""

_ARN = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:(user|role)/\S+")
_ACCOUNT = re.compile(r"[0-9]{12}")
_ADMIN_PATH = re.compile(ADMIN_PATH_FORM)
_USER_NAME = re.compile(USER_NAME_FORM)


class Configuration(msgspec.Struct, frozen=True, kw_only=True):
    """A baseline, and what to tell of how it came about."""

    baseline: Baseline = Baseline()
    warnings: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """One file's table, checked key by key."""

    shown: str
    values: dict[str, Any]
    left_out: tuple[str, ...] = ()


def load_configuration(
    config: Path | None,
    environment: Mapping[str, str],
    working_directory: Path,
    *,
    user_folder: Path | None = None,
) -> Configuration:
    """The configuration of a run. `config` is the file of `--config`; `user_folder` defaults to the platform's own.

    Raises ConfigurationError, whose text names file, key, value and bounds.
    """
    folder = user_folder or user_configuration_folder()
    files = tuple(
        _checked_file(read_table(place), place.shown, trusted=place.trusted)
        for place in places(config, working_directory, folder)
    )
    values: dict[str, Any] = {}
    for file in files:
        values.update(file.values)
    variables = {name: environment[variable(name)] for name in MEANINGS if environment.get(variable(name))}
    values.update({name: from_text(name, text) for name, text in variables.items()})
    return Configuration(
        baseline=Baseline(**values),
        warnings=(*_left_out(files, folder), *_near_misses(environment)),
    )


def commented_template() -> str:
    """A `rootward.toml` that changes nothing: every threshold with its default and meaning, commented out.

    Settings begin with `#` alone, explanations with `# `. With the settings' `#` removed it is the default baseline.
    """
    lines = [_HEAD, "[thresholds]"]
    for name, meaning in MEANINGS.items():
        lines += [f"# {meaning}", f"# Must be {asked(name)}.", f"#{name} = {shown(default(name))}", ""]
    return "\n".join([*lines, EXAMPLES, _SESSIONS, _SCAN, _RISKS])


def _checked_file(table: dict[str, Any], name: str, *, trusted: bool) -> _File:
    for key in table:
        if key in MEANINGS:
            raise ConfigurationError(f"{name}: unknown key '{key}' at the top; it belongs under [thresholds]")
    know(table, ("thresholds", SCAN_KEY, *TRUSTED_KEYS, *BLUEPRINT_KEYS), name)
    thresholds = table.get("thresholds", {})
    if not isinstance(thresholds, dict):
        raise ConfigurationError(f"{name}: thresholds must be a table, [thresholds]")
    know(thresholds, MEANINGS, name, " in [thresholds]")
    values = {key: checked(key, value, f"{name}: {key}", " in [thresholds]") for key, value in thresholds.items()}
    present = tuple(key for key in (*TRUSTED_KEYS, *BLUEPRINT_KEYS) if table.get(key))
    if not trusted:
        return _File(shown=name, values=values, left_out=present)
    return _File(shown=name, values=values | _trusted(table, name))


def _trusted(table: dict[str, Any], name: str) -> dict[str, Any]:
    """The values of `TRUSTED_KEYS`."""
    values: dict[str, Any] = {}
    if "accept" in table:
        values["accepted_risks"] = _accepted(table["accept"], name)
    if "break_glass" in table:
        form = "an IAM user's or role's ARN, as arn:aws:iam::123456789012:user/emergency"
        values["break_glass"] = _texts(table["break_glass"], f"{name}: break_glass", _ARN, form)
    if "admin_path" in table:
        form = 'user/, group/ or role/ and a name, * and ? allowed, as "role/platform-*"'
        values["admin_path"] = _texts(table["admin_path"], f"{name}: admin_path", _ADMIN_PATH, form)
    if "trusted_accounts" in table:
        form = 'an account number, twelve digits in quotes, as "123456789012"'
        values["trusted_accounts"] = _texts(table["trusted_accounts"], f"{name}: trusted_accounts", _ACCOUNT, form)
    if "alarms" in table:
        values["alarm_email"] = alarm_email(table["alarms"], name)
    if "contacts" in table:
        values["security_contact"] = security_contact(table["contacts"], name)
    if "mfa" in table:
        values["session_users"] = _session_users(table["mfa"], name)
    return values


def _session_users(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, dict):
        raise ConfigurationError(f"{name}: mfa = {shown(value)} must be a table, [mfa]")
    know(value, ("session_users",), name, " in [mfa]")
    form = 'the name of an IAM user, as "kim"'
    return _texts(value.get("session_users", []), f"{name}: [mfa]: session_users", _USER_NAME, form)


def _texts(value: object, where: str, form: re.Pattern[str], asks: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ConfigurationError(f"{where} = {shown(value)} must be a list")
    for one in value:
        if not (isinstance(one, str) and form.fullmatch(one)):
            raise ConfigurationError(f"{where}: {shown(one)} must be {asks}")
    return tuple(value)


def _accepted(value: object, name: str) -> tuple[AcceptedRisk, ...]:
    if not (isinstance(value, list) and all(isinstance(entry, dict) for entry in value)):
        raise ConfigurationError(f"{name}: accept must be tables, each under its own [[accept]]")
    return tuple(_accepted_risk(entry, f"{name}: [[accept]] number {number}") for number, entry in enumerate(value, 1))


def _accepted_risk(entry: dict[str, Any], where: str) -> AcceptedRisk:
    fields = AcceptedRisk.__struct_fields__
    know(entry, fields, where)
    for field in fields:
        if field not in entry:
            raise ConfigurationError(f"{where}: '{field}' is missing")
        value = entry[field]
        if field == "expires":
            if type(value) is not date:
                raise ConfigurationError(
                    f"{where}: expires = {shown(value)} must be a day without quotes, as 2026-12-31"
                )
        elif not (isinstance(value, str) and value.strip()):
            raise ConfigurationError(f"{where}: {field} = {shown(value)} must be text, and not empty")
    if entry["check"] not in BY_ID:
        raise ConfigurationError(f"{where}: there is no check '{entry['check']}'; {_no_check(entry['check'])}")
    return AcceptedRisk(**entry)


def _no_check(name: str) -> str:
    close = get_close_matches(name, BY_ID, n=1)
    return f"did you mean '{close[0]}'?" if close else "'rootward explain' lists the checks"


def _left_out(files: Iterable[_File], folder: Path) -> Iterator[str]:
    for file in files:
        if file.left_out:
            yield (
                f"{file.shown}: {', '.join(file.left_out)} left out: a file that merely lies in the working directory "
                f"sets thresholds only. To make it count, name it with --config {file.shown}, or move these keys to "
                f"{folder / FILE_NAME}"
            )


def _near_misses(environment: Mapping[str, str]) -> Iterator[str]:
    known = tuple(variable(name) for name in MEANINGS)
    for name in sorted(environment):
        if name.startswith("ROOTWARD_") and name not in known:
            close = get_close_matches(name, known, n=1, cutoff=0.85)
            if close:
                yield f"the environment variable {name} means nothing; did you mean {close[0]}?"


_LISTED = "\n".join(f'#"{pattern}",' for pattern in ADMIN_PATH)

_HEAD = f"""\
# rootward.toml: what rootward holds your account to.
#
# Every setting is a default, commented out: remove the # before it to give a value of your own.
# A variable of the same name, as ROOTWARD_UNUSED_DAYS=30, wins over this file.

# What makes findings go away (break_glass, trusted_accounts, admin_path, accept), who is told (alarms, contacts), and
# whose access keys serve sessions with MFA alone (mfa), counts only from a file that you name with --config, or from
# your own configuration folder. From a file that merely lies in the working directory it is left out, with a warning.

# Identities kept for emergencies, as "arn:aws:iam::123456789012:user/emergency". They may lie unused; MFA they need.
#break_glass = []

# Account numbers that roles may trust without an ExternalId, as "123456789012".
#trusted_accounts = []

# Who is meant to administer the account, as "role/platform-*": kind, path and name; * and ? are wildcards. The list
# replaces this one.
#admin_path = [
{_LISTED}
#]

# A thing exactly at a limit is still within it. A threshold laxer than a CIS or Security Hub control asks for makes
# the report show that control as not met.
"""

_SESSIONS = """\
# IAM users whose access keys serve `rootward mfa session` alone, and no program: the use of these keys does not keep
# `rootward mfa enforce` from binding them to MFA. Without a session the keys do nothing from then on.
#
# [mfa]
# session_users = ["kim"]
"""

_SCAN = """\
# What `rootward scan` passes over: globs of paths from the root of the repository, fingerprints as its report shows
# them, account numbers. From a file that merely lies there it counts as well, is told in the report, and is looked past
# with --no-repo-allow.
#
# [scan.allow]
# paths = ["tests/fixtures/**"]
# fingerprints = ["0123456789abcdef0123456789abcdef"]
# accounts = ["123456789012"]
"""

_RISKS = """\
# A risk that somebody decided to live with: an exact check, a glob over the finding's resource, why, who, and the
# last day (UTC) on which it holds. As many of these as there are risks, at the end of the file:
#
# [[accept]]
# check = "user-mfa-missing"
# resource = "arn:aws:iam::123456789012:user/kiosk"
# reason = "signs in from one locked room only"
# owner = "ann@example.com"
# expires = 2026-12-31
"""
