"""Mirrors server/kibitz; e2e/ talks to real server processes, editors/ to real editors."""
