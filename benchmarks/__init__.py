"""How fast the line is: every benchmark prints a table and writes JSON."""
