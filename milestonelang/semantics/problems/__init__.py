"""What can be wrong: one function a code, one file an area."""
