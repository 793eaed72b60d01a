"""Stand-ins for names, numbers and ids: the same one for the same thing, and nothing of the thing in it.

They are counted in the order in which things are met, so equal facts give equal stand-ins, and no list of likely
names can undo them. What carries a meaning for a check is kept: AWS's own ARNs and names, types of resources,
regions, wildcards, separators, the public issuers of tokens. A name's parts get stand-ins of their own, so that
`app-*` still takes in `app-one`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from rootward.model.key_id import LONG_LIVED, TEMPORARY

Key = TypeVar("Key")

_PART = re.compile(r"[^\W_]+")
_ARN = re.compile(r"arn:[a-z*?-]+:[^\s\"'\\,;()\[\]{}<>]*(?:\$\{[^}]*\}[^\s\"'\\,;()\[\]{}<>]*)*")
_ARN_OR_WORD = re.compile(rf"(?P<arn>{_ARN.pattern})|[\w+=,.@-]+")
_ARN_PARTS = 6
_TWELVE_DIGITS = re.compile(r"\d{12}")
_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
_UNIQUE_ID = re.compile(r"(?:AROA|AIDA|AGPA|ANPA|AKIA|ASIA|ACCA|APKA)[A-Z0-9]{12,124}")
_NUMBER_OR_ID = re.compile(
    rf"(?<![\w.])(?:(?P<account>\d{{12}})|(?P<organization>{_ORGANIZATION.pattern})|{_UNIQUE_ID.pattern})(?!\w)"
)
_TYPE = re.compile(r"(?P<type>[a-z][a-z-]*)(?P<mark>[/:])")
_VARIABLE = re.compile(r"\$\{(?P<key>[^},]*)(?:(?P<comma>,\s*')(?P<default>[^}]*)(?P<end>'\s*))?\}")
_OWN_KEY = re.compile(r"(?P<issuer>[^:]+\.[^:]+):(?P<claim>[^:]+)$")
_PLAIN = frozenset({"true", "false"})
_SERVICE = re.compile(r"[a-z0-9*?.-]+\.amazonaws\.com(?:\.cn)?")

_PLATFORM = re.compile(
    r"AWSReservedSSO_|AWSServiceRoleFor\w*|aws-controltower-|AWSControlTowerExecution$|OrganizationAccountAccessRole$"
    r"|stacksets-exec-|cdk-|aws-guardrails-|ses-smtp-user|BedrockAPIKey-|AWSCloudTrail|default$|administrators$"
)
"""Beginnings of names that AWS, a platform or rootward's bootstrap gives: checks know things by them."""

_OF_THE_CDK = frozenset({"cfn", "exec", "role"})
"""What `cdk-hnb659fds-cfn-exec-role-123456789012-eu-west-1` is known by, beside its beginning."""

_PLATFORM_PATHS = ("/aws-service-role/", "/aws-reserved/", "/service-role/")
_WITHOUT_TYPE = frozenset({"s3", "sns", "sqs"})
"""Services whose resources stand in the ARN by name alone."""

_PUBLIC_ISSUER = re.compile(
    r"(?:.+\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws|amazon\.com|audit-log\.githubusercontent\.com|gitlab\.com|google\.com"
    r"|actions\.githubusercontent\.com|facebook\.com|windows\.net|buildkite\.com|codefresh\.io|datachain\.ai|pulumi\.com"
    r"|openshiftapps\.com|sandboxes\.cloud|scalr\.io|shisho\.dev|terraform\.io|upbound\.io|vercel\.com|circleci\.com"
    r"|bitbucket\.org|dev\.azure\.com)"
)
"""Issuers that many customers share, or a cloud's own: which one it is decides what a trust policy must say."""


