"""From the checked contract to the dataflow program: nothing sugared or implicit is left."""
