"""The users, groups and roles that rootward.toml describes for `rootward bootstrap`.

    [[group]]
    name = "developers"
    policies = ["PowerUserAccess"]
    policy_files = ["policies/no-billing.json"]

    [[user]]
    name = "ann"
    groups = ["developers"]

    [[role]]
    name = "administrators"
    provider = "arn:aws:iam::123456789012:saml-provider/company"
    policies = ["AdministratorAccess"]

They count only from a file that the user named, or from the user's own folder: somebody's repository must not say who
administers an account.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from rootward.checks.identities.issuer import issuer_of, strangers
from rootward.checks.quota import INLINE_OF_A_GROUP, size
from rootward.errors import ConfigurationError
from rootward.iam_policy.document import Document, MalformedPolicyError, parse
from rootward.local.bounded_read import read_bounded
from rootward.local.configuration_places import FILE_NAME, PROJECT_FILE, user_configuration_folder
from rootward.local.toml_document import read_toml
from rootward.model.blueprint import Blueprint, WantedGroup, WantedRole, WantedUser
from rootward.model.identity import InlinePolicy

NAME = r"[\w+=,.@-]{1,64}"
"""Of a user or role; a group's may be twice as long.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

_NAMES = {
    "user": re.compile(NAME, re.ASCII),
    "role": re.compile(NAME, re.ASCII),
    "group": re.compile(NAME.replace("64", "128"), re.ASCII),
}
_POLICY = re.compile(r"arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[\w+=,.@/-]+|[\w+=,.@/-]{1,160}", re.ASCII)
_PROVIDER = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:(saml|oidc)-provider/\S+")
_LARGEST_POLICY = 1 << 16

_SHOWN = 32
"""So many characters of a name that is too long are told."""

_FIELDS = {
    "user": ("name", "groups", "console"),
    "group": ("name", "policies", "policy_files"),
    "role": ("name", "provider", "audience", "subject", "policies"),
}


def load_blueprint(config: Path | None, *, user_folder: Path | None = None) -> Blueprint:
    """What the file of `--config` describes, else what the user's own does. Raises ConfigurationError."""
    if config is None:
        config = (user_folder or user_configuration_folder()) / FILE_NAME
        if not os.path.lexists(config):
            return Blueprint()
    document = read_toml(config, str(config))
    if config.name == PROJECT_FILE:
        tool = document.get("tool")
        document = tool.get("rootward", {}) if isinstance(tool, dict) else {}
        if not isinstance(document, dict):
            raise ConfigurationError(f"{config}: tool.rootward must be a table, [tool.rootward]")
    return _blueprint(document, config)


def checked_name(kind: str, name: str, where: str) -> str:
    """The name of a user, group or role. Raises ConfigurationError for one that IAM does not take."""
    most = 128 if kind == "group" else 64
    if len(name) > most:
        raise ConfigurationError(f"{where}: '{name[:_SHOWN]}…' has {len(name)} characters, and a {kind} {most} at most")
    if not _NAMES[kind].fullmatch(name):
        raise ConfigurationError(f"{where}: '{name}' must be letters, digits and +=,.@_- , without spaces")
    return name


def _blueprint(document: dict[str, Any], file: Path) -> Blueprint:
    center = document.get("identity_center", False)
    if not isinstance(center, bool):
        raise ConfigurationError(f"{file}: identity_center must be true or false")
    blueprint = Blueprint(
        groups=tuple(_group(table, where, file) for table, where in _tables(document, "group", file)),
        users=tuple(_user(table, where) for table, where in _tables(document, "user", file)),
        roles=tuple(_role(table, where) for table, where in _tables(document, "role", file)),
        identity_center=center,
    )
    for kind, names in (
        ("user", [one.name for one in blueprint.users]),
        ("group", [one.name for one in blueprint.groups]),
        ("role", [one.name for one in blueprint.roles]),
    ):
        _refuse_twice(names, kind, str(file))
    return blueprint


def _tables(document: dict[str, Any], kind: str, file: Path) -> Iterable[tuple[dict[str, Any], str]]:
    tables = document.get(kind, [])
    if not (isinstance(tables, list) and all(isinstance(one, dict) for one in tables)):
        raise ConfigurationError(f"{file}: {kind} must be tables, each under its own [[{kind}]]")
    for number, table in enumerate(tables, start=1):
        where = f"{file}: [[{kind}]] number {number}"
        for key in table:
            if key not in _FIELDS[kind]:
                raise ConfigurationError(f"{where}: unknown key '{key}'; known: {', '.join(_FIELDS[kind])}")
        if not isinstance(table.get("name"), str):
            raise ConfigurationError(f"{where}: 'name' is missing, or is no text")
        checked_name(kind, table["name"], where)
        yield table, where


