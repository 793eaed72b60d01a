"""Who can be the target of an edge, or its helper: by trust policies, credentials, paths and instance profiles."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from rootward.iam_policy.escalation.choice import REGIONS, in_place, plain
from rootward.iam_policy.escalation.credentials import Credentials
from rootward.iam_policy.escalation.doubt import NONE, Doubt, joined
from rootward.iam_policy.escalation.edge import Condition, Edge
from rootward.iam_policy.escalation.inquiry import Inquiry
from rootward.iam_policy.powers import Holder, Powers
from rootward.model.account import Account
from rootward.model.identity import SERVICE_LINKED, Identities

MOST_VERSIONS = 5
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

_UNCHANGEABLE = (SERVICE_LINKED, "/aws-reserved/")


class Targets:
    """Who can be reached by an edge, whoever goes it. No is None."""

    def __init__(self, account: Account, identities: Identities, powers: Powers, inquiry: Inquiry) -> None:
        self._powers, self._inquiry = powers, inquiry
        self._credentials = Credentials(account)
        self._profiles = {role.arn: role.instance_profiles for role in identities.roles}
        self._versions: dict[str | None, int | None] = {one.arn: one.versions for one in identities.policies}
        self._trusts: dict[tuple[int, str, tuple[str, ...]], Doubt | None] = {}
        self._made: dict[str, tuple[str, ...]] = {}

    def of(self, edge: Edge, holder: Holder, policy: str | None = None) -> Doubt | None:
        """Whether the edge can reach the holder; `policy`: the managed policy that it changes."""
        doubts: list[Doubt] = []
        for condition in edge.conditions:
            doubt = self.meets(condition, holder, policy)
            if doubt is None:
                return None
            doubts.append(doubt)
        if edge.services:
            trusted = self.trusts(holder, edge.services, edge)
            if trusted is None:
                return None
            doubts.append(trusted)
        return joined(doubts)

    def trusts(self, role: Holder, services: tuple[str, ...], edge: Edge) -> Doubt | None:
        """Whether the role's trust policy lets one of the services assume it."""
        best: Doubt | None = None
        for service in self._names_of(services):
            doubt = self._trust(role, service, edge)
            if doubt is not None and (best is None or doubt.certainty < best.certainty):
                best = doubt
        return best

    def _names_of(self, services: tuple[str, ...]) -> Iterator[str]:
        """The service principals: in China EC2 goes by a second one.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
        """
        yield from services
        if self._powers.partition == "aws-cn" and "ec2.amazonaws.com" in services:
            yield "ec2.amazonaws.com.cn"

    def meets(self, condition: Condition, holder: Holder, policy: str | None) -> Doubt | None:
        """Whether the condition holds of the one reached, or changed."""
        match condition:
            case "modifiable-role":
                return None if holder.path.startswith(_UNCHANGEABLE) else NONE
            case "in-instance-profile":
                return NONE if self._profiles.get(holder.arn) else None
            case "fewer-than-five-versions":
                versions = self._versions.get(policy)
                met = None if versions is None else versions < MOST_VERSIONS
                return _told(met, f"how many versions {str(policy).rpartition('/')[2]} has is not known")
            case _:
                return self._has(condition, holder)

    def _has(self, condition: Condition, user: Holder) -> Doubt | None:
        """Whether the user has the credentials, or lacks them."""
        password, mfa = self._credentials.has_password(user.arn), self._credentials.has_mfa(user.arn)
        met, what = {
            "login-profile": (password, f"whether {user.name} has a password"),
            "no-login-profile": (_not(password), f"whether {user.name} has a password"),
            "no-mfa-device": (_not(mfa), f"whether {user.name} has an MFA device"),
            "fewer-than-two-keys": (
                self._credentials.may_have_another_key(user.arn, user.name),
                f"how many access keys {user.name} has",
            ),
        }[condition]
        return _told(met, f"{what} is not known")

    def _trust(self, role: Holder, service: str, edge: Edge) -> Doubt | None:
        if role.trust is None:
            return None
        if edge.id not in self._made:
            self._made[edge.id] = self._sources(edge)
        sources = self._made[edge.id]
        key = (id(role.trust.ready), service, sources)
        if key not in self._trusts:
            self._trusts[key] = self._inquiry.lets_in(role.trust.ready, role.arn, service, sources)
        found = self._trusts[key]
        if found is None or not found.reasons:
            return found
        return replace(found, reasons=tuple(f"the trust policy of {role.name}{reason}" for reason in found.reasons))

    def _sources(self, edge: Edge) -> tuple[str, ...]:
        """ARNs of what the edge makes: the service names it in aws:SourceArn, if it names anything."""
        made = (
            plain(in_place(need.on, partition=self._powers.partition, account=self._powers.account_id, region=region))
            for need in (*edge.needs, *edge.any_of)
            if "{new}" in need.on
            for region in REGIONS
        )
        return tuple(dict.fromkeys(made))


def _not(fact: bool | None) -> bool | None:
    return None if fact is None else not fact


def _told(met: bool | None, otherwise: str) -> Doubt | None:
    """A fact as an answer; `otherwise`: why it is not known."""
    if met is None:
        return Doubt(reasons=(otherwise,))
    return NONE if met else None
