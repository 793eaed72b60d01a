"""How the checks of this practice mend the password policy: each its own part, and none makes any rule weaker.

AWS knows no partial update: a call sets back what it leaves out. So a change is the whole policy before and after, and
planning makes one write of all that the checks propose, field by field.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html

Where there is no policy, each check proposes the same: the whole policy of the baseline. A policy of one rule alone
would be weaker than AWS's default, which it replaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from rootward.checks.passwords.rules import AWS_DEFAULT
from rootward.checks.remedy import Proposal, Proposed, Refused, Remedy
from rootward.model.account import Account
from rootward.model.baseline import Baseline, CharacterClass
from rootward.model.change import PasswordPolicyChange
from rootward.model.credential import PasswordPolicy
from rootward.model.finding import Finding
from rootward.model.unknown import Unknown

Mend = Callable[[PasswordPolicy, Baseline], PasswordPolicy | Refused]
"""The account's policy with one check's part of it mended; or what stands against that."""

_CLASSES_OF_AWS = 3
"""Without a policy AWS asks for three of the four classes, whichever they are.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
"""

_USUAL: tuple[CharacterClass, ...] = ("uppercase", "lowercase", "numbers")
"""Those that fill up where the baseline names fewer."""


def mending(mend: Mend) -> Remedy:
    """The remedy of a check that mends its part of the password policy so."""

    def propose(_finding: Finding, account: Account, baseline: Baseline) -> Iterator[Proposed]:
        """One write, or what stands against it."""
        policy = account.password_policy
        if isinstance(policy, Unknown):
            yield Refused(f"the password policy was not read: {policy.detail or policy.reason}", lacks_facts=True)
            return
        after = of_baseline(baseline) if policy is None else mend(policy, baseline)
        if isinstance(after, Refused):
            yield after
        else:
            yield Proposal(batches=((PasswordPolicyChange(account=account.id, before=policy, after=after),),))

    return Remedy(propose=propose, operations=("UpdateAccountPasswordPolicy",))


def of_baseline(baseline: Baseline) -> PasswordPolicy:
    """The whole policy that the baseline asks for, and where it asks for less than AWS's default, that."""
    asked = dict.fromkeys(baseline.required_classes)
    classes = tuple(dict.fromkeys((*asked, *_USUAL)))[: max(_CLASSES_OF_AWS, len(asked))]
    return msgspec.structs.replace(
        requiring(AWS_DEFAULT, classes),
        minimum_length=max(AWS_DEFAULT.minimum_length, baseline.min_length),
        allow_users_to_change=True,
        max_age_days=baseline.max_password_age_days or None,
        reuse_prevention=baseline.reuse_prevention or None,
    )


def requiring(policy: PasswordPolicy, classes: tuple[CharacterClass, ...]) -> PasswordPolicy:
    """The policy, which asks for these character classes too."""
    return msgspec.structs.replace(policy, **{f"require_{name}": True for name in classes})


def nothing_more(policy: PasswordPolicy, _baseline: Baseline) -> PasswordPolicy:
    """The policy as it is: that there is one is all that is asked."""
    return policy
