"""What is launched and counted: fixed point, faces, fields, tables, threads."""
