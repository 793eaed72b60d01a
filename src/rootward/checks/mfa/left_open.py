"""Actions that may stay open without MFA: a user who has no device yet must be able to register one.

Reading IAM as a whole is none of them. Nor is `aws login`: that its sessions could do less is not documented.
"""

from __future__ import annotations

TO_REGISTER = frozenset(
    {
        "iam:createvirtualmfadevice",
        "iam:enablemfadevice",
        "iam:getmfadevice",
        "iam:getuser",
        "iam:listmfadevices",
        "iam:listusers",
        "iam:listvirtualmfadevices",
        "iam:resyncmfadevice",
        "sts:getsessiontoken",
    }
)
"""What registering a device takes, as AWS's own examples leave it open without MFA.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html
`iam:GetMFADevice` is among what they allow, and not among what they spare from the denial: it is taken either way.
"""

HARMLESS = frozenset(
    {
        "iam:changepassword",  # it asks for the old one
        "iam:deletevirtualmfadevice",  # of a device that nobody uses: https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html
        "iam:getaccesskeylastused",
        "iam:getaccountpasswordpolicy",
        "iam:getaccountsummary",
        "iam:getloginprofile",
        "iam:listaccesskeys",
        "iam:listaccountaliases",
        "iam:listservicespecificcredentials",
        "iam:listsigningcertificates",
        "iam:listsshpublickeys",
        "sts:getcalleridentity",  # nobody can be kept from it
    }
)
"""What self-service leaves open beside that: the password page, and lists of one's own credentials."""

LEFT_OPEN = TO_REGISTER | HARMLESS
"""All of them, in small letters."""
