"""From a need to a thing done, accepted and settled: rehabilitation, devices, care, homes."""
