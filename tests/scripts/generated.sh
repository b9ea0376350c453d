#!/bin/bash
# Random programs: what the checker accepts the kernel accepts, and the values are right.
exec timeout 300 python3 "$SOURCE/tests/generate/generate.py" "$SONDE" --seed 70000 --count 150 --size 20
