"""Excel on Windows, Mac and the web as an Office add-in: a small server, its manifest, and the pages it serves."""
