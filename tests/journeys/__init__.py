"""Whole ways through the product in a real browser, on real servers, with real mails."""
