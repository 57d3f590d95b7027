"""
The Learning Log: what a pair made and measured, kept for the pair.

`rules` holds what an entry is, `commands` how one is kept and withdrawn, `queries` who may read and find what, `words`
how a message is kept only with its author's yes, `sharing` what may be shown outside, `exports` the log as a text,
`files` how it comes to whoever asks.
"""
