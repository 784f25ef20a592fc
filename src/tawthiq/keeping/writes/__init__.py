"""Everything that changes the store. Only actions come through here, each inside one transaction."""
