"""Root's use, and who hears it: alarms followed to their end, trails, contacts and the organisation.

`peers`: the words about Prowler are of its version 5.46, from its own code.
"""

from __future__ import annotations

import json
from typing import Any

from rootward.model.account import Account
from rootward.model.monitoring import AlternateContact, NeedlessUse, PrimaryContact, RootActivity
from rootward.model.unknown import Blocked, Unknown
from tests.checks.facts import (
    ACCOUNT,
    NA,
    NO_INFORMATION,
    NOT_SUPPORTED,
    account,
    active_key,
    ago,
    denied,
    key,
    report,
    root_row,
    user_row,
)
from tests.checks.root_use.monitoring import (
    AUDIT_ACCOUNT,
    HOME_BUS,
    LOG_GROUP,
    TOPIC,
    alarm,
    by_alarms,
    by_rules,
    log_alarms,
    metric_filter,
    organization,
    rule,
    rules,
    selector,
    silent,
    topic,
    trail,
)
from tests.conformance.cases import Case

USED = "root-used-recently"
DAILY = "root-used-for-daily-work"
ROOT_ALARM = "root-use-alarm-missing"
IDENTITY_ALARMS = "identity-alarms-missing"
TRAIL = "trail-missing"

NO_RULES = "Prowler knows metric filters only"
TEXT_ONLY = "Prowler passes: it compares the filter's text and asks for any alarm on its metric"


def of_root(**cells: Any) -> Account:
    """A sound account but for root's row of the report."""
    return account(credential_report=report(root_row(**cells)))


def by_log(*uses: NeedlessUse) -> Account:
    """A log of the last year, in which root did these things."""
    activity = RootActivity(since=ago(365), until=ago(0), newest=uses[0].at, needless=uses, needless_count=len(uses))
    return account(root_activity=activity)


def in_both_regions(**fields: Any) -> Account:
    """Rule `root-use` in both regions, each telling the topic, but for `fields`."""
    return by_rules(event_rules=tuple(rules(region, rule(region, **fields)) for region in ("eu-west-1", "us-east-1")))


def cis(filter_fields: dict[str, Any] | None = None, **alarm_fields: Any) -> Account:
    """CIS's metric filter and alarm for root alone, but for these fields."""
    found = log_alarms(metric_filters=(metric_filter(**(filter_fields or {})),), alarms=(alarm(**alarm_fields),))
    return by_alarms(log_alarms=(found,))