def _user(table: dict[str, Any], where: str) -> WantedUser:
    console = table.get("console", True)
    if not isinstance(console, bool):
        raise ConfigurationError(f"{where}: console must be true or false")
    user = WantedUser(name=table["name"], console=console)
    if "groups" not in table:
        return user
    groups = _texts(table["groups"], f"{where}: groups", _NAMES["group"], "names of groups")
    return msgspec.structs.replace(user, groups=groups)


def _group(table: dict[str, Any], where: str, file: Path) -> WantedGroup:
    documents = tuple(
        _document(file.parent / name, f"{where}: policy_files")
        for name in _texts(table.get("policy_files", []), f"{where}: policy_files", re.compile(r".+"), "paths")
    )
    _refuse_twice([one.name for one in documents], "the policy", where)
    if (characters := sum(size(one.document) for one in documents)) > INLINE_OF_A_GROUP:
        raise ConfigurationError(
            f"{where}: its policy files have {characters} characters, and a group takes {INLINE_OF_A_GROUP}",
            advice="make a managed policy of them, and name it under policies",
        )
    return WantedGroup(name=table["name"], policies=_policies(table, where), documents=documents)


def _role(table: dict[str, Any], where: str) -> WantedRole:
    provider = table.get("provider", "")
    if not (isinstance(provider, str) and _PROVIDER.fullmatch(provider)):
        raise ConfigurationError(f"{where}: provider must be the ARN of a SAML or OpenID Connect provider of IAM")
    role = WantedRole(
        name=table["name"],
        provider=provider,
        audience=_text(table, "audience", where),
        subject=_text(table, "subject", where),
        policies=_policies(table, where),
    )
    if role.is_saml and (role.audience or role.subject):
        raise ConfigurationError(f"{where}: audience and subject are of OpenID Connect, and provider is one of SAML")
    if not role.is_saml:
        _refuse_strangers(role, where)
    return role


def _refuse_strangers(role: WantedRole, where: str) -> None:
    """Raise ConfigurationError for a role that lets in more than its maker's own, as `role-trust-too-open` judges."""
    if not (role.audience and re.search(r"[^\W_]", role.subject)):
        raise ConfigurationError(
            f"{where}: with an OpenID Connect provider, 'audience' and 'subject' say whose tokens may have the role"
        )
    (statement,) = parse(role.trust_policy("")).statements
    whom = strangers(statement, issuer_of(role.provider) or "")
    if whom is not None:
        raise ConfigurationError(
            f"{where}: subject '{role.subject}' lets in {whom}",
            advice="name whom you mean down to the repository or the account, as repo:example/site:*",
        )


def _policies(table: dict[str, Any], where: str) -> tuple[str, ...]:
    asked = 'names or ARNs of managed policies, as "ReadOnlyAccess"'
    return _texts(table.get("policies", []), f"{where}: policies", _POLICY, asked)


def _text(table: dict[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ConfigurationError(f"{where}: {key} must be text")
    return value


def _texts(value: object, where: str, form: re.Pattern[str], asks: str) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(one, str) and form.fullmatch(one) for one in value)):
        raise ConfigurationError(f"{where} must be a list of {asks}")
    return tuple(dict.fromkeys(value))


def _document(path: Path, where: str) -> InlinePolicy:
    try:
        text = read_bounded(path, _LARGEST_POLICY, wait_seconds=0).decode("utf-8-sig")
        _refuse_others(parse(text))
    except MalformedPolicyError as error:
        raise ConfigurationError(f"{where}: {path} is no policy: {error}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"{where}: {path} is not UTF-8") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"{where}: {path} cannot be read: {why}") from None
    return InlinePolicy(name=checked_name("group", path.stem, where), document=text)


def _refuse_others(document: Document) -> None:
    """Raise MalformedPolicyError for what IAM takes for no policy of an identity.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
    """
    for one in document.statements:
        if one.principals is not None or one.not_principals is not None:
            raise MalformedPolicyError(f"statement {one.number} has a Principal, which a group's policy must not")
        if one.resources is None and one.not_resources is None:
            raise MalformedPolicyError(f"statement {one.number} has neither Resource nor NotResource")


def _refuse_twice(names: list[str], kind: str, where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name.lower() in seen:
            raise ConfigurationError(f"{where}: {kind} '{name}' stands there twice")
        seen.add(name.lower())
