"""What presents a TLS certificate that is stored in IAM: listeners of load balancers, and CloudFront distributions.

These are the services that take one from there. Others, as API Gateway, take theirs from AWS Certificate Manager, or
hold what was uploaded to them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_server-certs.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-procedures.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-specify-certificate-for-custom-domain-name.html
"""

from __future__ import annotations

from collections.abc import Iterator

from rootward.aws.call import Call, Paging
from rootward.aws.failure import UnreadError, failed
from rootward.aws.readers.reader import Reader
from rootward.aws.reading import Answer, Reading
from rootward.model.account import Account
from rootward.model.credential import CertificateUse
from rootward.model.unknown import Blocked, Unknown

CLASSIC = Call("elb", "DescribeLoadBalancers")
LOAD_BALANCERS = Call("elbv2", "DescribeLoadBalancers")
LISTENERS = Call("elbv2", "DescribeListeners")
LISTENER_CERTIFICATES = Call("elbv2", "DescribeListenerCertificates")
DISTRIBUTIONS = Call("cloudfront", "ListDistributions")

CALLS = (CLASSIC, LOAD_BALANCERS, LISTENERS, LISTENER_CERTIFICATES, DISTRIBUTIONS)

_PAGING = Paging("Marker", "NextMarker")

_OF_IAM = ":server-certificate/"
"""Part of the ARNs of certificates that are stored in IAM; those of Certificate Manager have `:certificate/`.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
"""

_WITHOUT_CLOUDFRONT = frozenset({"aws-us-gov"})
"""Partitions without CloudFront: https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/setting-up-cloudfront.html"""


def read_certificate_uses(reading: Reading, account: Account) -> tuple[CertificateUse, ...]:
    """Every use of a certificate of IAM's, read where one of them expired; without such a one, none is looked for.

    One region that could not be read, a service control policy's included, leaves all unknown: a certificate may be
    in use there.
    """
    listed = account.server_certificates
    if isinstance(listed, Unknown):
        raise UnreadError(listed)
    if all(one.expires >= account.taken_at for one in listed):
        return ()
    uses: list[CertificateUse] = []
    for region, found in reading.in_each_region(CLASSIC, account, lambda region: tuple(uses_in(reading, region))):
        if isinstance(found, Unknown | Blocked):
            raise _not_read(region, found)
        uses += found
    return (*uses, *uses_of_cloudfront(reading, account.partition))


def uses_in(reading: Reading, region: str) -> Iterator[CertificateUse]:
    """The uses by load balancers of a region. Raises UnreadError and CredentialsError.

    https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_DescribeLoadBalancers.html
    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html
    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListenerCertificates.html
    """
    for classic in reading.items(CLASSIC, _PAGING, "LoadBalancerDescriptions", region):
        for one in classic.get("ListenerDescriptions") or ():
            listener = one["Listener"]
            yield from _use(listener.get("SSLCertificateId"), listener, classic["LoadBalancerName"], region)
    for balancer in reading.items(LOAD_BALANCERS, _PAGING, "LoadBalancers", region):
        for listener in _listeners(reading, balancer, region):
            for arn in _certificates(reading, listener, region):
                yield from _use(arn, listener, balancer["LoadBalancerName"], region)


def uses_of_cloudfront(reading: Reading, partition: str) -> Iterator[CertificateUse]:
    """The uses by distributions, which name a certificate by its id. Raises UnreadError and CredentialsError.

    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ListDistributions.html
    https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_ViewerCertificate.html
    """
    if partition in _WITHOUT_CLOUDFRONT:
        return
    for one in _distributions(reading):
        certificate = (one.get("ViewerCertificate") or {}).get("IAMCertificateId")
        if certificate:
            yield CertificateUse(certificate=certificate, used_by=f"distribution {one['Id']}")


def _use(arn: str | None, listener: Answer, balancer: str, region: str) -> Iterator[CertificateUse]:
    if arn and _OF_IAM in arn:
        port = listener.get("LoadBalancerPort") or listener.get("Port")
        yield CertificateUse(certificate=arn, used_by=f"listener {port} of load balancer {balancer} in {region}")


def _listeners(reading: Reading, balancer: Answer, region: str) -> list[Answer]:
    arn = balancer["LoadBalancerArn"]
    try:
        return list(reading.items(LISTENERS, _PAGING, "Listeners", region, LoadBalancerArn=arn))
    except UnreadError as error:
        if error.code in {"LoadBalancerNotFound", "ListenerNotFound"}:  # deleted since the list was read
            return []
        raise


def _certificates(reading: Reading, listener: Answer, region: str) -> list[str]:
    """The default certificate, and those that a name chooses (SNI); a listener without TLS has none."""
    own = [one["CertificateArn"] for one in listener.get("Certificates") or () if one.get("CertificateArn")]
    if not own:
        return []
    asked = {"ListenerArn": listener["ListenerArn"]}
    try:
        found = list(reading.items(LISTENER_CERTIFICATES, _PAGING, "Certificates", region, **asked))
    except UnreadError as error:
        if error.code == "ListenerNotFound":
            return own
        raise
    return list(dict.fromkeys((*own, *(one["CertificateArn"] for one in found if one.get("CertificateArn")))))


def _distributions(reading: Reading) -> Iterator[Answer]:
    """All distributions: the answer holds the list, and its marker, one level deeper than others."""
    asked: dict[str, str] = {}
    seen: set[str] = set()
    while True:
        found = reading.read(DISTRIBUTIONS, **asked)["DistributionList"]
        yield from found.get("Items") or ()
        marker = found.get("NextMarker")
        if not marker:
            if found.get("IsTruncated"):
                raise failed(DISTRIBUTIONS, "the list is cut off: AWS says that there is more, and sends no NextMarker")
            return
        if marker in seen:
            raise failed(DISTRIBUTIONS, "endless pagination: a page leads back to one already read")
        seen.add(marker)
        asked = {"Marker": marker}


def _not_read(region: str, why: Unknown | Blocked) -> UnreadError:
    """The fact, as not known, with the region that is to blame."""
    if isinstance(why, Blocked):
        detail = f"the load balancers of {region} were not read: a service control policy forbids it"
        return UnreadError(Unknown("denied", CLASSIC.action, detail))
    return UnreadError(Unknown(why.reason, why.action, f"the load balancers of {region} were not read: {why.detail}"))


READERS = (
    Reader(fact="certificate_uses", calls=CALLS, needs=("server_certificates", "regions"), ask=read_certificate_uses),
)
