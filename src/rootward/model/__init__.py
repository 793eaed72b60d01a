"""The nouns, pure: what an account is, what is found in it, and what is not known about it."""