USE_CASES = (
    Case(
        name="a root key used today, the console long ago",
        says="the newest of password, key 1 and key 2 decides",
        account=of_root(password_last_used=ago(800), keys=(active_key(900, used=0), key())),
        check=USED,
        expected_status="fail",
        peers="Prowler passes: it looks at the keys only where the password was never used",
    ),
    Case(
        name="root key 2 used more lately than key 1",
        says="both slots are looked at, and the newer use decides",
        account=of_root(password_last_used=NO_INFORMATION, keys=(active_key(900, used=500), active_key(400, used=2))),
        check=USED,
        expected_status="fail",
        peers="Prowler passes: it looks at key 2 only where key 1 was never used",
    ),
    Case(
        name="root password_last_used = N/A, a key used yesterday",
        says="N/A means no use of a password, and says nothing of keys",
        account=of_root(password_enabled=False, password_last_used=NA, keys=(active_key(90, used=1), key())),
        check=USED,
        expected_status="fail",
        peers="Prowler's check breaks off: it takes N/A for a date",
    ),
    Case(
        name="root password_last_used = N/A, no keys",
        says="no password, no keys, no use",
        account=of_root(password_enabled=False, password_last_used=NA),
        check=USED,
        expected_status="pass",
        peers="Prowler's check breaks off: it takes N/A for a date",
    ),
    Case(
        name="root password_last_used = not_supported",
        says="a report that does not say when the password was used does not prove that it was not",
        account=of_root(password_last_used=NOT_SUPPORTED),
        check=USED,
        expected_status="unknown",
        peers="Prowler's check breaks off: it takes not_supported for a date",
    ),
    Case(
        name="root used by an inactive key last week",
        says="that a key is inactive today does not undo what it did a week ago",
        account=of_root(keys=(key(active=False, last_used=ago(7)), key())),
        check=USED,
        expected_status="fail",
    ),
    Case(
        name="root used twelve days ago",
        says="the window is thirty days",
        account=of_root(password_last_used=ago(12)),
        check=USED,
        expected_status="fail",
        peers="Prowler passes: its window is one day",
    ),
    Case(
        name="no root row, and a user named root who is busy",
        says="only the report's own word names root, and a row that is not there proves nothing",
        account=account(credential_report=report(user_row("root", password_last_used=ago(1)))),
        check=USED,
        expected_status="unknown",
        peers="Prowler shows no finding at all",
    ),
    Case(
        name="root's use, the report denied",
        says="what was not read is not known",
        account=account(credential_report=denied("iam:GetCredentialReport")),
        check=USED,
        expected_status="unknown",
    ),
    Case(
        name="root used in an account of last week",
        says="an account is set up by its root",
        account=of_root(created=ago(6), password_last_used=ago(6)),
        check=USED,
        expected_status="not_applicable",
    ),
    Case(
        name="root used, and only for what root is needed for",
        says="CloudTrail covers the window and shows nothing that another identity could have done",
        account=account(
            credential_report=report(root_row(password_last_used=ago(3))),
            root_activity=RootActivity(since=ago(60), newest=ago(3), all_required=True, sign_ins=((ago(3), ago(3)),)),
        ),
        check=USED,
        expected_status="pass",
    ),
    Case(
        name="root used, and a log that shows nothing of it",
        says="a log that does not tell of a use that the credential report shows is not whole, and excuses nothing",
        account=account(
            credential_report=report(root_row(password_last_used=ago(3))),
            root_activity=RootActivity(since=ago(60), until=ago(0), all_required=True),
        ),
        check=USED,
        expected_status="fail",
    ),
    Case(
        name="root used for what it takes, and a day of the log missing",
        says="nobody knows what was done on a day without a log",
        account=account(
            credential_report=report(root_row(password_last_used=ago(3))),
            root_activity=RootActivity(since=ago(60), newest=ago(3), all_required=True, missing_days=1),
        ),
        check=USED,
        expected_status="fail",
    ),
    Case(
        name="root made a bucket",
        says="a role could have done it, and s3:CreateBucket would have been enough",
        account=by_log(NeedlessUse(at=ago(3), event_id="1", name="CreateBucket", source="s3.amazonaws.com")),
        check=DAILY,
        expected_status="fail",
        peers="Prowler does not read logs",
    ),
    Case(
        name="root made a bucket last summer",
        says="the window is thirty days",
        account=by_log(NeedlessUse(at=ago(200), event_id="1", name="CreateBucket", source="s3.amazonaws.com")),
        check=DAILY,
        expected_status="pass",
    ),
    Case(
        name="root's work in a log that begins last week",
        says="a log that does not cover the window proves nothing",
        account=account(root_activity=RootActivity(since=ago(7), until=ago(0), all_required=True)),
        check=DAILY,
        expected_status="unknown",
    ),
    Case(
        name="root's work without a log",
        says="what was not read is not known",
        account=account(),
        check=DAILY,
        expected_status="unknown",
    ),
)

