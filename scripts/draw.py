"""Draw the icons and the social card again, after a change of durand/site/assets/*.svg."""

from durand.site import reader

for name, data in reader.drawn().items():
    (reader.ASSETS / name).write_bytes(data)
