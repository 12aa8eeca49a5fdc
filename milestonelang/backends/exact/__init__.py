"""The exact evaluator: what each operation of an `ir.Program` means, carried out on its inputs."""
