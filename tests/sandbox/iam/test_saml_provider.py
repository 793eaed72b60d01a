"""SAML identity providers."""

from __future__ import annotations

import pytest

from tests.sandbox.refused import refusal

METADATA = f'<EntityDescriptor entityID="idp">{" " * 1000}</EntityDescriptor>'
MISSING = "arn:aws:iam::123456789012:saml-provider/missing"


@pytest.fixture
def iam(fresh, client):
    return client(fresh, "iam")


def test_a_name_is_taken_once(iam):
    arn = iam.create_saml_provider(Name="idp", SAMLMetadataDocument=METADATA)["SAMLProviderArn"]
    other = METADATA.replace("idp", "other")
    assert refusal(iam.create_saml_provider, Name="idp", SAMLMetadataDocument=other) == (
        "EntityAlreadyExists",
        "Provider with name idp already exists.",
    )
    assert iam.get_saml_provider(SAMLProviderArn=arn)["SAMLMetadataDocument"] == METADATA


def test_a_provider_that_is_not_there_has_no_manifest(iam):
    words = ("NoSuchEntity", f"Manifest not found for arn {MISSING}")
    assert refusal(iam.get_saml_provider, SAMLProviderArn=MISSING) == words
    assert refusal(iam.delete_saml_provider, SAMLProviderArn=MISSING) == words
    assert refusal(iam.update_saml_provider, SAMLProviderArn=MISSING, SAMLMetadataDocument=METADATA) == words
