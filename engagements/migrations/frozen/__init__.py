"""What migrations up to 0010 import, as it stood then: goes when those carry their own SQL."""
