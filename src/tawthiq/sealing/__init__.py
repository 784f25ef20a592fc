"""The only door to cryptography: digests now; seals, signatures and timestamps come through here too."""
