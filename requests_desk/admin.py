"""What the desk sets up, on the admin site."""
