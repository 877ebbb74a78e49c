#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.management import execute_from_command_line

from config.nowhere import NOWHERE

NEEDS_NO_SERVER = ["einvoice"]  # reads a file: also where no setting of the product is made

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] == NEEDS_NO_SERVER:
        os.environ |= NOWHERE | os.environ
    execute_from_command_line(sys.argv)
