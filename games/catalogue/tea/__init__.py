"""A hand makes tea step by step: it lifts the lid, takes the pot, pours, and lifts the cup."""
