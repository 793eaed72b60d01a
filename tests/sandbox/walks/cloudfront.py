"""CloudFront: the list of distributions, with their certificates."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

ORIGIN = {
    "Id": "www",
    "DomainName": "acme-walked.s3.amazonaws.com",
    "S3OriginConfig": {"OriginAccessIdentity": ""},
}


def walk(sandbox: Any, client: Any) -> None:
    cloudfront, iam = client(sandbox, "cloudfront"), client(sandbox, "iam")
    assert cloudfront.list_distributions()["DistributionList"]["Quantity"] == 0
    held = iam.list_server_certificates()["ServerCertificateMetadataList"][0]["ServerCertificateId"]
    cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": "walked",
            "Comment": "",
            "Enabled": True,
            "Origins": {"Quantity": 1, "Items": [ORIGIN]},
            "DefaultCacheBehavior": {"TargetOriginId": "www", "ViewerProtocolPolicy": "redirect-to-https"},
            "ViewerCertificate": {
                "IAMCertificateId": held,
                "SSLSupportMethod": "sni-only",
                "MinimumProtocolVersion": "TLSv1.2_2021",
            },
        }
    )
    (shown,) = cloudfront.list_distributions()["DistributionList"]["Items"]
    assert shown["ViewerCertificate"]["IAMCertificateId"] == held
    name = iam.list_server_certificates()["ServerCertificateMetadataList"][0]["ServerCertificateName"]
    with pytest.raises(ClientError, match=r"DeleteConflict.*in use by arn:aws:cloudfront:"):
        iam.delete_server_certificate(ServerCertificateName=name)
