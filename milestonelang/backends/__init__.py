"""Everything made from a checked agreement or its program: values and documents."""
