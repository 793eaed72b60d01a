from __future__ import annotations

from rootward.aws.looks import look, objection
from rootward.model.unknown import Unknown
from tests.aws.looks.asked import present
from tests.aws.practice import iam_of, reading_of
from tests.checks.facts import arn
from tests.model.change import kinds

OLD = kinds.server_certificate("www-acme-old")


def test_a_certificate_that_is_deleted_is_gone(practice):
    with reading_of(practice) as reading:
        assert look(reading, OLD) is True
        iam_of(practice).delete_server_certificate(ServerCertificateName="www-acme-old")
        assert look(reading, OLD) is False


def test_a_certificate_that_a_load_balancer_presents_by_now_is_left_alone(practice):
    present(practice, arn("server-certificate", "www-acme-old"))

    with reading_of(practice) as reading:
        assert objection(reading, OLD) == (
            "the certificate www-acme-old is presented by listener 443 of load balancer www in us-east-1"
        )
        assert objection(reading, kinds.server_certificate("www-acme")) is None


def test_where_load_balancers_may_not_be_listed_nobody_knows_of_a_use(practice):
    with reading_of(practice) as reading:
        practice.deny("elasticloadbalancing:DescribeLoadBalancers")
        seen = objection(reading, OLD)

    assert isinstance(seen, Unknown)
    assert (seen.reason, seen.action) == ("denied", "elasticloadbalancing:DescribeLoadBalancers")
