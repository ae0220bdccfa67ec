"""DMN files: reading, writing, and running the conformance kit."""
