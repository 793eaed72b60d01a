"""The AWS command line's own two files, read as botocore reads them and changed without touching another byte.

`paths.credentials_file()`, `paths.config_file()`: where they lie on this machine.
`section_names.in_credentials(profile)`, `in_config(document, profile)`: what a profile's section is called.
`changing.opened(path)`: the document that lies there, for those who only read.
`changing.change(path, edit)`: reads under a lock, calls `edit(document)`, which gives the document after it or raises,
    and writes it owner-only, all or nothing. `edit` may be called again where another program wrote in between.
`editing.with_values(document, section, values)`, `without_keys(document, section, keys)`,
    `without_section(document, section)`, for several sections at once `with_changes(document, changes)`: the document
    after that, and nothing else in it other than before (pure). A missing section is made.
`keys.with_keys(document, section, key_id, secret, token)`, `with_key_replaced(document, old_id, key_id, secret)`: the
    document in which those are the credentials, and no token of others stands beside them (pure).
`document.read_document(data, shown)`: the sections, entries and lines of one file (pure).
`profiles.read_profiles()`: what every profile holds, and which share one key.

A value is a `Secret` everywhere here: what a file of credentials says is shown to nobody who does not ask for it.
"""
