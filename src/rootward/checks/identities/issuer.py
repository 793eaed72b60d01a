"""OpenID Connect issuers: which are shared by many customers, what tells their tenants apart, and whom they sign in.

The shared ones and their claims are AWS's own list, which IAM demands of every trust policy written since 2025:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
"""

from __future__ import annotations

import re

import msgspec

from rootward.checks.identities.condition import beginning, has_wildcard, holds_to, is_literal
from rootward.iam_policy.document import Statement


class Issuer(msgspec.Struct, frozen=True):
    """An issuer, and the claim by which a trust policy must say whose tokens it means."""

    name: str
    claim: str
    tenants: tuple[str, ...] = ()
    """The beginnings of the claim after which the tenant stands: behind it, wildcards do no harm."""
    templated: bool = False
    """Whether each tenant chooses what the claim is made of: then a value that names no tenant can be anybody's."""


_GITHUB = Issuer(
    "GitHub Actions",
    "sub",
    (
        "repo:",
        "repository:",
        "repository_id:",
        "repository_owner:",
        "repository_owner_id:",
        "enterprise:",
        "enterprise_id:",
    ),
    templated=True,
)
_GITLAB = Issuer("GitLab", "sub", ("project_path:", "project_id:", "namespace_path:", "namespace_id:"))
_TURBONOMIC = Issuer("IBM Turbonomic", "sub")

SHARED: dict[str, Issuer] = {
    "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d": Issuer("Azure Sentinel", "sts:RoleSessionName"),
    "agent.buildkite.com": Issuer("Buildkite", "sub", ("organization:", "organization_id:")),
    "oidc.codefresh.io": Issuer("Codefresh", "sub", ("account:",)),
    "studio.datachain.ai/api": Issuer("DVC Studio", "sub"),
    "token.actions.githubusercontent.com": _GITHUB,
    "vstoken.actions.githubusercontent.com": _GITHUB,
    "oidc-configuration.audit-log.githubusercontent.com": Issuer(
        "GitHub audit log streaming", "sub", ("https://github.com/",)
    ),
    "gitlab.com": _GITLAB,
    "rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7": _TURBONOMIC,
    "rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr": _TURBONOMIC,
    "rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg": _TURBONOMIC,
    "rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26": _TURBONOMIC,
    "oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb": _TURBONOMIC,
    "oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu": _TURBONOMIC,
    "api.pulumi.com/oidc": Issuer("Pulumi Cloud", "aud"),
    "sandboxes.cloud": Issuer("sandboxes.cloud", "aud"),
    "scalr.io": Issuer("Scalr", "sub", ("account:",)),
    "tokens.cloud.shisho.dev": Issuer("Shisho Cloud", "sub"),
    "app.terraform.io": Issuer("HCP Terraform", "sub", ("organization:", "organization_id:")),
    "proidc.upbound.io": Issuer("Upbound", "sub", ("mcp:",)),
    "oidc.vercel.com": Issuer("Vercel", "aud", ("https://vercel.com/",)),
}