class Pseudonyms:
    """The stand-ins of one account."""

    def __init__(self) -> None:
        self._parts: dict[str, str] = {}
        self._numbers: dict[str, str] = {}
        self._organizations: dict[str, str] = {}
        self._ids: dict[str, str] = {}

    def number(self, account: str) -> str:
        """An account number's, which is one again."""
        return _nth(self._numbers, account, "{:012d}".format)

    def organization(self, number: str) -> str:
        """The id of an organisation."""
        return _nth(self._organizations, number, "o-{:010d}".format)

    def unique_id(self, unique_id: str) -> str:
        """An id that IAM gave, as `AROA…` or an access key's. It keeps its kind, and is no key's shape."""
        prefix = unique_id[:4] if unique_id[:4] not in {LONG_LIVED, TEMPORARY} else "KEY"
        return prefix + _nth(self._ids, unique_id, "REDACTED{:09d}".format)

    def name(self, name: str) -> str:
        """A name of the customer's: part by part, but for the beginning by which a platform's things are known."""
        known = _PLATFORM.match(name)
        kept = known.group() if known else ""
        return kept + self.words(name[len(kept) :], _OF_THE_CDK if kept == "cdk-" else frozenset())

    def words(self, text: str, keep: frozenset[str] = frozenset()) -> str:
        """Every run of letters and digits but those in `keep`; variables of policies keep AWS's keys."""
        done: list[str] = []
        end = 0
        for variable in _VARIABLE.finditer(text):
            done += [self._in_words(text[end : variable.start()], keep), self._variable(variable)]
            end = variable.end()
        return "".join([*done, self._in_words(text[end:], keep)])

    def condition_key(self, key: str) -> str:
        """A condition key. Those of an issuer begin with it; those of tags end with a name of the customer's."""
        if (own := _OWN_KEY.fullmatch(key)) is not None:
            return f"{self.issuer(own['issuer'])}:{own['claim']}"
        start, slash, tag = key.partition("/")
        return f"{start}/{self.tag_key(tag)}" if slash else key

    def tag_key(self, key: str) -> str:
        """The key of a tag. Conditions name it in any case, and so its case is lost."""
        return self.words(key.lower())

    def tag_value(self, value: str) -> str:
        """The value of a tag, or a pattern of it. Numbers are hidden too: here they are no limits but somebody's."""
        return value if value.lower() in _PLAIN else self.value(value)

    def path(self, path: str) -> str:
        """An IAM path."""
        return path if path.startswith(_PLATFORM_PATHS) else self.words(path)

    def arn(self, arn: str) -> str:
        """An ARN, wildcards and variables included; any other text by its words."""
        if not arn.startswith("arn:"):
            return self.value(arn)
        start, service, region, account, resource = _parts(arn)
        if account == ":aws":
            return arn
        number = account[1:]
        hidden = f":{self.number(number)}" if _TWELVE_DIGITS.fullmatch(number) else account
        named = self._iam_resource if service in {":iam", ":sts"} else partial(self._resource, service[1:])
        return start + service + region + hidden + (f":{named(resource[1:])}" if resource else "")

    def issuer(self, issuer: str) -> str:
        """The issuer of tokens as provider ARNs name it. Of an EKS cluster's, the cluster is hidden."""
        host, slash, path = issuer.partition("/")
        if not _PUBLIC_ISSUER.fullmatch(host.lower()):
            start = "gitlab." if host.lower().startswith("gitlab.") else ""
            return start + self.words(issuer[len(start) :])
        return host + slash + (self.words(path, frozenset({"id"})) if host.startswith("oidc.eks") else path)

    def value(self, text: str, keep: frozenset[str] = frozenset()) -> str:
        """A free value: ARNs, account numbers and ids in it, else its words. Names of AWS services stay."""
        if _SERVICE.fullmatch(text):
            return text
        if _ARN.fullmatch(text):
            return self.arn(text)
        if _TWELVE_DIGITS.fullmatch(text):
            return self.number(text)
        if _UNIQUE_ID.fullmatch(text):
            return self.unique_id(text)
        head, slash, rest = text.partition("/")  # o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*
        if head in self._organizations or _ORGANIZATION.fullmatch(head):
            return self.organization(head) + slash + self.words(rest, keep)
        return self.words(text, keep)

    def scrub(self, text: str, names: frozenset[str] = frozenset()) -> str:
        """A sentence or a pattern whose words must stay: only ARNs, numbers, ids and the names given are replaced."""
        return _ARN_OR_WORD.sub(lambda found: self._scrubbed(found, names), text)

    def _scrubbed(self, found: re.Match[str], names: frozenset[str]) -> str:
        text = found.group()
        if found["arn"]:
            return self.arn(text)
        return self.name(text) if text in names else _NUMBER_OR_ID.sub(self._number_or_id, text)

    def _number_or_id(self, found: re.Match[str]) -> str:
        text = found.group()
        if found["account"]:
            return self.number(text)
        return self.organization(text) if found["organization"] else self.unique_id(text)

    def _variable(self, found: re.Match[str]) -> str:
        key, default = self.condition_key(found["key"]), found["default"]
        return f"${{{key}}}" if default is None else f"${{{key}{found['comma']}{self.value(default)}{found['end']}}}"

    def _in_words(self, text: str, keep: frozenset[str]) -> str:
        return _PART.sub(lambda part: part.group() if part.group().lower() in keep else self._part(part.group()), text)

    def _part(self, part: str) -> str:
        return _nth(self._parts, part, "n{:05d}".format)

    def _iam_resource(self, resource: str) -> str:
        if resource in {"root", "*"}:
            return resource
        kind, slash, rest = resource.partition("/")
        if not slash:
            return self.words(resource)
        if kind == "oidc-provider":
            return f"{kind}/{self.issuer(rest)}"
        path, _, name = f"/{rest}".rpartition("/")
        if f"{path}/".startswith("/aws-service-role/"):
            return resource
        return f"{kind}{self.path(f'{path}/')}{self.name(name)}"

    def _resource(self, service: str, resource: str) -> str:
        found = None if service in _WITHOUT_TYPE else _TYPE.match(resource)
        kept = found.group() if found else ""
        return kept + self.name(resource[len(kept) :])


def _parts(arn: str) -> tuple[str, str, str, str, str]:
    """`arn:aws`, then service, region, account and resource, each with its colon. A pattern may stop short."""
    partition, *rest = arn.removeprefix("arn:").split(":", _ARN_PARTS - 2)
    service, region, account, resource = (*(f":{part}" for part in rest), "", "", "", "")[:4]
    return f"arn:{partition}", service, region, account, resource


def _nth(known: dict[str, str], thing: str, form: Callable[[int], str]) -> str:
    if thing not in known:
        known[thing] = form(len(known) + 1)
    return known[thing]
