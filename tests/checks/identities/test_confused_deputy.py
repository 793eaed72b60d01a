from __future__ import annotations

import pytest

from rootward.checks.identities.confused_deputy import DOCUMENTED, documents_source, service_name


@pytest.mark.parametrize(
    ("principal", "name"),
    [
        ("states.amazonaws.com", "states"),
        ("logs.eu-south-1.amazonaws.com", "logs"),
        ("monitoring.rds.amazonaws.com", "monitoring.rds"),
        ("directoryservice.rds.af-south-1.amazonaws.com", "directoryservice.rds"),
        ("ssm.us-gov-west-1.amazonaws.com", "ssm"),
        ("ec2.amazonaws.com.cn", "ec2"),
        ("ecs-tasks.cn-north-1.amazonaws.com.cn", "ecs-tasks"),
        ("ECS-Tasks.amazonaws.com", "ecs-tasks"),
        ("example.com", None),
        ("amazonaws.com", None),
        ("", None),
    ],
)
def test_a_principal_names_its_service(principal: str, name: str | None) -> None:
    assert service_name(principal) == name


@pytest.mark.parametrize("service", ["ec2", "lambda", "cloudformation", "cloudtrail", "s3", "rolesanywhere"])
def test_services_that_do_not_document_the_keys_for_all_their_roles_are_not_listed(service: str) -> None:
    assert not documents_source(f"{service}.amazonaws.com")


@pytest.mark.parametrize(("service", "page"), DOCUMENTED.items())
def test_every_entry_is_a_service_with_a_page(service: str, page: str) -> None:
    assert service_name(f"{service}.amazonaws.com") == service
    assert documents_source(f"{service}.amazonaws.com")
    assert page.endswith(".html")