PUBLIC: dict[str, tuple[str, ...]] = {
    "accounts.google.com": ("aud", "sub"),
    "graph.facebook.com": ("app_id", "id"),
    "www.amazon.com": ("app_id", "user_id"),
}
"""Issuers that anybody can get a token of, with the claims that name an application or a person.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

_GITHUB_IDS = ("repository_id", "repository_owner_id", "enterprise_id")
"""GitHub's claims, other than `sub`, that STS has understood since January 2026 and that name a tenant for good.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
"""

_EKS_HOST = re.compile(r"oidc\.eks(-fips)?\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)")
_WORKLOAD_HOSTS = re.compile(
    r"""(token|vstoken)\.actions\.githubusercontent\.com   # an enterprise's own issuer, too
      | gitlab\..+                                         # self-managed GitLab
      | oidc\.circleci\.com        # https://circleci.com/docs/openid-connect-tokens/
      | api\.bitbucket\.org        # https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/
      | vstoken\.dev\.azure\.com   # Azure Pipelines
      | oidc\.vercel\.com          # a team's own issuer, too
      | oidc\.op1\.openshiftapps\.com
      | (.+\.)?s3[.-].*amazonaws\.com(\.cn)?   # a bucket holds keys, and signs nobody in: self-managed Kubernetes
      | cognito-idp\..+            # a user pool: the customers of an application
    """,
    re.VERBOSE,
)


def normalized(issuer: str) -> str:
    """An issuer as provider ARNs and condition keys name it: without scheme and closing slash, in lower case."""
    return issuer.lower().removeprefix("https://").rstrip("/")


def issuer_of(provider: str) -> str | None:
    """The issuer in the ARN of an OIDC provider; None where the ARN is of something else.

    The ARN is `arn:aws:iam::123456789012:oidc-provider/` and the issuer's URL without its scheme.
    """
    _, marker, issuer = provider.partition(":oidc-provider/")
    return normalized(issuer) if marker else None


def signs_in_programs(issuer: str) -> bool:
    """Whether its tokens go to programs (pipelines, pods, an application's customers), not to the account's people."""
    host = issuer.split("/", 1)[0]
    return issuer in SHARED or bool(_EKS_HOST.fullmatch(host) or _WORKLOAD_HOSTS.fullmatch(host))


def strangers(statement: Statement, issuer: str) -> str | None:
    """Whom else than the one meant the statement lets in by the issuer's tokens, in words; None for nobody.

    An issuer that belongs to one customer alone (an identity provider of the account's own) needs no claim.
    """
    host = issuer.split("/", 1)[0]
    if host.startswith("cognito-identity"):
        return _strangers_of_cognito(statement)
    if _EKS_HOST.fullmatch(host):
        named = holds_to(statement, f"{issuer}:sub", _names_service_account)
        return None if named else "any pod of an EKS cluster (no sub that names a service account)"
    if issuer in PUBLIC:
        closed = any(holds_to(statement, f"{issuer}:{claim}", is_literal) for claim in PUBLIC[issuer])
        return None if closed else f"any user of {issuer} (no {PUBLIC[issuer][0]})"
    known = SHARED.get(issuer) or _of_host(host)
    if known is None or _names_tenant(statement, issuer, known):
        return None
    return f"any tenant of {known.name} (no {known.claim} that names one)"


def _of_host(host: str) -> Issuer | None:
    """GitHub's issuer of one enterprise, and self-managed GitLab: one customer's, and still anyone's within."""
    if host == "token.actions.githubusercontent.com":
        return _GITHUB
    return _GITLAB if host.startswith("gitlab.") else None


def _names_tenant(statement: Statement, issuer: str, known: Issuer) -> bool:
    key = known.claim if ":" in known.claim else f"{issuer}:{known.claim}"
    if holds_to(statement, key, lambda value: _pins(known, value)):
        return True
    if known is not _GITHUB:
        return False
    return any(holds_to(statement, f"{issuer}:{claim}", is_literal) for claim in _GITHUB_IDS) or holds_to(
        statement, f"{issuer}:repository", lambda value: _whole_part(value, "")
    )


def _pins(known: Issuer, value: str) -> bool:
    """Whether a value can come from one tenant only: `repo:acme/*` can, `repo:acme*` and `repo:*` cannot."""
    if any(_whole_part(value, tenant) for tenant in known.tenants):
        return True
    return is_literal(value) and not known.templated


def _whole_part(value: str, start: str) -> bool:
    """Whether a whole part, ended by a separator and free of wildcards, follows `start`.

    The separator may be the `@` before a name's number, as in `repo:acme@4711/app@815:ref:refs/heads/main`.
    """
    if not value.startswith(start) or not value.removeprefix(start):
        return False
    known = beginning(value).removeprefix(start)
    return not has_wildcard(value) or re.match(r"[^:/@]+[:/@]", known) is not None


def _names_service_account(value: str) -> bool:
    """Whether a subject of Kubernetes says anything beyond `system:serviceaccount:*:*`.

    https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
    """
    return bool(set(re.split(r"[:*?]+", value.strip())) - {"", "system", "serviceaccount"})


def _strangers_of_cognito(statement: Statement) -> str | None:
    """Cognito's identity pools share one issuer in each partition: the pool is `aud`, and guests are told by `amr`.

    https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools-security-best-practices.html
    """
    missing = [claim for claim in ("aud", "amr") if not _cognito_holds_to(statement, claim)]
    whom = "the users of any Cognito identity pool" if "aud" in missing else "a Cognito identity pool's guests as well"
    return f"{whom} (no {' and no '.join(missing)})" if missing else None


def _cognito_holds_to(statement: Statement, claim: str) -> bool:
    """The keys of the other partitions have their own endings, as `cognito-identity.amazonaws.com.cn:aud`."""
    keys = {key for tests in statement.conditions.values() for key in tests if key.lower().startswith("cognito-ident")}
    return any(key.lower().endswith(f":{claim}") and holds_to(statement, key, is_literal) for key in keys)
