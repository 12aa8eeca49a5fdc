"""The words of each advice, one function a code."""
