"""The mechanisms, one file each. They do not import each other: they meet in faces and in today's record."""
