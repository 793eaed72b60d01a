"""The account's own settings: alias, live summary, password policy, enabled regions."""

from __future__ import annotations

from rootward.aws.call import MARKER, Call
from rootward.aws.failure import UnreadError, failed
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Reading
from rootward.model.account import Account
from rootward.model.credential import AccountSummary, PasswordPolicy

LIST_ALIASES = Call("iam", "ListAccountAliases")
GET_SUMMARY = Call("iam", "GetAccountSummary")
GET_PASSWORD_POLICY = Call("iam", "GetAccountPasswordPolicy")
DESCRIBE_REGIONS = Call("ec2", "DescribeRegions")


def read_alias(reading: Reading, _account: Account | None = None) -> str | None:
    """The account's alias; an account has one at most.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html
    """
    for page in reading.pages(LIST_ALIASES, MARKER):
        for alias in page.get("AccountAliases") or ():
            return str(alias)
    return None


def read_summary(reading: Reading, _account: Account) -> AccountSummary:
    """The live numbers of root. A key that AWS did not send is None, not 0.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
    """
    summary = reading.read(GET_SUMMARY)["SummaryMap"]

    def present(key: str) -> bool | None:
        return bool(summary[key]) if key in summary else None

    return AccountSummary(
        mfa_enabled=present("AccountMFAEnabled"),
        access_keys_present=present("AccountAccessKeysPresent"),
        password_present=present("AccountPasswordPresent"),
        signing_certificates_present=present("AccountSigningCertificatesPresent"),
    )


def read_password_policy(reading: Reading, _account: Account | None = None) -> PasswordPolicy | None:
    """The password policy; None where the account has none.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountPasswordPolicy.html
    """
    try:
        policy = reading.read(GET_PASSWORD_POLICY)["PasswordPolicy"]
    except UnreadError as error:
        if error.code == "NoSuchEntity":
            return None
        raise
    return PasswordPolicy(
        minimum_length=policy.get("MinimumPasswordLength", 6),
        require_symbols=policy.get("RequireSymbols", False),
        require_numbers=policy.get("RequireNumbers", False),
        require_uppercase=policy.get("RequireUppercaseCharacters", False),
        require_lowercase=policy.get("RequireLowercaseCharacters", False),
        allow_users_to_change=policy.get("AllowUsersToChangePassword", False),
        # AWS leaves both numbers out, or sends 0, where nothing expires and nothing is remembered.
        max_age_days=policy.get("MaxPasswordAge") or None,
        reuse_prevention=policy.get("PasswordReusePrevention") or None,
        hard_expiry=policy.get("HardExpiry") or False,
    )


def read_regions(reading: Reading, _account: Account | None = None) -> tuple[str, ...]:
    """The regions that are enabled for the account, sorted.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html (without AllRegions)
    """
    regions = reading.read(DESCRIBE_REGIONS).get("Regions")
    if not regions:  # some are always enabled, and of none it would be true that nothing is wrong in any
        raise failed(DESCRIBE_REGIONS, "AWS listed no enabled region")
    return tuple(sorted(str(region["RegionName"]) for region in regions))


READERS = (
    Reader(fact="alias", calls=(LIST_ALIASES,), ask=read_alias),
    Reader(fact="summary", calls=(GET_SUMMARY,), ask=read_summary),
    Reader(fact="password_policy", calls=(GET_PASSWORD_POLICY,), ask=read_password_policy),
    Reader(fact="regions", calls=(DESCRIBE_REGIONS,), ask=read_regions),
)
