"""The process that holds one model: `python -m kibitz.inference.worker`.

The only package that imports llama_cpp. It knows tokens, caches and sampling;
it does not know files, documents or languages.
"""
