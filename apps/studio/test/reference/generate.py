#!/usr/bin/env python3
"""Writes fixtures/dsp.json: what scipy gives for the filters and spectra that the studio makes by itself.

Run by hand after a change: python3 test/reference/generate.py (Debian: python3-scipy).
"""
import json
import pathlib

import numpy as np
import scipy
from scipy import signal

RIPPLE_DB = 0.5
rng = np.random.default_rng(20)


def test_signal(rate_hz: float, samples: int) -> np.ndarray:
    times = np.arange(samples) / rate_hz
    return np.round(
        30
        + 20 * np.sin(2 * np.pi * 10 * times)
        + 8 * np.sin(2 * np.pi * 50 * times)
        + rng.normal(0, 5, samples),
        6,
    )


INPUTS = {rate: test_signal(rate, 150) for rate in (250.0, 1000.0)}


def sections(family: str, kind: str, order: int, low: float, high: float, rate: float) -> np.ndarray:
    edges = {"low": high, "high": low, "band": [low, high], "stop": [low, high]}[kind]
    btype = {"low": "lowpass", "high": "highpass", "band": "bandpass", "stop": "bandstop"}[kind]
    if family == "butterworth":
        return signal.butter(order, edges, btype, fs=rate, output="sos")
    if family == "chebyshev":
        return signal.cheby1(order, RIPPLE_DB, edges, btype, fs=rate, output="sos")
    return signal.bessel(order, edges, btype, fs=rate, output="sos", norm="mag")


def settled(sos: np.ndarray, values: np.ndarray) -> np.ndarray:
    filtered, _ = signal.sosfilt(sos, values, zi=signal.sosfilt_zi(sos) * values[0])
    return filtered


def response(sos: np.ndarray, rate: float) -> list[float]:
    frequencies = np.linspace(rate / 200, rate * 0.49, 40)
    _, gains = signal.freqz_sos(sos, frequencies, fs=rate)
    return np.abs(gains).tolist()


filters = []
for family in ("butterworth", "chebyshev", "bessel"):
    for kind, orders in (("low", (1, 2, 5, 8)), ("high", (1, 3, 4)), ("band", (1, 2, 4)), ("stop", (1, 3))):
        for order in orders:
            for rate, low, high in ((250.0, 1.0, 40.0), (1000.0, 45.0, 55.0)):
                values = INPUTS[rate]
                sos = sections(family, kind, order, low, high, rate)
                filters.append(
                    {
                        "family": family,
                        "kind": kind,
                        "order": order,
                        "lowHz": low,
                        "highHz": high,
                        "rateHz": rate,
                        "output": np.round(settled(sos, values), 7).tolist(),
                        "gains": np.round(response(sos, rate), 10).tolist(),
                    }
                )

notches = []
for hz, rate in ((50.0, 250.0), (60.0, 1000.0)):
    values = INPUTS[rate]
    sos = signal.tf2sos(*signal.iirnotch(hz, 30, fs=rate))
    notches.append(
        {"hz": hz, "rateHz": rate, "output": np.round(settled(sos, values), 7).tolist()}
    )

spectra = []
for rate, length in ((250.0, 256), (1000.0, 128)):
    values = test_signal(rate, 1000)
    _, density = signal.welch(values, fs=rate, nperseg=length)
    spectra.append({"rateHz": rate, "length": length, "input": values.tolist(), "density": density.tolist()})

out = {
    "madeWith": f"scipy {scipy.__version__}, numpy {np.__version__}",
    "rippleDb": RIPPLE_DB,
    "inputs": {str(int(rate)): values.tolist() for rate, values in INPUTS.items()},
    "filters": filters,
    "notches": notches,
    "spectra": spectra,
}
folder = pathlib.Path(__file__).parent / "fixtures"
folder.mkdir(exist_ok=True)
(folder / "dsp.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
