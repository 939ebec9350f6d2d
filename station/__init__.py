"""What every part stands on: clock, transport port, settings, language, plug-ins, errors."""
