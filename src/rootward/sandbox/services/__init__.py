"""The other services that rootward extends, and the table of which class answers for which service."""
