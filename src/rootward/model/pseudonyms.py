"""Stand-ins for names, numbers and ids: the same one for the same thing, and nothing of the thing in it.

They are counted in the order in which things are met, so equal facts give equal stand-ins, and no list of likely
names can undo them. What carries a meaning for a check is kept: AWS's own ARNs and names, types of resources,
regions, wildcards, separators, the public issuers of tokens. A name's parts get stand-ins of their own, so that
`app-*` still takes in `app-one`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

Key = TypeVar("Key")

_PART = re.compile(r"[^\W_]+")
_ARN = re.compile(r"arn:[a-z*?-]+:[^\s\"'\\,;()\[\]{}<>]*(?:\$\{[^}]*\}[^\s\"'\\,;()\[\]{}<>]*)*")
_ARN_PARTS = 6
_ACCOUNT = re.compile(r"(?<![\w.])\d{12}(?!\w)")
_ORGANIZATION = re.compile(r"\bo-[a-z0-9]{10,32}\b")
_UNIQUE_ID = re.compile(r"\b(?:AROA|AIDA|AGPA|ANPA|AKIA|ASIA|ACCA|APKA)[A-Z0-9]{12,124}\b")
_TYPE = re.compile(r"(?P<type>[a-z][a-z-]*)(?P<mark>[/:])")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_SERVICE = re.compile(r"[a-z0-9*?.-]+\.amazonaws\.com(?:\.cn)?")

_PLATFORM = re.compile(
    r"AWSReservedSSO_|AWSServiceRoleFor\w*|aws-controltower-|AWSControlTowerExecution$|OrganizationAccountAccessRole$"
    r"|stacksets-exec-|cdk-|aws-guardrails-|ses-smtp-user|BedrockAPIKey-|AWSCloudTrail|default$"
)
"""Beginnings of names that AWS or a platform gives: checks know things by them."""

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
        prefix = unique_id[:4] if unique_id[:4] not in {"AKIA", "ASIA"} else "KEY"
        return prefix + _nth(self._ids, unique_id, "REDACTED{:09d}".format)

    def name(self, name: str) -> str:
        """A name of the customer's: part by part, but for the beginning by which a platform's things are known."""
        known = _PLATFORM.match(name)
        kept = known.group() if known else ""
        return kept + self.words(name[len(kept) :])

    def words(self, text: str, keep: frozenset[str] = frozenset()) -> str:
        """Every run of letters and digits but those in `keep`; variables of policies stay as well."""
        done: list[str] = []
        end = 0
        for variable in _VARIABLE.finditer(text):
            done += [self._in_words(text[end : variable.start()], keep), variable.group()]
            end = variable.end()
        return "".join([*done, self._in_words(text[end:], keep)])

    def path(self, path: str) -> str:
        """An IAM path."""
        return path if path.startswith(_PLATFORM_PATHS) else self.words(path)

    def arn(self, arn: str) -> str:
        """An ARN, wildcards and variables included; any other text by its words."""
        parts = arn.split(":", _ARN_PARTS - 1)
        if len(parts) != _ARN_PARTS or parts[0] != "arn":
            return self.value(arn)
        _, _, service, _, account, resource = parts
        if account == "aws":
            return arn
        parts[4] = self.number(account) if re.fullmatch(r"\d{12}", account) else account
        parts[5] = self._iam_resource(resource) if service in {"iam", "sts"} else self._resource(service, resource)
        return ":".join(parts)

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
        if re.fullmatch(r"\d{12}", text):
            return self.number(text)
        if _UNIQUE_ID.fullmatch(text):
            return self.unique_id(text)
        organization = _ORGANIZATION.match(text)
        if organization is not None:
            return self.organization(organization.group()) + self.words(text[organization.end() :], keep)
        return self.words(text, keep)

    def scrub(self, text: str, names: frozenset[str] = frozenset()) -> str:
        """A sentence or a pattern whose words must stay: only ARNs, numbers, ids and the names given are replaced."""
        text = _ARN.sub(lambda found: self.arn(found.group()), text)
        text = _ACCOUNT.sub(lambda found: self.number(found.group()), text)
        text = _ORGANIZATION.sub(lambda found: self.organization(found.group()), text)
        text = _UNIQUE_ID.sub(lambda found: self.unique_id(found.group()), text)
        return _NAME.sub(lambda found: self.name(found.group()) if found.group() in names else found.group(), text)

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


_NAME = re.compile(r"[\w+=,.@-]+")


def _nth(known: dict[str, str], thing: str, form: Callable[[int], str]) -> str:
    if thing not in known:
        known[thing] = form(len(known) + 1)
    return known[thing]
