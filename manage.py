#!/usr/bin/env python
"""Django's command line; beside a running `make run` use `make manage ARGS="…"`, which gives it the settings."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consular.settings")
    execute_from_command_line(sys.argv)
