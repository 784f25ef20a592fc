"""The only door to cryptography: digests, seals to the key-holders and their signed list, signatures, timestamps.

The formats are those of others: age v1 for what is sealed, Ed25519 (RFC 8032) for signatures, SLIP-39 for the shares of
the recovery key, RFC 3161 for timestamps. What is ours is only what stands inside a seal (`bindings`) and how long it
is (`padding`).
"""
