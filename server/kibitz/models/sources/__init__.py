"""Places where a catalogue file's bytes can be had, one module each."""
