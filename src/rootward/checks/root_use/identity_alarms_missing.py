"""Nobody hears it when the guards of identity change.

## What it checks
Five kinds of events, each followed to a confirmed recipient as `root-use-alarm-missing` follows root's, with one
verdict a kind:

- **sign-ins without MFA** and **failed sign-ins** of IAM users, in every enabled region: a sign-in through a regional
  endpoint is recorded there. For failed sign-ins an alarm may wait for several;
- **IAM policy changes**: all sixteen calls that CIS names, which come up in us-east-1 (us-gov-west-1, cn-north-1);
- **CloudTrail changes**: the five calls that CIS names, in every enabled region: a trail is changed where it was made;
- **Organizations changes**: the eighteen calls that CIS names. They come up in the organisation's management account,
  so for a member and for an account outside an organisation the question does not arise.

Patterns are tried on sample events, not compared with a text. People who sign in through federation are not seen:
their second factor is their identity provider's. Security Hub's CloudWatch controls know metric filters only, and the
exact text of their patterns.

## Why it matters
These are the moves of somebody who got in: try passwords, widen a policy, stop the trail. Each is a single event, and
no use to anybody who reads it a month later.

## How to fix it
With a multi-region trail that delivers to a log group: a metric filter for each kind, an alarm on its metric (Sum, at
least 1, in one period of five minutes), and an action that tells a topic with a confirmed subscription.

    { $.eventName = "ConsoleLogin" && $.additionalEventData.MFAUsed != "Yes" && $.userIdentity.type = "IAMUser" && $.responseElements.ConsoleLogin = "Success" }
    { $.eventName = "ConsoleLogin" && $.errorMessage = "Failed authentication" }
    { $.eventName = "CreateTrail" || $.eventName = "UpdateTrail" || $.eventName = "DeleteTrail" || $.eventName = "StartLogging" || $.eventName = "StopLogging" }

IAM policy changes: `$.eventSource = "iam.amazonaws.com"` and the names DeleteGroupPolicy, DeleteRolePolicy,
DeleteUserPolicy, PutGroupPolicy, PutRolePolicy, PutUserPolicy, CreatePolicy, DeletePolicy, CreatePolicyVersion,
DeletePolicyVersion, AttachRolePolicy, DetachRolePolicy, AttachUserPolicy, DetachUserPolicy, AttachGroupPolicy,
DetachGroupPolicy. Organizations changes: `$.eventSource = "organizations.amazonaws.com"`.

Event rules with the same events do as well.

## How rootward fixes it
`rootward plan` shows an event rule `rootward-identity-changes` in each region in which one of these kinds is not heard,
with the kinds that are not: IAM policy changes come up in the home region alone, changes in the organisation in its
management account. The rest is as in `root-use-alarm-missing`: the home region's rule tells a topic,
`rootward-identity-alerts`, and the address of `email` under `[alarms]`, the other regions forward to it, existing rules
of other names stay as they are, and whoever reads the mail has to confirm the subscription to this topic once, besides
that to root's.

A failed sign-in is a mail of its own, and anybody can cause it without a password. SNS suspends a mail subscription
that would get more than ten mails in a second: it waits for a confirmation then, and is deleted 48 hours later. A flood
of failed sign-ins so mutes this topic, and with it the changes of policies, trails and organisation, until somebody
confirms the subscription again; the check fails until then. Root's alarm has a topic of its own, which no failed
sign-in reaches. Where that is too little, subscribe a queue or a web address to the topic as well: AWS lets those have
far more messages.

`rootward undo` takes the rules away again, and the role and the topic if the same run made them. It refuses where a
rule or an alarm that stays points to topic or role.

## References
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudwatch-alarms-for-cloudtrail.html>
- <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html>
- <https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html>
- CIS AWS Foundations Benchmark: 3.0 and 5.0 4.2 4.4 4.5 4.6 4.15 · 7.0 5.2 5.4 5.5 5.6 5.15; Security Hub CloudWatch.3
  to CloudWatch.6 (Organizations changes have none)
"""  # noqa: E501 - a pattern that people copy stands on one line

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.root_use import alert_remedy
from rootward.checks.root_use.alert_kind import (
    CLOUDTRAIL_CHANGE,
    FAILED_SIGN_IN,
    IAM_POLICY_CHANGE,
    ORGANIZATION_CHANGE,
    SIGN_IN_WITHOUT_MFA,
    Kind,
)
from rootward.checks.root_use.alert_rule import IDENTITY_RULE
from rootward.checks.root_use.audience import FACTS, audience
from rootward.checks.verdict import Verdict, joined, not_applicable, speaking_for, unknown
from rootward.model.account import Account
from rootward.model.baseline import Baseline
from rootward.model.unknown import Unknown


def _controls(control: str, cloudwatch: str) -> dict[str, tuple[str, ...]]:
    """The kind's control in CIS 3.0 and 5.0 (4.x), 7.0 (5.x, the same x) and Security Hub, which may have none."""
    cis = {"cis-3.0": (f"4.{control}",), "cis-5.0": (f"4.{control}",), "cis-7.0": (f"5.{control}",)}
    return {**cis, "security-hub": (cloudwatch,)} if cloudwatch else {**cis}


_CONTROLS = {
    SIGN_IN_WITHOUT_MFA: _controls("2", "CloudWatch.3"),
    FAILED_SIGN_IN: _controls("6", "CloudWatch.6"),
    IAM_POLICY_CHANGE: _controls("4", "CloudWatch.4"),
    CLOUDTRAIL_CHANGE: _controls("5", "CloudWatch.5"),
    ORGANIZATION_CHANGE: _controls("15", ""),
}


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict a kind of event, each for the account."""
    for kind, controls in _CONTROLS.items():
        found = _organizations(account) if kind is ORGANIZATION_CHANGE else _heard(account, kind)
        yield speaking_for(found, controls)


def _heard(account: Account, kind: Kind) -> Verdict:
    return audience(account, kind.subject, kind.sample, at_once=kind.at_once)


def _organizations(account: Account) -> Verdict:
    organization = account.organization
    if isinstance(organization, Unknown):
        message = f"cannot tell whether {ORGANIZATION_CHANGE.subject} is heard: the organisation was not read"
        return unknown(account.resource, organization, message=message)
    if organization is None:
        return not_applicable(account.resource, "the account belongs to no organisation")
    if not account.is_management:
        where = organization.management_account
        return not_applicable(account.resource, f"changes in the organisation come up in management account {where}")
    return _heard(account, ORGANIZATION_CHANGE)


CHECK = Check(
    id="identity-alarms-missing",
    practice="root_use",
    severity="medium",
    title="Nobody hears it when the guards of identity change",
    holds="sign-ins without MFA, failed sign-ins and changes of policies, trails and organisation reach a recipient",
    why="whoever got in tries passwords, widens a policy and stops the trail: one event each, of use while it is fresh",
    next_step="CloudWatch console → Log groups → the trail's group → Metric filters → Create, then its alarm",
    facts=(*FACTS, "organization"),
    controls=joined(_CONTROLS.values()),
    judge=judge,
    fix="automatic",
    remedy=alert_remedy.remedy(IDENTITY_RULE),
)
