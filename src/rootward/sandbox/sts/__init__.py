"""STS: who calls, and the credentials that are lent for a while."""
