"""Each fact as the AWS CLI tells it, in plain values. Code of its own: it shares no reader with rootward."""

from __future__ import annotations

import base64
import csv
import io
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from aws_cli import Cli, CliError

Plain = Any
"""None, booleans, numbers, texts, and lists and dictionaries of them."""

View = Callable[[Cli], Plain]


def alias(cli: Cli) -> Plain:
    """The alias, or None."""
    return next(iter(cli("iam", "list-account-aliases")["AccountAliases"]), None)


def summary(cli: Cli) -> Plain:
    """Three of root's numbers."""
    found = cli("iam", "get-account-summary")["SummaryMap"]
    keys = ("AccountMFAEnabled", "AccountAccessKeysPresent", "AccountPasswordPresent")
    return [bool(found[key]) if key in found else None for key in keys]


def password_policy(cli: Cli) -> Plain:
    """Length, age, memory, and what is required."""
    try:
        found = cli("iam", "get-account-password-policy")["PasswordPolicy"]
    except CliError as error:
        if error.code == "NoSuchEntity":
            return None
        raise
    required = [
        found[f"Require{kind}"] for kind in ("Symbols", "Numbers", "UppercaseCharacters", "LowercaseCharacters")
    ]
    memory = found.get("PasswordReusePrevention") or None
    return [found["MinimumPasswordLength"], found.get("MaxPasswordAge") or None, memory, required]


def identities(cli: Cli) -> Plain:
    """Everybody by ARN, with groups, policies and documents; and the policies that somebody holds or is bounded by."""
    kinds = ("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy")
    found = cli("iam", "get-account-authorization-details", "--filter", *kinds)
    told: dict[str, Plain] = {}
    for user in found["UserDetailList"]:
        told[user["Arn"]] = [sorted(user.get("GroupList", [])), *_policies(user, "UserPolicyList")]
    for group in found["GroupDetailList"]:
        told[group["Arn"]] = _policies(group, "GroupPolicyList")
    for role in found["RoleDetailList"]:
        told[role["Arn"]] = [document(role["AssumeRolePolicyDocument"]), *_policies(role, "RolePolicyList")]
    for policy in found["Policies"]:
        uses = policy["AttachmentCount"] + policy["PermissionsBoundaryUsageCount"]
        if uses or ":aws:policy/" not in policy["Arn"]:
            versions = policy["PolicyVersionList"]
            told[policy["Arn"]] = next(document(one["Document"]) for one in versions if one["IsDefaultVersion"])
    for one in (*found["UserDetailList"], *found["RoleDetailList"]):
        boundary = one.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        if boundary is not None and boundary not in told:
            told[boundary] = _default_version(cli, boundary)
    return told


def _default_version(cli: Cli, arn: str) -> Plain:
    default = cli("iam", "get-policy", "--policy-arn", arn)["Policy"]["DefaultVersionId"]
    version = cli("iam", "get-policy-version", "--policy-arn", arn, "--version-id", default)["PolicyVersion"]
    return document(version["Document"])


def _policies(detail: dict[str, Any], inline: str) -> list[Plain]:
    return [
        sorted(policy["PolicyArn"] for policy in detail.get("AttachedManagedPolicies", [])),
        {policy["PolicyName"]: document(policy["PolicyDocument"]) for policy in detail.get(inline, [])},
    ]


def document(found: object) -> Plain:
    """A policy document: parsed where it can be, else as text."""
    text = unquote(found) if isinstance(found, str) else json.dumps(found)
    try:
        return json.loads(text)
    except ValueError:
        return text


def credential_report(cli: Cli) -> Plain:
    """The cells of each row that hold a yes or no, as AWS writes them."""
    content = base64.b64decode(cli("iam", "get-credential-report")["Content"]).decode("utf-8-sig")
    columns = ("password_enabled", "mfa_active", "access_key_1_active", "access_key_2_active", "cert_1_active")
    return {row["user"]: [row[column].lower() for column in columns] for row in csv.DictReader(io.StringIO(content))}


