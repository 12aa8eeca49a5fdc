"""An independent computation of drawn contracts, against which the compiler is tested."""
