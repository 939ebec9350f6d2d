"""How people drive the line: the command and its pages."""