def virtual_mfa_devices(cli: Cli) -> Plain:
    """Serial numbers and owners."""
    found = cli("iam", "list-virtual-mfa-devices")["VirtualMFADevices"]
    return {one["SerialNumber"]: one.get("User", {}).get("Arn") for one in found}


def server_certificates(cli: Cli) -> Plain:
    """ARNs."""
    return sorted(one["Arn"] for one in cli("iam", "list-server-certificates")["ServerCertificateMetadataList"])


def saml_providers(cli: Cli) -> Plain:
    """ARNs."""
    return sorted(one["Arn"] for one in cli("iam", "list-saml-providers")["SAMLProviderList"])


def oidc_providers(cli: Cli) -> Plain:
    """ARNs."""
    return sorted(one["Arn"] for one in cli("iam", "list-open-id-connect-providers")["OpenIDConnectProviderList"])


def service_credentials(cli: Cli) -> Plain:
    """Ids and states."""
    found = cli("iam", "list-service-specific-credentials", "--all-users")["ServiceSpecificCredentials"]
    return {one["ServiceSpecificCredentialId"]: one["Status"] for one in found}


def delegation_requests(cli: Cli) -> Plain:
    """Ids and states."""
    found = cli("iam", "list-delegation-requests")["DelegationRequests"]
    return {one["DelegationRequestId"]: one["State"] for one in found}


def security_contact(cli: Cli) -> Plain:
    """Whether there is one."""
    return _is_there(cli, "account", "get-alternate-contact", "--alternate-contact-type", "SECURITY")


def primary_contact(cli: Cli) -> Plain:
    """Whether there is one."""
    return _is_there(cli, "account", "get-contact-information")


def _is_there(cli: Cli, *words: str) -> bool:
    try:
        cli(*words)
    except CliError as error:
        if error.code == "ResourceNotFound":
            return False
        raise
    return True


def organization(cli: Cli) -> Plain:
    """Id, management account and features, or None."""
    try:
        found = cli("organizations", "describe-organization")["Organization"]
    except CliError as error:
        if error.code == "AWSOrganizationsNotInUse":
            return None
        raise
    return [found["Id"], found["MasterAccountId"], found["FeatureSet"]]


def organization_features(cli: Cli) -> Plain:
    """The features that are on."""
    try:
        return sorted(cli("iam", "list-organizations-features")["EnabledFeatures"])
    except CliError as error:
        none = {"OrganizationNotFound", "OrganizationNotInAllFeaturesMode", "ServiceAccessNotEnabled"}
        if error.code in none or (error.code.startswith("AccountNot") and organization(cli) is None):
            return []
        raise


def regions(cli: Cli) -> list[str]:
    """The enabled ones."""
    return sorted(one["RegionName"] for one in cli("ec2", "describe-regions")["Regions"])


def _by_region(cli: Cli, read: Callable[[str], Plain]) -> Plain:
    told = {}
    for region in regions(cli):
        try:
            told[region] = read(region)
        except CliError as error:
            told[region] = f"unread: {error.code}"
    return told


def analyzers(cli: Cli) -> Plain:
    """By region: ARN, type and status."""
    return _by_region(
        cli,
        lambda region: sorted(
            [one["arn"], one["type"], one["status"]]
            for one in cli("accessanalyzer", "list-analyzers", region=region)["analyzers"]
        ),
    )


def trails(cli: Cli) -> Plain:
    """By ARN: home, whether it covers all regions, validates and logs, and how many selectors it has."""
    told = {}
    for region in regions(cli):
        for one in cli("cloudtrail", "describe-trails", region=region)["trailList"]:
            arn, home = one["TrailARN"], one["HomeRegion"]
            told[arn] = [
                home,
                one["IsMultiRegionTrail"],
                one.get("LogFileValidationEnabled", False),
                cli("cloudtrail", "get-trail-status", "--name", arn, region=home)["IsLogging"],
            ]
    return told


def event_rules(cli: Cli) -> Plain:
    """By region: name and state of each rule of the default bus that has a pattern."""
    return _by_region(
        cli,
        lambda region: sorted(
            [one["Name"], one["State"]]
            for one in cli("events", "list-rules", region=region)["Rules"]
            if one.get("EventPattern")
        ),
    )


