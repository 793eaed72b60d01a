"""Git's hooks that scan what a commit would bring, beside those that are there already."""
