"""A process that works on command: one of several that engine-speed times by turns.

For every line of standard input, `open`, `steps N` or `close`, it prints a line of JSON.
"""

import ctypes
import gc
import json
import sys


def answer(message):
    print(json.dumps(message), flush=True)


def obey(about, opened):
    """Introduces itself, then obeys; what `opened()` gives takes so many steps and returns seconds."""
    answer(about)
    run = None
    for line in sys.stdin:
        command, *steps = line.split()
        if command == "open":
            run = opened()
            answer({})
        elif command == "steps":
            answer({"seconds": [run(int(*steps))]})
        elif command == "close":
            # The memory belongs to the process whose turn it is; the allocator keeps it otherwise.
            run = None
            gc.collect()
            ctypes.CDLL(None).malloc_trim(0)
            answer({})
        else:
            sys.exit(f"unknown command {command}")
