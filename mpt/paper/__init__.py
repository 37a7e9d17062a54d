"""The paper room: what people print, hang up or send as a picture. It imports nothing else of ours."""
