"""Who may send mail over SMTP by an access key, whose use AWS then does not record.

An SMTP password of Amazon SES is made of the secret key of any IAM user who may `ses:SendRawEmail`: the console makes a
user for it, and others are made by hand, under any name.
https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
"""

from __future__ import annotations

from rootward.checks.authority import authority
from rootward.checks.power import unread_policies
from rootward.iam_policy.policy import Unread
from rootward.iam_policy.powers import Held
from rootward.iam_policy.wildcard import matches_action
from rootward.model.account import Account
from rootward.model.unknown import Unknown

_SENDING = "ses:SendRawEmail"


def sends_mail(account: Account, arn: str) -> bool | Unknown:
    """Whether a policy of the user, or of its groups, allows it to send raw mail and names SES for that.

    Broader grants, as `*` of administrators or the `NotAction` of AWS's PowerUserAccess, are not meant for mail: they
    would spare everybody. What a condition, a denial or a boundary takes back is left aside: to leave a key alone hurts
    less than to stop the mail. Unknown: none that was read does, and another was not read.
    """
    power = authority(account)
    if isinstance(power, Unknown):
        return power
    holder = power.before_scps.powers.by_arn.get(arn)
    if holder is None:
        return Unknown("failed", detail=f"{arn} is not among the account's users")
    if any(_names_sending(held) for held in holder.held):
        return True
    if all(not isinstance(held.ready, Unread) for held in holder.held):
        return False
    return unread_policies(account, (holder,))[0]


def _names_sending(held: Held) -> bool:
    if isinstance(held.ready, Unread):
        return False
    return any(
        pattern.lower().startswith("ses:")
        for rule in held.ready.about(_SENDING)
        if rule.statement.effect == "Allow"
        for pattern in rule.statement.actions or ()
        if matches_action(pattern, _SENDING)
    )
