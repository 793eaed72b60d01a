"""What presents a certificate that is stored in IAM: read of every enabled region, or not known."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rootward.aws.looks import objection
from rootward.aws.readers import ACTIONS, READERS
from rootward.model.change import ServerCertificateChange
from rootward.model.credential import CertificateUse, ServerCertificate
from rootward.model.unknown import Unknown
from tests.aws.fake_aws import account, error, xml
from tests.checks.facts import NOW, arn, denied

OLD = ServerCertificate(name="old", arn=arn("server-certificate", "old"), expires=NOW - timedelta(days=1), id="ASCAOLD")
YOUNG = ServerCertificate(name="new", arn=arn("server-certificate", "new"), expires=NOW, id="ASCANEW")
OF_ACM = "arn:aws:acm:eu-west-1:123456789012:certificate/one"
DISTRIBUTIONS = "/2020-05-31/distribution"
NOBODY_ELSE = ("eu-west-1", "us-east-1")

CLASSIC_API = "2012-06-01"
"""The version that a classic call says; both kinds of load balancers have DescribeLoadBalancers."""


def read(aws, **facts):
    made = {"server_certificates": (OLD,), "regions": NOBODY_ELSE, **facts}
    with aws.reading() as reading:
        return READERS["certificate_uses"].read(reading, account(**made))


def classic(*listeners: str, name: str = "web", marker: str = "") -> str:
    inside = "".join(f"<member><Listener>{one}</Listener></member>" for one in listeners)
    more = f"<NextMarker>{marker}</NextMarker>" if marker else ""
    return (
        f"<LoadBalancerDescriptions><member><LoadBalancerName>{name}</LoadBalancerName>"
        f"<ListenerDescriptions>{inside}</ListenerDescriptions></member></LoadBalancerDescriptions>{more}"
    )


def tls(port: int, certificate: str) -> str:
    return f"<LoadBalancerPort>{port}</LoadBalancerPort><SSLCertificateId>{certificate}</SSLCertificateId>"


NO_CLASSIC = "<LoadBalancerDescriptions/>"
NO_OTHER = "<LoadBalancers/>"


def balancers(*, old: str = NO_CLASSIC, new: str = NO_OTHER, only_in: str = "eu-west-1"):
    """An answer to both kinds of DescribeLoadBalancers, with something in one region."""

    def answer(parameters, region):
        is_classic = parameters["Version"] == CLASSIC_API
        found = (old if is_classic else new) if region == only_in else (NO_CLASSIC if is_classic else NO_OTHER)
        return xml("DescribeLoadBalancers", found)

    return answer


def distributions(*inside: str, marker: str = "", truncated: str = "false"):
    items = "".join(f"<DistributionSummary>{one}</DistributionSummary>" for one in inside)
    more = f"<NextMarker>{marker}</NextMarker>" if marker else ""
    body = (
        f"<DistributionList><Marker/>{more}<MaxItems>100</MaxItems><IsTruncated>{truncated}</IsTruncated>"
        f"<Quantity>{len(inside)}</Quantity><Items>{items}</Items></DistributionList>"
    )
    return 200, "text/xml", body


def distribution(name: str, certificate: str) -> str:
    return f"<Id>{name}</Id><ViewerCertificate><IAMCertificateId>{certificate}</IAMCertificateId></ViewerCertificate>"


@pytest.fixture
def quiet(aws):
    """An AWS without load balancers and distributions."""
    aws.answers["DescribeLoadBalancers"] = balancers()
    aws.answers[DISTRIBUTIONS] = distributions()
    return aws


def test_where_nothing_presents_one_there_is_no_use_and_every_region_was_asked(quiet):
    assert read(quiet) == ()
    asked = [region for name, _, region, _ in quiet.requests if name == "DescribeLoadBalancers"]
    assert sorted(asked) == ["eu-west-1", "eu-west-1", "us-east-1", "us-east-1"]


@pytest.mark.parametrize("listed", [(), (YOUNG,)])
def test_without_an_expired_certificate_nothing_is_asked(aws, listed):
    assert read(aws, server_certificates=listed) == ()
    assert [name for name, *_ in aws.requests if name != "GetCallerIdentity"] == []


def test_a_classic_listener_names_it_by_its_arn(quiet):
    listeners = tls(443, OLD.arn), tls(8443, OF_ACM), "<LoadBalancerPort>80</LoadBalancerPort>"
    quiet.answers["DescribeLoadBalancers"] = balancers(old=classic(*listeners))

    assert read(quiet) == (
        CertificateUse(certificate=OLD.arn, used_by="listener 443 of load balancer web in eu-west-1"),
    )


def test_the_next_page_counts_too(quiet):
    def answer(parameters, region):
        if parameters["Version"] != CLASSIC_API or region != "eu-west-1":
            return balancers()(parameters, region)
        more = parameters.get("Marker") == "next"
        return xml("DescribeLoadBalancers", classic(tls(443, OLD.arn), name="b") if more else classic(marker="next"))

    quiet.answers["DescribeLoadBalancers"] = answer

    assert [use.used_by for use in read(quiet)] == ["listener 443 of load balancer b in eu-west-1"]


MODERN = (
    "<LoadBalancers><member><LoadBalancerArn>lb</LoadBalancerArn><LoadBalancerName>app</LoadBalancerName></member>"
    "</LoadBalancers>"
)


def listener(*certificates: str, port: int = 443) -> str:
    inside = "".join(f"<member><CertificateArn>{one}</CertificateArn></member>" for one in certificates)
    return (
        f"<member><ListenerArn>listener-{port}</ListenerArn><Port>{port}</Port><Certificates>{inside}</Certificates>"
        "</member>"
    )


def test_a_certificate_that_a_name_chooses_is_in_use_like_the_default_one(quiet):
    quiet.answers["DescribeLoadBalancers"] = balancers(new=MODERN)
    quiet.answers["DescribeListeners"] = xml(
        "DescribeListeners", f"<Listeners>{listener(OF_ACM)}{listener(port=80)}</Listeners>"
    )
    quiet.answers["DescribeListenerCertificates"] = xml(
        "DescribeListenerCertificates",
        f"<Certificates><member><CertificateArn>{OF_ACM}</CertificateArn><IsDefault>true</IsDefault></member>"
        f"<member><CertificateArn>{OLD.arn}</CertificateArn></member></Certificates>",
    )

    assert read(quiet) == (
        CertificateUse(certificate=OLD.arn, used_by="listener 443 of load balancer app in eu-west-1"),
    )
    assert [one["ListenerArn"] for one in quiet.asked("DescribeListenerCertificates")] == ["listener-443"]


def test_a_listener_that_is_deleted_meanwhile_is_in_use_by_its_default_certificate(quiet):
    quiet.answers["DescribeLoadBalancers"] = balancers(new=MODERN)
    quiet.answers["DescribeListeners"] = xml("DescribeListeners", f"<Listeners>{listener(OLD.arn)}</Listeners>")
    quiet.answers["DescribeListenerCertificates"] = error("ListenerNotFound")

    assert [use.certificate for use in read(quiet)] == [OLD.arn]


def test_a_load_balancer_that_is_deleted_meanwhile_has_no_listeners(quiet):
    quiet.answers["DescribeLoadBalancers"] = balancers(new=MODERN)
    quiet.answers["DescribeListeners"] = error("LoadBalancerNotFound")

    assert read(quiet) == ()


def test_a_distribution_names_it_by_its_id(quiet):
    default = "<Id>E2</Id><ViewerCertificate><CloudFrontDefaultCertificate>true</CloudFrontDefaultCertificate>"
    quiet.answers[DISTRIBUTIONS] = distributions(distribution("E1", "ASCAOLD"), f"{default}</ViewerCertificate>")

    assert read(quiet) == (CertificateUse(certificate="ASCAOLD", used_by="distribution E1"),)


def test_all_pages_of_distributions_are_read(quiet):
    def answer(parameters, _region):
        if parameters.get("Marker") == "next":
            return distributions(distribution("E2", "ASCAOLD"))
        return distributions(distribution("E1", "ASCANEW"), marker="next", truncated="true")

    quiet.answers[DISTRIBUTIONS] = answer

    assert [use.used_by for use in read(quiet)] == ["distribution E1", "distribution E2"]


@pytest.mark.parametrize("marker", ["", "next"])
def test_pages_that_come_to_no_end_leave_it_unknown(quiet, marker):
    quiet.answers[DISTRIBUTIONS] = distributions(marker=marker, truncated="true")

    found = read(quiet)

    assert isinstance(found, Unknown)
    assert (found.reason, found.action) == ("failed", "cloudfront:ListDistributions")


def test_govcloud_has_no_distributions(quiet):
    assert read(quiet, partition="aws-us-gov") == ()
    assert quiet.asked(DISTRIBUTIONS) == []


def in_one_region(refusal):
    def answer(parameters, region):
        return refusal if region == "us-east-1" else balancers()(parameters, region)

    return answer


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (
            error("AccessDenied", "no identity-based policy allows it", status=403),
            "the load balancers of us-east-1 were not read: AccessDenied: no identity-based policy allows it",
        ),
        (
            error("AccessDenied", "with an explicit deny in a service control policy", status=403),
            "the load balancers of us-east-1 were not read: a service control policy forbids it",
        ),
    ],
)
def test_one_region_that_was_not_read_leaves_all_unknown_and_is_named(quiet, refusal, told):
    quiet.answers["DescribeLoadBalancers"] = in_one_region(refusal)

    found = read(quiet)

    assert (found.reason, found.action) == ("denied", "elasticloadbalancing:DescribeLoadBalancers")
    assert found.detail == told


def test_distributions_that_were_not_read_leave_it_unknown(quiet):
    quiet.answers[DISTRIBUTIONS] = error("AccessDenied", "no", status=403)

    assert (read(quiet).reason, read(quiet).action) == ("denied", "cloudfront:ListDistributions")


@pytest.mark.parametrize("fact", ["server_certificates", "regions"])
def test_without_what_it_needs_it_is_unknown(aws, fact):
    assert read(aws, **{fact: denied("iam:X")}).reason == "denied"


def test_its_actions_are_those_of_elastic_load_balancing_and_cloudfront():
    assert ACTIONS["certificate_uses"] == (
        "cloudfront:ListDistributions",
        "ec2:DescribeRegions",
        "elasticloadbalancing:DescribeListenerCertificates",
        "elasticloadbalancing:DescribeListeners",
        "elasticloadbalancing:DescribeLoadBalancers",
        "iam:ListServerCertificates",
    )


# --- what speaks against the deletion, just before it

CHANGE = ServerCertificateChange(name=OLD.name, arn=OLD.arn)


def against(aws):
    aws.answers["GetServerCertificate"] = xml(
        "GetServerCertificate",
        "<ServerCertificate><ServerCertificateMetadata><Path>/</Path>"
        f"<ServerCertificateName>old</ServerCertificateName><ServerCertificateId>{OLD.id}</ServerCertificateId>"
        f"<Arn>{OLD.arn}</Arn></ServerCertificateMetadata><CertificateBody>body</CertificateBody></ServerCertificate>",
    )
    regions = "<regionInfo><item><regionName>eu-west-1</regionName></item></regionInfo>"
    aws.answers["DescribeRegions"] = (200, "text/xml", f"<DescribeRegionsResponse>{regions}</DescribeRegionsResponse>")
    with aws.reading() as reading:
        return objection(reading, CHANGE)


def test_a_certificate_that_nothing_presents_may_go(quiet):
    quiet.answers["DescribeLoadBalancers"] = balancers(old=classic(tls(443, YOUNG.arn)))
    quiet.answers[DISTRIBUTIONS] = distributions(distribution("E1", "ASCANEW"))

    assert against(quiet) is None


def test_one_that_a_listener_presents_by_now_stays(quiet):
    quiet.answers["DescribeLoadBalancers"] = balancers(old=classic(tls(443, OLD.arn)))

    assert against(quiet) == "the certificate old is presented by listener 443 of load balancer web in eu-west-1"


def test_one_that_a_distribution_presents_by_now_stays(quiet):
    quiet.answers[DISTRIBUTIONS] = distributions(distribution("E1", OLD.id))

    assert against(quiet) == "the certificate old is presented by distribution E1"


def test_where_it_cannot_be_read_anew_it_is_not_known(quiet):
    quiet.answers["DescribeLoadBalancers"] = error("AccessDenied", "in a service control policy", status=403)

    assert isinstance(against(quiet), Unknown)
