"""Whom binding users to MFA would cut off today."""
