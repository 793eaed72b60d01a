"""Where access keys lie on this machine.

`searching.search(places)`: every key in these folders and files, with the file's permissions.
`searching.usual_places()`: where keys lie on most machines: the home folder, the files that variables name.
`searching.own_files()`: the AWS command line's own two files, and nothing else.
`permissions.keep_to_owner(path)`: takes from others the right to read a file.

Only files of known kinds are opened (`kinds`), which is decided by name; a file that was named is opened whatever it is
called. `pairs` finds keys in a text (pure), `sections` says whose part of a file a line belongs to (pure), `encoded`
reads what base64 hides (pure), `walking` finds the files, `reading` reads one.
"""
