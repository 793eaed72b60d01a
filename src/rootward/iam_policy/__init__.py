"""IAM's policy language: documents, and what they say. Pure: it reads text and nothing else."""
