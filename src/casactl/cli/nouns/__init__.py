"""The nouns of the command line and their verbs, as plain data."""
