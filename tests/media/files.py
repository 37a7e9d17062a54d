"""Pictures and sounds for tests, made here: what an honest trainer brings."""

import io
import math
import random
import struct
from array import array
from collections.abc import Mapping

from PIL import Image, ImageDraw

RATE = 22_050
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 180"><path d="M0 0L320 180" stroke="#b8392a"/></svg>'


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return an image as a file of this kind."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photo(width: int = 400, height: int = 300) -> Image.Image:
    """Return something like a photo: soft, of many colours, different in each corner."""
    grain = random.Random(1).randbytes((width // 20 + 1) * (height // 20 + 1) * 3)
    small = Image.frombytes("RGB", (width // 20 + 1, height // 20 + 1), grain)
    image = small.resize((width, height), Image.Resampling.BICUBIC)
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill="red")
    return image


def tone(seconds: float, loudness: float = 0.4) -> "array[int]":
    """Return a tone, one channel of RATE samples a second; silence where it has no loudness."""
    top = 32_767 * loudness
    return array("h", (int(top * math.sin(place / RATE * 2 * math.pi * 440)) for place in range(int(seconds * RATE))))


def wav(sound: "array[int]", rate: int = RATE, channels: int = 1) -> bytes:
    """Return a sound as a WAV file."""
    data = sound.tobytes()
    form = struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * 2 * channels, 2 * channels, 16)
    size = struct.pack("<I", len(data))
    return b"".join((b"RIFF", struct.pack("<I", 36 + len(data)), b"WAVEfmt ", form, b"data", size, data))


def as_form(fields: Mapping[str, str], file_name: str, data: bytes) -> tuple[str, bytes]:
    """Return a form with a file as a browser sends it: its content type, and its body."""
    edge = "-----------------------------7d81f9c2"
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    head = f'Content-Disposition: form-data; name="file"; filename="{file_name}"\r\nContent-Type: image/png\r\n\r\n'
    parts.append(head.encode() + data)
    body = b"".join(b"--%s\r\n%s\r\n" % (edge.encode(), part) for part in parts)
    return f"multipart/form-data; boundary={edge}", body + b"--%s--\r\n" % edge.encode()
