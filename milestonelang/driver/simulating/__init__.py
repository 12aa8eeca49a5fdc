"""Terms run on drawn figures."""
