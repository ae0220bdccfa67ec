"""The reader agent: reads attendance cards, keeps every tap on disk, posts it to the taps API."""
