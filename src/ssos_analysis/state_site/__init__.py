"""What the pages about the whole state need of a store: the press reads it, and knows no store."""
