"""Passwords: what AWS and a baseline ask of one, how long it would hold, and choosing one."""
