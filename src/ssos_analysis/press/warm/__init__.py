"""The warm engine: each notebook in a process of its own, forked from one that has imported everything already.

`kernel` is ipykernel's own kernel with a pipe in place of its sockets, `engine` nbclient's own client at the other end of the
pipe, `server` the process that is forked, `pool` the press's use of it. docs/decisions/0009-warm-engine.md says why.
"""
