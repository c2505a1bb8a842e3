"""The models: their specs, the check of what is asked of them, and the size of the picture that they make."""
