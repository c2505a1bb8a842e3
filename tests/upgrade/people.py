"""What the people of a recorded release know: their passwords, keys and links. None of it opens anything elsewhere."""

PASSWORD = "correct-horse-battery"
# The server's own secrets, which a recorded release needs as a home does.
SECRET_KEY = "the secret key of a recorded release, known to everybody"
ENCRYPTION_KEY = "the encryption key of a recorded release"
API_KEY = "afk_0123456789abcdefABCDEF0123456789"
ENDED_API_KEY = "afk_9876543210fedcbaFEDCBA9876543210"
REMOTE_KEYS = {name: f"{name}-key-that-opens-nothing" for name in ("onemin", "apiframe", "bfl")}
PROMPT = "a red fox in the snow, naïve, 🦊"
SLUGS = {name: f"{name.replace(' ', '-')}-link-of-a-recorded" for name in ("live", "ending", "expired", "revoked")}
SLUGS |= {"with inputs": "with-inputs-link-of-a-recorded", "guest": "guest-link-of-a-recorded"}
