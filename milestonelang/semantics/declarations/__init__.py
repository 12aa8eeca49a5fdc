"""What each kind of declaration says: one module a family, from trees to checked declarations."""
