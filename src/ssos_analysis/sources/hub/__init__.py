"""The state's Education-to-Career hub: datasets fetched page by page, kept as they came, read like any export."""
