"""Passwords that are known from breaches: lists of them, in a file or asked for by a part of a fingerprint."""
