"""Django's SQLite, with writers of one process taking turns; the engine that settings name."""
