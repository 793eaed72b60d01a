"""What may be there: marks on lines, rules of the user's and of the repository's, and baselines."""
