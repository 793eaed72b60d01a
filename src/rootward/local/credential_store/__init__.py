"""Sessions that are kept between commands, in the system's keyring or in a file that only their owner can read.

`binding.Binding`: what a kept session is bound to: the access key that it was asked for with, the device, the endpoint.
`kept_sessions.KeptSessions`: finds, keeps and forgets the session of a binding.
`turn.turn(...)`: of many processes that need a session at once, one asks a person; the others wait and take what comes.
"""
