r"""Nobody hears it when root is used.

## What it checks
Whether every use of root reaches a confirmed recipient: console sign-ins (recorded in us-east-1), API calls from each
enabled region, and among them those that only read. Both ways of hearing are followed to their end:

- **Event rule → topic → confirmed subscription.** The rule stands on the default event bus of the region, or forwards
  to another event bus of this account where a rule catches it. A role by which it forwards must be there, EventBridge
  must be able to take it, and it must be allowed to put events on that bus. The rule's state must be
  `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`: with plain `ENABLED`, read-only API calls never reach it. And a trail
  must record the events: without one, EventBridge has none of CloudTrail's.
- **Trail → log group → metric filter → alarm → topic → confirmed subscription**, the way the CIS benchmark describes.
  One event must be enough to set off the alarm.

Patterns are not compared with a text. They are tried on sample events (root signing in, reading and changing things,
with a console session and with a key, in each region), so that any wording that catches them all is good.

The verdict names what is not heard and the first broken link. Monitoring that lies in another account, and targets
behind which nobody can be seen from here (a Lambda function, a queue, a chat integration), are unknown, never a pass.
A region that a service control policy blocks is no gap. The China regions have no root credentials.

A rule that sends to another region without a role is unknown: AWS does not say whether that arrives. Failed sign-ins
as root are no use of root; `identity-alarms-missing` asks about those.

Not looked at: whether a topic's access policy and key let the message in, whether service control policies keep a role
from forwarding, a subscription's filter policy, and whether the message is read. Security Hub's CloudWatch.1 knows the
second way only, and the exact text of its pattern.

## Why it matters
A root that sleeps is only as good as the alarm that wakes somebody. Whoever steals root's credentials often looks
around first, with calls that change nothing, in a region that nobody uses.

## How to fix it
In every enabled region, a rule on the default event bus that forwards to the bus of one home region (there: to a topic
that the security team confirmed):

    aws events put-rule --name root-use --state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS \
      --event-pattern '{"detail":{"userIdentity":{"type":["Root"]}}}'
    aws events put-targets --rule root-use --targets Id=topic,Arn=TOPIC_ARN

Or, with a multi-region trail that delivers to a log group, a metric filter, and an alarm on its metric (Sum, at least
1, in one period of five minutes) that tells the topic:

    { $.userIdentity.type = "Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent" }

## How rootward fixes it
`rootward plan` shows an event rule `rootward-root-use` for each region in which root is not heard, and no rule for the
others: monitoring that works stays the only one. It catches what root does, reads included, and leaves out what AWS
does for itself, failed sign-ins, and the sessions that a management account opens by `sts:AssumeRoot`. In the home
region (us-east-1, in GovCloud us-gov-west-1) it tells a topic, `rootward-alerts`, to which the address of `email` under
`[alarms]` is subscribed; every other region forwards to the home region's event bus by a role,
`rootward-event-forwarding`, that may do nothing else. Existing rules of other names are left alone; one of this name is
set right if it is weaker, and a topic or a role of rootward's that somebody deleted is made again.

`rootward apply` makes all that, and then waits for whoever reads the mail of AWS: until they confirm the subscription,
the check fails. Without a trail no rule hears anything: `trail-missing` is closed by the same plan. With `iac = true`
nothing is changed, and the plan says what to declare.

SNS suspends a mail subscription that would get more than ten mails in a second: it waits for a confirmation then, and
is deleted 48 hours later. So this topic is root's alone, with a confirmation of its own, and whoever floods the account
with failed sign-ins, which takes no password, cannot mute it. Whoever acts as root can, and an audit by rootward with
root's credentials may: the first mails are sent, and after them nobody hears root until somebody confirms the
subscription again. The check fails until then. Where that is too little, subscribe a queue or a web address to the
topic as well: AWS lets those have far more messages.

Nothing of it costs anything while root sleeps. Each event is a mail: AWS charges 2 US dollars for 100,000 mails (the
first 1,000 a month are free) and 1 US dollar for a million events that go from region to region.

`rootward undo` takes the rules, the role and the topic away again. It refuses where others subscribed to the topic
meanwhile, or where a rule or an alarm that stays points to topic or role: undo the later run first.

## References
- <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html>
- <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html>
- <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html>
- <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html>
- <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html>
- <https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html>
- <https://aws.amazon.com/eventbridge/pricing/>
- <https://aws.amazon.com/sns/pricing/>
- <https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-1>
- CIS AWS Foundations Benchmark: 3.0 4.3 · 5.0 4.3 · 7.0 5.3; Security Hub CloudWatch.1
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.checks.check import Check
from rootward.checks.root_use import alert_remedy, audience
from rootward.checks.root_use.alert_kind import ROOT_USE
from rootward.checks.root_use.alert_rule import ROOT_USE_RULE
from rootward.checks.verdict import Verdict, not_applicable
from rootward.model.account import Account
from rootward.model.baseline import Baseline


def judge(account: Account, _baseline: Baseline) -> Iterator[Verdict]:
    """One verdict, for the account."""
    if account.partition == "aws-cn":
        yield not_applicable(account.resource, "root has no credentials in the China regions")
    else:
        yield audience.audience(account, ROOT_USE.subject, ROOT_USE.sample, at_once=ROOT_USE.at_once)


CHECK = Check(
    id="root-use-alarm-missing",
    practice="root_use",
    severity="high",
    title="Nobody hears it when root is used",
    holds="root use reaches a confirmed recipient from every enabled region",
    why="stolen root credentials do their work unheard, most quietly in a region that nobody uses",
    next_step="rootward explain root-use-alarm-missing",
    facts=audience.FACTS,
    controls={"cis-3.0": ("4.3",), "cis-5.0": ("4.3",), "cis-7.0": ("5.3",), "security-hub": ("CloudWatch.1",)},
    judge=judge,
    fix="automatic",
    remedy=alert_remedy.remedy(ROOT_USE_RULE),
)
