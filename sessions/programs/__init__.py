"""Programmes of training as data: one TOML file each; a copy in the data home wins."""
