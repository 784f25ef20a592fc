"""The only door to cryptography: digests now; seals, signatures and trusted timestamps come through here too."""
