"""Every page by every check, in both languages and themes: only with `make audit`."""
