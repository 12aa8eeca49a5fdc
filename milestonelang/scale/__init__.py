"""One agreement over partners spread over many machines: Arrow tables in, Arrow tables out."""
