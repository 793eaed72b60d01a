"""Where the oracle does otherwise than AWS's documentation says: each such point as a rewriting of the case.

A rewriting spells out what AWS documents, in a form in which the oracle follows it. A difference is explained when the
oracle, asked about the rewritten case, agrees. The reasons and pages stand in explained.toml.
"""

import copy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from generate import FULL_ACCESS, Case, Policy
from vocabulary import GLOBAL_KEYS, Kind

Statement = dict[str, Any]
Rewriting = Callable[[Case], Case]

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_NOWHERE = "arn:aws:none:us-east-1:000000000000:none/none"
_NOTHING = {"Effect": "Deny", "Action": "none:None"}
_SEGMENTS = 6
_YEAR = 4  # digits


def _policies(case: Case) -> Iterator[Policy]:
    for listed in (case["identity"], case["session"], *case["scps"], *case["rcps"]):
        yield from listed
    for policy in (case["boundary"], case["resource_policy"]):
        if policy:
            yield policy


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _statements(policy: Policy) -> list[Statement]:
    return _many(policy["Statement"])


def _each_statement(change: Callable[[Statement, Case], None], *, version: str | None = None) -> Rewriting:
    """A rewriting that changes each statement, of the policies of one version of the language where given."""

    def rewritten(case: Case) -> Case:
        case = copy.deepcopy(case)
        for policy in _policies(case):
            if version is None or policy.get("Version", "2008-10-17") == version:
                for statement in _statements(policy):
                    change(statement, case)
        return case

    return rewritten


def _plain(statement: Statement, _case: Case) -> None:
    def escaped(value: str) -> str:
        return value.replace("${", "${$}{")

    _change_resources(statement, escaped)
    _change_values(statement, lambda operator, value: escaped(value) if _is_text(operator) else value)


def _is_text(operator: str) -> bool:
    return operator.lower().rsplit(":", maxsplit=1)[-1].startswith(("string", "arn"))


def _change_resources(statement: Statement, change: Callable[[str], str]) -> None:
    for name in ("Resource", "NotResource"):
        if name in statement:
            changed = [change(value) for value in _many(statement[name])]
            if changed != _many(statement[name]):
                statement[name] = changed


def _change_values(statement: Statement, change: Callable[[str, str], Any]) -> None:
    for operator, entries in statement.get("Condition", {}).items():
        for key, values in entries.items():
            changed = [change(operator, value) if isinstance(value, str) else value for value in _many(values)]
            if changed != _many(values):
                entries[key] = [single for value in changed for single in _many(value)]


def _resolved(text: str, case: Case) -> str | None:
    """The text with its variables filled in; None where one has no value."""
    known = {name.lower(): value for name, value in case["context"].items() if isinstance(value, str)}
    lacking = False

    def fill(found: re.Match[str]) -> str:
        nonlocal lacking
        name, _, default = (part.strip() for part in found[1].partition(","))
        if name in {"*", "?", "$"}:
            return found[0]
        value = known.get(name.lower(), default.strip("'") if default else None)
        if value is None:
            lacking = True
            return ""
        return re.sub(r"[*?$]", lambda special: f"${{{special[0]}}}", value)

    filled = _VARIABLE.sub(fill, text)
    return None if lacking else filled


def _fill_names(statement: Statement, case: Case) -> None:
    def filled(pattern: str) -> str:
        name = pattern.split(":", _SEGMENTS - 1)[-1]
        variable, separator = name.find("${"), re.search(r"[:/]", name)
        if variable < 0 or separator is None or separator.start() < variable:
            return pattern
        return _resolved(pattern, case) or _NOWHERE

    _change_resources(statement, filled)


def _void_values(statement: Statement, case: Case) -> None:
    def voided(operator: str, value: str) -> str:
        if "not" not in operator.lower() or not _is_text(operator) or _resolved(value, case) is not None:
            return value
        return _NOWHERE

    _change_values(statement, voided)
    _change_resources(statement, lambda pattern: pattern if _resolved(pattern, case) is not None else _NOWHERE)


def _whole_arns(statement: Statement, _case: Case) -> None:
    def whole(pattern: str) -> str:
        lacking = _SEGMENTS - 1 - pattern.count(":")
        return pattern + ":*" * lacking if lacking > 0 and pattern != "*" else pattern

    _change_resources(statement, whole)


def _networks(statement: Statement, _case: Case) -> None:
    halves = {"0.0.0.0/0": ["0.0.0.0/1", "128.0.0.0/1"], "::/0": ["::/1", "8000::/1"]}

    def network(operator: str, value: str) -> Any:
        if "ipaddress" not in operator.lower():
            return value
        return halves.get(value, value if "/" in value else f"{value}/{128 if ':' in value else 32}")

    _change_values(statement, network)


def _moments(statement: Statement, _case: Case) -> None:
    def moment(operator: str, value: str) -> str:
        return _moment(value) if ":date" in f":{operator.lower()}" else value

    _change_values(statement, moment)


def _moment(text: str) -> str:
    """Seconds since 1970 as a date and time."""
    return datetime.fromtimestamp(int(text), UTC).isoformat() if text.isdigit() and len(text) > _YEAR else text


def _dated(case: Case) -> Case:
    case = _each_statement(_moments)(case)
    dates = {key.name for key in GLOBAL_KEYS if key.kind is Kind.DATE}
    case["context"] = {
        name: _moment(value) if name in dates and isinstance(value, str) else value
        for name, value in case["context"].items()
    }
    return case


