"""What has leaked: AWS credentials in files and histories, and passwords that are known from breaches.

- `detect`: pure; the credentials in some bytes
- `gate`: whether some bytes may hold any, asked of a great many at once
- `files`, `git`: where bytes come from
- `allow`: what is meant to be there
- `hooks`: git's own hooks, which ask before a commit
- `breached`: passwords that are known from breaches
"""
