"""Charts of a surface: its relief, walks on it, its terrain in three dimensions."""
