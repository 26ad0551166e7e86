"""A recording as NumPy arrays: python recording.py <recording>.<stream>.npz

`modlink export <recording> --format npz` writes one such file for each stream. Needs numpy (Debian: python3-numpy).
"""

import sys

import numpy

with numpy.load(sys.argv[1]) as stream:
    data = stream["data"]  # [sample, channel]
    times = stream["timestamps_ns"].astype("datetime64[ns]")
    print("streams from", times[0], "to", times[-1])
    for name, values in zip(stream["channel_names"], data.T):
        print(f"{name}: {len(values)} samples, mean {values.mean():.3f}, standard deviation {values.std():.3f}")
