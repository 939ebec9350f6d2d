"""Boards: one file per kind of headset; the file name is the name that people configure."""
