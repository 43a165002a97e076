"""The worksheet functions, by kind; each module declares its own to the registry."""
