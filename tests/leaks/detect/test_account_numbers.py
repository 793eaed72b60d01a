"""Where a number of an account stands under its name."""

from __future__ import annotations

import pytest

from rootward.leaks.detect import detect
from rootward.leaks.rules import Rules

NUMBER, DASHED = "287139315271", "2871-3931-5271"


def seen(text):
    return detect(text.encode(), Rules(account_numbers=True))


def test_it_is_the_number_and_not_the_name():
    (one,) = seen(f"account: {DASHED},")
    assert (one.start, one.end, one.value.reveal(), one.account) == (9, 23, NUMBER, NUMBER)
    assert one.reason == "under the name of an account's number"


def test_it_stands_within_reach():
    assert len(seen(f"account{' ' * 40}{NUMBER}")) == 1
    assert len(seen(f"account{' ' * 40}{DASHED}")) == 1
    assert seen(f"account {'-' * 12}{' ' * 60}{NUMBER}") == ()


def test_one_that_is_none_does_not_hide_another():
    assert len(seen(f"account x 2871393152711, account {NUMBER}")) == 1
    assert len(seen(f"account = x, order = {NUMBER}, account = {NUMBER}")) == 1
    assert len(seen(f"account = 123456789012, account = {NUMBER}")) == 1


def test_a_word_between_them_gives_it_to_something_else():
    assert seen(f"account{'x' * 41}: {NUMBER}") == ()
    assert len(seen(f"ACCOUNT ID: {NUMBER}")) == 1


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ("arn:aws:iam::{}:role/x", "in an ARN"),
        ("arn:aws-us-gov:s3:us-gov-east-1:{}:accesspoint/x", "in an ARN"),
        ("x=arn%3Aaws%3Aiam%3A%3A{}%3Aroot", "in an ARN"),
        ("{}.dkr.ecr.us-east-1.amazonaws.com/image", "in an address of AWS's"),
        ("https://{}.signin.aws.amazon.com/console", "in an address of AWS's"),
        ("https://sqs.us-east-1.amazonaws.com/{}/queue", "in an address of AWS's"),
        ("cdk bootstrap aws://{}/us-east-1", "in an address of AWS's"),
        ('"OwnerId": "{}"', "under the name of an account's number"),
        ("owner_id = {}", "under the name of an account's number"),
    ],
)
def test_it_stands_in_arns_and_addresses(form, reason):
    (one,) = seen(form.format(NUMBER))
    assert (one.value.reveal(), one.account, one.reason) == (NUMBER, NUMBER, reason)
    assert form.format(NUMBER)[one.start : one.end] == NUMBER
    assert seen(form.format("111122223333")) == seen(form.format("000011112222")) == ()
    assert seen(form.format(NUMBER + "1")) == seen(form.format(NUMBER[1:])) == ()
    assert detect(form.format(NUMBER).encode(), Rules()) == ()


def test_a_bucket_or_a_policy_of_awss_own_tells_no_account():
    assert seen(f"arn:aws:s3:::{NUMBER}-bucket") == ()
    assert seen("arn:aws:iam::aws:policy/ReadOnlyAccess") == ()
    assert seen(f"x{NUMBER}.dkr.ecr.us-east-1.amazonaws.com") == ()
    assert seen(f"home owner: {NUMBER[:4]} {NUMBER}") == ()
