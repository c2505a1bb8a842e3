"""A web application to try the FLUX.2 image models of several public APIs."""

__version__ = "0.1.0"
