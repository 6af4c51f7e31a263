"""The process that holds one model: `python -m kibitz.inference.worker`.

The only package that imports llama_cpp. It knows tokens, caches and sampling;
it does not know files, documents or languages.
"""

import os

# Read by the library when it is loaded: threads that wait for each other sleep instead of spinning.
# With every core of the machine busy, spinning made decoding three to ten times slower.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
