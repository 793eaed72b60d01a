"""Talking to AWS, and to nothing else: the session, the calls, one reader a fact. Nobody else imports boto3."""