def _names_itself(statement: Statement, case: Case) -> bool:
    """Whether it names the caller: by its ARN, or everybody whose aws:PrincipalArn is such and such."""
    names = _named(statement)
    by_name = case["principal"]["kind"] != "Role" and case["principal"]["id"] in names  # a role is not its sessions
    return by_name or ("*" in names and _asks_for_the_arn(statement))


def _named(statement: Statement) -> list[str]:
    principal = statement.get("Principal", {})
    return _many(principal if isinstance(principal, str) else principal.get("AWS", []))


def _asks_for_the_arn(statement: Statement) -> bool:
    return any(
        key.lower() == "aws:principalarn"
        for operator, entries in statement.get("Condition", {}).items()
        for key in entries
        if "not" not in operator.lower() and operator != "Null"
    )


def _spared_in_part(statement: Statement, case: Case) -> None:
    """NotPrincipal spares a caller when all that it is is listed; otherwise none of it might be."""
    listed = statement.get("NotPrincipal")
    account = case["context"].get("aws:PrincipalAccount")
    if not isinstance(listed, dict) or account is None:
        return
    names = _many(listed.get("AWS", []))
    whole = {account, f"arn:aws:iam::{account}:root"}
    role = f"arn:aws:iam::{account}:role/"
    of_the_role = {
        name
        for name in names
        if name.startswith(role) and name.split("/")[-1] == case["context"]["aws:PrincipalArn"].split("/")[-1]
    }
    own = {case["principal"]["id"], case["context"]["aws:PrincipalArn"]} - whole
    if own <= set(names) and whole & set(names):
        return
    others = [name for name in names if name not in own | whole | of_the_role]
    listed["AWS"] = others or ["arn:aws:iam::000000000000:root"]


def _valued(case: Case) -> Case:
    return case | {"context": {name: value for name, value in case["context"].items() if value != []}}


def _unfederated(statement: Statement, case: Case) -> None:
    """The name of a federated user's session says nothing about the IAM user who asked for it."""
    session: str = case["principal"]["id"]
    for name in ("Principal", "NotPrincipal"):
        listed = statement.get(name)
        if case["principal"]["kind"] == "FederatedUser" and isinstance(listed, dict) and "AWS" in listed:
            user = session.replace(":sts:", ":iam:").replace("federated-user/", "user/")
            listed["AWS"] = [f"{entry}-other" if entry == user else entry for entry in _many(listed["AWS"])]


def _granted_to_the_session(case: Case) -> Case:
    """The resource policy alone has to let the session in: what is left of the others are their Deny statements."""
    policy, kind = case["resource_policy"], case["principal"]["kind"]
    if not policy or not (kind == "FederatedUser" or (kind in {"Role", "AssumedRole"} and case["session"])):
        return case
    case = copy.deepcopy(case)
    case["session"] = [
        {**policy, "Statement": [*_statements(policy), *FULL_ACCESS["Statement"]]} for policy in case["session"]
    ]
    case["identity"] = [_denials(policy) for policy in case["identity"]]
    kept = [
        statement
        for statement in _statements(case["resource_policy"])
        if statement["Effect"] == "Deny" or _names_itself(statement, case)
    ]
    case["resource_policy"]["Statement"] = kept or [_nobody()]
    return case


def _denials(policy: Policy) -> Policy:
    denials = [statement for statement in _statements(policy) if statement["Effect"] == "Deny"]
    return {**policy, "Statement": denials or [{**_NOTHING, "Resource": "*"}]}


def _nobody() -> Statement:
    return {**_NOTHING, "Principal": "*", "Resource": "*"}


def _powerless(case: Case) -> Case:
    if case["principal"]["kind"] != "FederatedUser" or case["session"]:
        return case
    return case | {"session": [{"Version": "2012-10-17", "Statement": [{**_NOTHING, "Resource": "*"}]}]}


def _bounded_everybody(case: Case) -> Case:
    """What everybody is granted is granted within the boundary, as it would be by the caller's own policies."""
    if not case["boundary"] or not case["resource_policy"]:
        return case
    case = copy.deepcopy(case)
    moved = []
    for statement in _statements(case["resource_policy"]):
        names = _named(statement)
        if statement["Effect"] == "Allow" and "*" in names and not _asks_for_the_arn(statement):
            moved.append(_of_an_identity(statement))
            statement["Principal"] = {"AWS": [case["context"]["aws:PrincipalAccount"], *(set(names) - {"*"})]}
    if moved:
        case["identity"].append({**case["resource_policy"], "Statement": moved})
    return case


def _of_an_identity(statement: Statement) -> Statement:
    made = {name: value for name, value in statement.items() if name != "Principal"}
    return made if "Resource" in made or "NotResource" in made else made | {"Resource": "*"}


@dataclass(frozen=True)
class Point:
    """One point in which the oracle differs from AWS's documentation."""

    name: str
    """Its table in explained.toml."""
    rewritten: Rewriting


POINTS = (
    Point("language-of-2008", _each_statement(_plain, version="2008-10-17")),
    Point("variable-in-a-name", _each_statement(_fill_names, version="2012-10-17")),
    Point("variable-without-value", _each_statement(_void_values, version="2012-10-17")),
    Point("incomplete-arn", _each_statement(_whole_arns)),
    Point("networks", _each_statement(_networks)),
    Point("seconds-since-1970", _dated),
    Point("not-principal-in-part", _each_statement(_spared_in_part)),
    Point("key-without-values", _valued),
    Point("federated-user-of-the-same-name", _each_statement(_unfederated)),
    Point("federated-user-without-a-session-policy", _powerless),
    Point("granted-to-the-session", _granted_to_the_session),
    Point("everybody-within-the-boundary", _bounded_everybody),
)
