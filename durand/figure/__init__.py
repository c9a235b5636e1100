"""The citable figure: its record, its drawing, its versions."""
