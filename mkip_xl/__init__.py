"""Split shared money so that it always adds up, in any Excel cell; then fill, check and release the appendices."""

__version__ = "0.1.0"
