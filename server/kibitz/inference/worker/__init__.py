"""The process that holds one model: `python -m kibitz.inference.worker`.

The only package that imports llama_cpp. It knows tokens, caches and sampling;
it does not know files, documents or languages.
"""

import os

# Read by GNU's OpenMP when it is loaded: how often a thread that waits for the others looks before
# it sleeps. Decoding on 2 cores, tokens a second alone / beside one busy process: by default (300,000
# looks) 45 / 3 to 14, with 300 looks 43 / 23, with none 28 / 25.
os.environ.setdefault("GOMP_SPINCOUNT", "300")
