"""The only door to cryptography: digests, seals to the key-holders, their signed list, their keys and shares.

The formats are those of others: age v1 for what is sealed, Ed25519 (RFC 8032) for the signed list, SLIP-39 for the
shares of the recovery key. What is ours is only what stands inside a seal (`bindings`) and how long it is (`padding`).
"""
