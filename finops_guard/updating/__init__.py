"""Price lists of the vendors, read in their own formats, as a price book: the one thing that may use the network."""
