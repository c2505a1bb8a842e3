"""The models: their specs, the validation of parameters, and the size of the picture they produce."""
