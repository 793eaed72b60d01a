"""An account in which every name is one that an attacker chose, and every check has something to say of it."""

from __future__ import annotations

from datetime import datetime

from rootward.model.account import Account
from rootward.model.credential import DelegationRequest, IdentityProvider, ServerCertificate, ServiceCredential
from rootward.model.monitoring import (
    Alarm,
    Analyzer,
    EventRule,
    EventSelector,
    MetricFilter,
    RegionalAlarms,
    RegionalAnalyzers,
    RegionalRules,
    RuleTarget,
    Subscription,
    Topic,
    Trail,
)
from rootward.model.service_access import GrantedService, ServiceAccess
from rootward.model.unknown import Unknown
from tests.checks.facts import (
    ACCOUNT,
    NOW,
    account,
    active_key,
    ago,
    allow,
    arn,
    group,
    identities,
    inline,
    leak_place,
    leaked_key,
    machine_key,
    managed,
    policy,
    report,
    role,
    root_row,
    summary,
    trust,
    user,
    user_row,
    virtual_device,
)

NAMES = {
    "terminal markup": "[bold red]a[/bold red] :skull:",
    "html": "<img src=x onerror=alert(1)>",
    "markdown": "a](http://evil.example) **b** `c` @everyone #1 | x",
    "link": "https://evil.example/",
    "formula": "=HYPERLINK(1)",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1)",
    "tab formula": "\t=1",
    "return formula": "\r=1",
    "newline": "a\n| b |\n# c\n- d",
    "return": "a\rb",
    "escape": "\x1b]0;owned\x07\x1b[2J\x1b[31m",
    "c1": "\x9b31m\x90\x9d",
    "null and delete": "a\x00b\x7f",
    "bidirectional": "\u202etxt.exe\u2066\u2069\u061c\u200f",
    "separators": "a\u2028b\u2029c",
    "invisible": "a\u200bb\ufeff\U000e0041",
    "quotes": "'\"; rm -rf ~; $(id) `id` \\",
    "option": "--all",
    "json": '"},{"check":"x"',
    "braces": "{name} {resource} {0} %s",
}
"""What names try, by what it is."""


def hostile_account(name: str, *, at: datetime = NOW) -> Account:
    """An account whose every resource is called `name`, in which much is wrong and some reads failed."""
    topic = f"arn:aws:sns:us-east-1:{ACCOUNT}:{name}"
    log_group = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{name}"
    anything = policy(allow("*"), allow("sts:AssumeRole"))
    return account(
        taken_at=at,
        alias=name,
        caller=arn("user", name),
        endpoint=f"http://{name}.example/",
        identities=identities(
            users=(user(name, inline_policies=(inline(name, anything),), attached_policies=(arn("policy", name),)),),
            groups=(group(name, inline_policies=(inline(name, anything),)),),
            roles=(role(name, trust_policy=trust({"AWS": "*"})), role(f"{name}2", trust_policy=name)),
            policies=(managed(name, anything), managed(f"{name}3", name)),
        ),
        credential_report=report(
            root_row(mfa_active=False, keys=(active_key(700), active_key(700)), password_last_used=ago(1)),
            user_row(
                name, password_enabled=True, password_last_used=ago(400), keys=(active_key(700), active_key(700, 600))
            ),
        ),
        summary=summary(mfa_enabled=False, access_keys_present=True),
        password_policy=None,
        virtual_mfa_devices=(virtual_device(None, serial=arn("mfa", name)),),
        server_certificates=(ServerCertificate(name=name, arn=arn("server-certificate", name), expires=ago(3)),),
        oidc_providers=(IdentityProvider(arn=arn("oidc-provider", name), kind="oidc"),),
        service_credentials=(
            ServiceCredential(id=name, user=name, service=name, status="Active", created=ago(700), expires=None),
        ),
        machine_keys=(
            machine_key(id=name, path=name, profile=name, readable_by="others"),
            Unknown("failed", None, name),
        ),
        leaked_keys=(
            leaked_key(
                name,
                leak={"id": name, "places": (leak_place(root=name, path=name, commit=name, fingerprint=name),)},
                service=name,
                region=name,
                last_used=at,
            ),
            leaked_key(name, leak={"id": f"{name}2", "with_secret": False}),
            leaked_key(name, leak={"id": f"{name}3"}, state=Unknown("failed", "iam:GetAccessKeyLastUsed", name)),
        ),
        delegation_requests=(DelegationRequest(id=name, arn=name, state="PENDING_APPROVAL", requestor=name),),
        analyzers=(
            RegionalAnalyzers(region="eu-west-1", analyzers=(Analyzer(name=name, arn=name, kind=name, status=name),)),
            RegionalAnalyzers(region="us-east-1", analyzers=Unknown("failed", None, name)),
        ),
        trails=(
            Trail(
                name=name,
                arn=f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/{name}",
                home_region="us-east-1",
                multi_region=True,
                logging=Unknown("denied", "cloudtrail:GetTrailStatus", name),
                selectors=(EventSelector(management_events=True),),
                log_group=log_group,
                latest_delivery_error=name,
            ),
        ),
        event_rules=(
            RegionalRules(
                region="us-east-1",
                rules=(
                    EventRule(
                        name=name,
                        arn=f"arn:aws:events:us-east-1:{ACCOUNT}:rule/{name}",
                        region="us-east-1",
                        state="ENABLED",
                        pattern=name,
                        targets=(RuleTarget(id=name, arn=topic),),
                    ),
                ),
            ),
            RegionalRules(region="eu-west-1", rules=Unknown("denied", "events:ListRules", name)),
        ),
        log_alarms=(
            RegionalAlarms(
                region="us-east-1",
                metric_filters=(
                    MetricFilter(
                        name=name,
                        log_group=log_group,
                        region="us-east-1",
                        pattern='{ $.userIdentity.type = "Root" }',
                        metrics=((name, name),),
                    ),
                ),
                alarms=(
                    Alarm(
                        name=name,
                        arn=f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{name}",
                        region="us-east-1",
                        namespace=name,
                        metric=name,
                        actions_enabled=True,
                        alarm_actions=(topic,),
                    ),
                ),
            ),
        ),
        topics=(Topic(arn=topic, subscriptions=(Subscription(protocol="email", confirmed=False),)),),
        service_access=(
            ServiceAccess(
                arn=arn("user", name),
                services=(GrantedService(namespace=name, name=name), GrantedService(namespace="s3", last_attempt=at)),
            ),
            ServiceAccess(arn=arn("role", name), services=Unknown("failed", "iam:GetServiceLastAccessedDetails", name)),
        ),
        security_contact=Unknown("denied", "account:GetAlternateContact", name),
        primary_contact=Unknown("failed", "account:GetContactInformation", name),
    )
