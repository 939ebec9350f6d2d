"""The classical research screen: cross, arrow and bar."""
