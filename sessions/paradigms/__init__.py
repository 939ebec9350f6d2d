"""The shipped paradigms: one TOML file each."""
