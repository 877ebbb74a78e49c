"""Launchers and checks around the product: nothing here runs in production or imports its apps."""
