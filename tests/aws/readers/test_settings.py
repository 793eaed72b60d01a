from __future__ import annotations

import pytest

from rootward.aws.readers import READERS
from rootward.model.credential import AccountSummary, PasswordPolicy
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, pages, xml


def read(aws, fact, **facts):
    with aws.reading() as reading:
        return READERS[fact].read(reading, account(**facts))


def test_an_account_may_have_an_alias(aws):
    aws.answers["ListAccountAliases"] = pages("ListAccountAliases", "AccountAliases", "acme")

    assert read(aws, "alias") == "acme"


def test_an_account_may_have_none(aws):
    aws.answers["ListAccountAliases"] = xml("ListAccountAliases", "<AccountAliases/><IsTruncated>false</IsTruncated>")

    assert read(aws, "alias") is None


def summary(**values):
    entries = "".join(f"<entry><key>{key}</key><value>{value}</value></entry>" for key, value in values.items())
    return xml("GetAccountSummary", f"<SummaryMap>{entries}</SummaryMap>")


def test_the_summary_tells_of_root(aws):
    aws.answers["GetAccountSummary"] = summary(
        AccountMFAEnabled=1,
        AccountAccessKeysPresent=0,
        AccountPasswordPresent=1,
        AccountSigningCertificatesPresent=0,
        Users=12,
        MFADevices=5,
        MFADevicesInUse=4,
        UsersQuota=5000,
    )

    assert read(aws, "summary") == AccountSummary(
        mfa_enabled=True,
        access_keys_present=False,
        password_present=True,
        signing_certificates_present=False,
    )


def test_what_the_summary_does_not_hold_is_not_a_no(aws):
    aws.answers["GetAccountSummary"] = summary(AccountMFAEnabled=0)

    assert read(aws, "summary") == AccountSummary(mfa_enabled=False)


def test_a_password_policy_is_read(aws):
    aws.answers["GetAccountPasswordPolicy"] = xml(
        "GetAccountPasswordPolicy",
        "<PasswordPolicy><MinimumPasswordLength>14</MinimumPasswordLength><RequireSymbols>true</RequireSymbols>"
        "<RequireNumbers>true</RequireNumbers><RequireUppercaseCharacters>false</RequireUppercaseCharacters>"
        "<RequireLowercaseCharacters>true</RequireLowercaseCharacters>"
        "<AllowUsersToChangePassword>true</AllowUsersToChangePassword><ExpirePasswords>true</ExpirePasswords>"
        "<MaxPasswordAge>90</MaxPasswordAge><PasswordReusePrevention>24</PasswordReusePrevention>"
        "<HardExpiry>false</HardExpiry></PasswordPolicy>",
    )

    assert read(aws, "password_policy") == PasswordPolicy(
        minimum_length=14,
        require_symbols=True,
        require_numbers=True,
        require_uppercase=False,
        require_lowercase=True,
        allow_users_to_change=True,
        max_age_days=90,
        reuse_prevention=24,
    )


def test_passwords_that_do_not_expire_have_no_age(aws):
    aws.answers["GetAccountPasswordPolicy"] = xml(
        "GetAccountPasswordPolicy",
        "<PasswordPolicy><MinimumPasswordLength>8</MinimumPasswordLength><ExpirePasswords>false</ExpirePasswords>"
        "<MaxPasswordAge>0</MaxPasswordAge></PasswordPolicy>",
    )

    assert read(aws, "password_policy") == PasswordPolicy(minimum_length=8)


def test_an_account_may_have_no_password_policy(aws):
    aws.answers["GetAccountPasswordPolicy"] = error("NoSuchEntity", "The Password Policy cannot be found.", 404)

    assert read(aws, "password_policy") is None


def test_a_denied_password_policy_is_not_none(aws):
    aws.answers["GetAccountPasswordPolicy"] = error("AccessDenied", "no", 403)

    assert read(aws, "password_policy") == Unknown("denied", "iam:GetAccountPasswordPolicy", "AccessDenied: no")


def test_the_enabled_regions_come_sorted(aws):
    regions = "".join(f"<item><regionName>{name}</regionName></item>" for name in ("us-east-1", "eu-west-1"))
    aws.answers["DescribeRegions"] = (
        200,
        "text/xml",
        f"<DescribeRegionsResponse><regionInfo>{regions}</regionInfo></DescribeRegionsResponse>",
    )

    assert read(aws, "regions") == ("eu-west-1", "us-east-1")
    assert "AllRegions" not in aws.asked("DescribeRegions")[0]


def test_no_region_at_all_is_no_answer(aws):
    aws.answers["DescribeRegions"] = (
        200,
        "text/xml",
        "<DescribeRegionsResponse><regionInfo/></DescribeRegionsResponse>",
    )

    assert read(aws, "regions") == Unknown("failed", "ec2:DescribeRegions", "AWS listed no enabled region")


def test_ec2s_own_form_of_a_denial_is_one(aws):
    aws.answers["DescribeRegions"] = (
        403,
        "text/xml",
        "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>",
    )

    fact = read(aws, "regions")

    assert isinstance(fact, Unknown)
    assert (fact.reason, fact.action) == ("denied", "ec2:DescribeRegions")


@pytest.mark.parametrize("fact", ["summary", "password_policy"])
def test_an_answer_that_lacks_what_aws_always_sends_is_failed(aws, fact):
    operation = READERS[fact].calls[0].operation
    aws.answers[operation] = xml(operation, "")

    answer = read(aws, fact)

    assert isinstance(answer, Unknown)
    assert answer.reason == "failed"
    assert answer.detail == "the answer could not be read: it is not what AWS would send"
