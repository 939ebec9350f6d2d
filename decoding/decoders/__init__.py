"""Decoders: one file each; the file name is the name that people configure."""
