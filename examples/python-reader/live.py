"""Frames of a ModLink server as NumPy arrays: python live.py [url] [streams] [frames]

Needs numpy and websocket-client (Debian: python3-numpy, python3-websocket).
"""

import base64
import json
import sys

import numpy
import websocket


def frames(url, streams):
    """Yields (stream id, time of the first sample, array) for each frame of the streams, as they come."""
    socket = websocket.create_connection(f"{url}/api/v1/frames?format=json", suppress_origin=True)
    try:
        socket.send(json.dumps({"type": "subscribe", "subscription": 1, "streams": streams}))
        while True:
            message = json.loads(socket.recv())
            if message["type"] == "error":
                raise RuntimeError(message["message"])
            if message["type"] == "frame":
                array = numpy.frombuffer(base64.b64decode(message["data"]), message["dtype"])
                time = numpy.datetime64(int(message["timestampNs"]), "ns")
                yield message["streamId"], time, array.reshape(message["shape"])
    finally:
        socket.close()


if __name__ == "__main__":
    defaults = ["ws://127.0.0.1:7788", "*:eeg", "10"]
    url, streams, count = sys.argv[1:] + defaults[len(sys.argv) - 1 :]
    for number, (stream, time, array) in enumerate(frames(url, streams.split(",")), start=1):
        print(stream, time, array.shape, f"{array.mean():.3f}")
        if number == int(count):
            break
