"""The verbs of `lease`."""
