"""The society: people, households, places and the computed contact network. All of it invented."""
