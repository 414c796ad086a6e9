"""The peers that are Python: written as their libraries' own guides show it, by somebody who knows them.

Each is started with ``python -m bench.peers.NAME``, prints its port when it serves and ends with its pipe.
"""
