"""How fast the line is: every benchmark prints a table and writes JSON."""

import os

# As the product does, and before anybody imports NumPy: for matrices as small as ours further threads
# wait for each other, tenfold as soon as the machine has other work.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