def access_keys(cli: Cli) -> Plain:
    """Of each user who has an active one: ids and states."""
    rows = credential_report(cli)
    owners = [user for user, cells in rows.items() if "true" in cells[2:4] and user != "<root_account>"]
    told = {}
    for user in owners:
        for one in cli("iam", "list-access-keys", "--user-name", user)["AccessKeyMetadata"]:
            told[one["AccessKeyId"]] = [user, one["Status"]]
    return told


def log_alarms(cli: Cli, found: Any) -> Plain:  # noqa: ANN401 - the fact as rootward read it
    """By region: the filters of the same log groups, and the alarms on their metrics."""
    told = {}
    for regional in found:
        region, groups = regional.region, {one.log_group for one in regional.metric_filters}
        filters = [
            one
            for group in groups
            for one in cli(
                "logs", "describe-metric-filters", "--log-group-name", group.split(":", 6)[6], region=region
            )["metricFilters"]
        ]
        metrics = {(one["metricNamespace"], one["metricName"]) for f in filters for one in f["metricTransformations"]}
        names = {
            alarm["AlarmName"]
            for space, metric in metrics
            for alarm in cli(
                "cloudwatch",
                "describe-alarms-for-metric",
                "--namespace",
                space,
                "--metric-name",
                metric,
                region=region,
            )["MetricAlarms"]
        }
        told[region] = [sorted(one["filterName"] for one in filters), sorted(names)]
    return told


def topics(cli: Cli, found: Any) -> Plain:  # noqa: ANN401
    """By ARN: protocol of each subscription, and whether it is confirmed."""
    told = {}
    for topic in found:
        region = topic.arn.split(":")[3]
        answer = cli("sns", "list-subscriptions-by-topic", "--topic-arn", topic.arn, region=region)
        told[topic.arn] = sorted(
            [one["Protocol"], one["SubscriptionArn"].startswith("arn:")] for one in answer["Subscriptions"]
        )
    return told


def ssh_public_keys(cli: Cli, found: Any) -> Plain:  # noqa: ANN401, ARG001
    """Ids and states, of every user."""
    told = {}
    for user in cli("iam", "list-users")["Users"]:
        for one in cli("iam", "list-ssh-public-keys", "--user-name", user["UserName"])["SSHPublicKeys"]:
            told[one["SSHPublicKeyId"]] = [one["UserName"], one["Status"]]
    return told


def mfa_devices(cli: Cli, found: Any) -> Plain:  # noqa: ANN401, ARG001
    """Serial numbers by user, and in a session of root's own those of root."""
    told = {}
    if cli("sts", "get-caller-identity")["Arn"].endswith(":root"):
        told["<root_account>"] = sorted(one["SerialNumber"] for one in cli("iam", "list-mfa-devices")["MFADevices"])
    for user in cli("iam", "list-users")["Users"]:
        listed = cli("iam", "list-mfa-devices", "--user-name", user["UserName"])["MFADevices"]
        told[user["UserName"]] = sorted(one["SerialNumber"] for one in listed)
    return told


def signing_certificates(cli: Cli) -> Plain:
    """Ids and states, of each user who has an active one by the report."""
    told = {}
    for user, cells in credential_report(cli).items():
        if user == "<root_account>" or cells[4] == "false":
            continue
        for one in cli("iam", "list-signing-certificates", "--user-name", user)["Certificates"]:
            told[one["CertificateId"]] = [one["UserName"], one["Status"]]
    return told


def root_credentials(cli: Cli) -> Plain:
    """Root's own keys and certificates with their states; of whoever is not root, why there is nothing to compare."""
    if not cli("sts", "get-caller-identity")["Arn"].endswith(":root"):
        return "not_observable"
    keys = cli("iam", "list-access-keys")["AccessKeyMetadata"]
    certificates = cli("iam", "list-signing-certificates")["Certificates"]
    return {
        **{one["AccessKeyId"]: one["Status"] for one in keys},
        **{one["CertificateId"]: one["Status"] for one in certificates},
    }


