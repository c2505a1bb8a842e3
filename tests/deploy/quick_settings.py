"""The playground's settings, but passwords cost nothing: what is tested is who is counted."""

from playground.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
