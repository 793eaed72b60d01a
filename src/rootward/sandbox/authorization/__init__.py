"""Whether a call is allowed: what it needs, the policies that are in force, and what they say together."""