RULE_CASES = (
    Case(
        name="root heard by event rules that forward to one region",
        says="each region's rule forwards to the home region's bus, where a rule tells a confirmed topic",
        account=by_rules(),
        check=ROOT_ALARM,
        expected_status="pass",
        peers="Prowler fails: it knows metric filters only",
    ),
    Case(
        name="root heard in us-east-1 only",
        says="API calls come up in the region where they are made",
        account=by_rules(event_rules=(rules("eu-west-1"), rules("us-east-1", rule("us-east-1")))),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=NO_RULES,
    ),
    Case(
        name="root heard but when it only reads",
        says="a rule in plain state ENABLED never gets read-only API calls",
        account=in_both_regions(state="ENABLED"),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=NO_RULES,
    ),
    Case(
        name="a rule for root's sign-ins alone",
        says="a stolen root key signs in nowhere",
        account=in_both_regions(
            pattern=json.dumps({"source": ["aws.signin"], "detail": {"userIdentity": {"type": ["Root"]}}})
        ),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=NO_RULES,
    ),
    Case(
        name="event rules for root, and no trail",
        says="EventBridge gets CloudTrail's events only where a trail is logging",
        account=by_rules(trails=()),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=NO_RULES,
    ),
    Case(
        name="a topic that nobody confirmed",
        says="an unconfirmed subscription is told nothing",
        account=by_rules(topics=(topic(confirmed=(False,)),)),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=NO_RULES,
    ),
    Case(
        name="a rule that sends to a Lambda function",
        says="who reads what a function does with it cannot be seen",
        account=by_rules(
            event_rules=(
                rules("eu-west-1", rule("eu-west-1", HOME_BUS)),
                rules("us-east-1", rule("us-east-1", f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:to-slack")),
            )
        ),
        check=ROOT_ALARM,
        expected_status="unknown",
    ),
    Case(
        name="event rules that send to the audit account",
        says="monitoring that another account holds is not missing, and not proved",
        account=by_rules(
            event_rules=tuple(
                rules(region, rule(region, f"arn:aws:events:{region}:{AUDIT_ACCOUNT}:event-bus/default"))
                for region in ("eu-west-1", "us-east-1")
            )
        ),
        check=ROOT_ALARM,
        expected_status="unknown",
    ),
    Case(
        name="a rule chain over three buses",
        says="EventBridge does not pass a forwarded event on to a third bus",
        account=by_rules(
            regions=("eu-west-1", "eu-west-2", "us-east-1"),
            event_rules=(
                rules("eu-west-1", rule("eu-west-1", HOME_BUS.replace("us-east-1", "eu-west-2"))),
                rules("eu-west-2", rule("eu-west-2", HOME_BUS)),
                rules("us-east-1", rule("us-east-1")),
            ),
        ),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=NO_RULES,
    ),
    Case(
        name="root's alarm with a region denied by an SCP",
        says="where nobody can work there is nothing to hear",
        account=by_rules(event_rules=(rules("eu-west-1", rules=Blocked()), rules("us-east-1", rule("us-east-1")))),
        check=ROOT_ALARM,
        expected_status="pass",
    ),
    Case(
        name="root's alarm with one region's rules denied",
        says="the region that was not read could be the gap",
        account=by_rules(
            event_rules=(rules("eu-west-1", rules=denied("events:ListRules")), rules("us-east-1", rule("us-east-1")))
        ),
        check=ROOT_ALARM,
        expected_status="unknown",
    ),
    Case(
        name="an event pattern with an operator of the future",
        says="a pattern that cannot be read could be the one that catches root",
        account=in_both_regions(pattern='{"detail": {"userIdentity": {"type": [{"sounds-like": "Root"}]}}}'),
        check=ROOT_ALARM,
        expected_status="unknown",
    ),
    Case(
        name="root's alarm in China",
        says="there are no root credentials to hear",
        account=silent(partition="aws-cn", regions=("cn-north-1",)),
        check=ROOT_ALARM,
        expected_status="not_applicable",
    ),
)

ALARM_CASES = (
    Case(
        name="root heard by CIS's metric filter",
        says="trail, log group, filter, alarm, topic and confirmed subscription are all there",
        account=by_alarms(),
        check=ROOT_ALARM,
        expected_status="pass",
    ),
    Case(
        name="CIS's metric filter in another order and wording",
        says="the pattern is judged by the events that it catches",
        account=cis({"pattern": "{($.eventType!=AwsServiceEvent)&&($.userIdentity.type=Root)}"}),
        check=ROOT_ALARM,
        expected_status="pass",
        peers="Prowler fails: it asks for the three conditions in CIS's order",
    ),
    Case(
        name="CIS's metric filter made narrower",
        says="a pattern that holds CIS's text and one condition more misses API calls",
        account=cis({"pattern": metric_filter().pattern.replace(" }", ' && $.eventName = "ConsoleLogin" }')}),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=TEXT_ONLY,
    ),
    Case(
        name="an alarm whose topic nobody confirmed",
        says="an unconfirmed subscription is told nothing",
        account=by_alarms(topics=(topic(confirmed=(False,)),)),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=TEXT_ONLY,
    ),
    Case(
        name="an alarm without actions",
        says="it turns red and tells nobody",
        account=cis(alarm_actions=()),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=TEXT_ONLY,
    ),
    Case(
        name="an alarm with its actions switched off",
        says="it turns red and tells nobody",
        account=cis(actions_enabled=False),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=TEXT_ONLY,
    ),
    Case(
        name="an alarm that waits for a hundred uses of root",
        says="one use must be enough",
        account=cis(threshold=100.0),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=TEXT_ONLY,
    ),
    Case(
        name="CIS's metric filter on a trail that stopped",
        says="a log group that gets no events counts none",
        account=by_alarms(trails=(trail(log_group=LOG_GROUP, logging=False),)),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=TEXT_ONLY,
    ),
    Case(
        name="CIS's metric filter on a trail of one region",
        says="other regions' calls never reach its log group",
        account=by_alarms(trails=(trail(log_group=LOG_GROUP, multi_region=False, home_region="us-east-1"),)),
        check=ROOT_ALARM,
        expected_status="fail",
        peers=TEXT_ONLY,
    ),
    Case(
        name="an organisation trail whose log group the audit account holds",
        says="monitoring that another account holds is not missing, and not proved",
        account=silent(
            trails=(trail(log_group=LOG_GROUP.replace(ACCOUNT, AUDIT_ACCOUNT), organization=True),),
            organization=organization(AUDIT_ACCOUNT),
        ),
        check=ROOT_ALARM,
        expected_status="unknown",
    ),
    Case(
        name="root's alarm with the topics denied",
        says="whether somebody confirmed is the last link, and was not read",
        account=by_alarms(topics=denied("sns:ListSubscriptionsByTopic")),
        check=ROOT_ALARM,
        expected_status="unknown",
    ),
    Case(
        name="all five kinds of identity events heard",
        says="CIS's filters and alarms reach a confirmed recipient",
        account=by_alarms(organization=organization()),
        check=IDENTITY_ALARMS,
        expected_status="pass",
    ),
    Case(
        name="IAM policy changes heard but one of sixteen",
        says="attaching a policy to a role is how most escalations end",
        account=by_alarms(
            log_alarms=(
                log_alarms(
                    metric_filters=tuple(
                        metric_filter(name, pattern=metric_filter(name).pattern.replace("AttachRolePolicy", "Nothing"))
                        for name in ("sign-in-without-mfa", "failed-sign-in", "iam-policy-change", "cloudtrail-change")
                    )
                ),
            )
        ),
        check=IDENTITY_ALARMS,
        expected_status="fail",
    ),
    Case(
        name="a rule for IAM policy changes in the wrong region",
        says="IAM's events come up in us-east-1 alone",
        account=by_rules(
            event_rules=(
                rules("eu-west-1", rule("eu-west-1", TOPIC, pattern='{"source": ["aws.iam"]}')),
                rules("us-east-1"),
            )
        ),
        check=IDENTITY_ALARMS,
        expected_status="fail",
        peers=NO_RULES,
    ),
)

TRAIL_CASES = (
    Case(
        name="a whole trail",
        says="multi-region, logging, all management events, validated",
        account=account(trails=(trail(),)),
        check=TRAIL,
        expected_status="pass",
    ),
    Case(
        name="an organisation's trail",
        says="it records the member's events as well",
        account=account(trails=(trail(organization=True),), organization=organization(AUDIT_ACCOUNT)),
        check=TRAIL,
        expected_status="pass",
    ),
    Case(
        name="two trails, each with a half",
        says="one logs all regions, the other validates its files, none does both",
        account=account(trails=(trail("wide", validates_files=False), trail("local", multi_region=False))),
        check=TRAIL,
        expected_status="fail",
    ),
    Case(
        name="a trail that records only what changes things",
        says="whoever looks around is not seen",
        account=account(trails=(trail(selectors=(selector(read_write="WriteOnly"),)),)),
        check=TRAIL,
        expected_status="fail",
    ),
    Case(
        name="a trail that cannot deliver",
        says="logging is on, and no log file has arrived",
        account=account(trails=(trail(latest_delivery_error="AccessDenied"),)),
        check=TRAIL,
        expected_status="fail",
        peers="Prowler passes: it does not look at delivery errors",
    ),
    Case(
        name="a trail whose status was denied",
        says="all else is well, and whether it is logging is not known",
        account=account(trails=(trail(logging=denied("cloudtrail:GetTrailStatus")),)),
        check=TRAIL,
        expected_status="unknown",
    ),
    Case(
        name="no trail",
        says="the event history is no trail",
        account=account(trails=()),
        check=TRAIL,
        expected_status="fail",
    ),
)

CONTACT_CASES = (
    Case(
        name="no security contact",
        says="the alternate contact is absent, and GetAlternateContact says so",
        account=account(security_contact=None),
        check="security-contact-missing",
        expected_status="fail",
        peers="Prowler leaves it to a person (MANUAL)",
    ),
    Case(
        name="a security contact",
        says="the alternate contact has an e-mail address",
        account=account(security_contact=AlternateContact(has_email=True)),
        check="security-contact-missing",
        expected_status="pass",
        peers="Prowler leaves it to a person (MANUAL)",
    ),
    Case(
        name="contact details without a phone number",
        says="AWS could not call, nor a locked-out owner be called",
        account=account(
            primary_contact=PrimaryContact(filled=("FullName", "AddressLine1", "City", "PostalCode", "CountryCode"))
        ),
        check="contact-details-missing",
        expected_status="fail",
        peers="Prowler leaves it to a person (MANUAL)",
    ),
)

ORGANIZATION_CASES = (
    Case(
        name="central root management in the management account, off",
        says="ListOrganizationsFeatures answers without RootCredentialsManagement",
        account=account(organization=organization(), organization_features=("RootSessions",)),
        check="central-root-off",
        expected_status="fail",
    ),
    Case(
        name="central root management seen from a member",
        says="a member is not shown it; the management account is named",
        account=account(
            organization=organization(AUDIT_ACCOUNT),
            organization_features=Unknown("not_observable", None, "shown to the management account only"),
        ),
        check="central-root-off",
        expected_status="unknown",
        peers="Prowler shows no finding at all",
    ),
    Case(
        name="central root management in the management account, denied",
        says="whether it is on was not read",
        account=account(organization=organization(), organization_features=denied("iam:ListOrganizationsFeatures")),
        check="central-root-off",
        expected_status="unknown",
        peers="Prowler fails: a denied read leaves it the list of features empty",
    ),
    Case(
        name="central root management of a standalone account",
        says="there are no members",
        account=account(organization=None),
        check="central-root-off",
        expected_status="not_applicable",
    ),
    Case(
        name="central root management on, members not looked at",
        says="on never means gone: nothing is said of members' credentials without a look",
        account=account(organization=organization(), organization_features=("RootCredentialsManagement",)),
        check="member-root-credentials-present",
        expected_status="unknown",
    ),
    Case(
        name="SCPs seen from a member",
        says="a member account is not shown the policies that bind it",
        account=account(organization=organization(AUDIT_ACCOUNT)),
        check="root-not-denied-by-scp",
        expected_status="unknown",
    ),
    Case(
        name="central root management, the organisation denied",
        says="whether the account belongs to an organisation was not read",
        account=account(organization=Unknown("denied", "organizations:DescribeOrganization")),
        check="central-root-off",
        expected_status="unknown",
    ),
)

CASES = (*USE_CASES, *RULE_CASES, *ALARM_CASES, *TRAIL_CASES, *CONTACT_CASES, *ORGANIZATION_CASES)