def certificate_uses(cli: Cli) -> Plain:
    """By certificate of IAM's: what presents it. Nothing where none expired, for then nobody looks."""
    stored = cli("iam", "list-server-certificates")["ServerCertificateMetadataList"]
    if all(datetime.fromisoformat(one["Expiration"]) >= datetime.now(UTC) for one in stored):
        return {}
    uses = [*_of_distributions(cli)]
    for region in regions(cli):
        uses += [*_of_classic_balancers(cli, region), *_of_balancers(cli, region)]
    told: dict[str, list[str]] = {}
    for certificate, used_by in sorted({one for one in uses if ":certificate/" not in one[0]}):
        told.setdefault(certificate, []).append(used_by)
    return told


def _of_distributions(cli: Cli) -> Iterator[tuple[str, str]]:
    for one in cli("cloudfront", "list-distributions").get("DistributionList", {}).get("Items", ()):
        if certificate := one.get("ViewerCertificate", {}).get("IAMCertificateId"):
            yield certificate, f"distribution {one['Id']}"


def _of_classic_balancers(cli: Cli, region: str) -> Iterator[tuple[str, str]]:
    for balancer in cli("elb", "describe-load-balancers", region=region)["LoadBalancerDescriptions"]:
        for listener in (one["Listener"] for one in balancer["ListenerDescriptions"]):
            if certificate := listener.get("SSLCertificateId"):
                yield certificate, _listener(listener["LoadBalancerPort"], balancer["LoadBalancerName"], region)


def _of_balancers(cli: Cli, region: str) -> Iterator[tuple[str, str]]:
    for balancer in cli("elbv2", "describe-load-balancers", region=region)["LoadBalancers"]:
        owner = ("--load-balancer-arn", balancer["LoadBalancerArn"])
        for listener in cli("elbv2", "describe-listeners", *owner, region=region)["Listeners"]:
            if not listener.get("Certificates"):
                continue
            asked = ("--listener-arn", listener["ListenerArn"])
            named = cli("elbv2", "describe-listener-certificates", *asked, region=region)["Certificates"]
            for one in (*listener["Certificates"], *named):
                yield one["CertificateArn"], _listener(listener["Port"], balancer["LoadBalancerName"], region)


def _listener(port: int, balancer: str, region: str) -> str:
    return f"listener {port} of load balancer {balancer} in {region}"


SAMPLE = 2
"""Of so many identities the services are compared: each takes a report of its own."""

_WAITS = (0, 1, 2, 4, 8, 16)
"""Seconds before each look at a report but the first."""


def service_access(cli: Cli, found: Any) -> Plain:  # noqa: ANN401
    """By ARN: the namespaces of the services that are granted, of the same few identities."""
    told: dict[str, Plain] = {}
    for one in found[:SAMPLE]:
        job = cli("iam", "generate-service-last-accessed-details", "--arn", one.arn)["JobId"]
        ask = ("iam", "get-service-last-accessed-details", "--job-id", job)
        answer = cli(*ask)
        for seconds in _WAITS:
            if answer["JobStatus"] != "IN_PROGRESS":
                break
            time.sleep(seconds)
            answer = cli(*ask)
        services = answer.get("ServicesLastAccessed", [])
        while answer.get("IsTruncated"):
            answer = cli(*ask, "--marker", answer["Marker"])
            services += answer["ServicesLastAccessed"]
        told[one.arn] = sorted(service["ServiceNamespace"] for service in services)
    return told


FOLLOWED = {view.__name__: view for view in (log_alarms, topics, ssh_public_keys, mfa_devices, service_access)}
"""Facts that follow others: the AWS CLI is asked for the same log groups and topics."""

VIEWS: dict[str, View] = {
    view.__name__: view
    for view in (
        alias,
        summary,
        password_policy,
        identities,
        credential_report,
        virtual_mfa_devices,
        server_certificates,
        saml_providers,
        oidc_providers,
        service_credentials,
        delegation_requests,
        security_contact,
        primary_contact,
        organization,
        organization_features,
        regions,
        analyzers,
        trails,
        event_rules,
        access_keys,
        signing_certificates,
        certificate_uses,
        root_credentials,
    )
}
