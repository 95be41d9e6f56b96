"""What `./dev test`, `./dev lint` and CI run, and how it is counted."""
