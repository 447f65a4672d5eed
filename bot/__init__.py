"""The machine: settings, state, wiring and the command line."""
