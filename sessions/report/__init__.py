"""The session report: pictures, page and PDF."""
