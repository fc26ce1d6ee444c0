"""The loop: ``descend``, how it is fast, what it records and how a recorded step is replayed."""
