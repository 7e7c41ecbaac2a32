"""One document as page, PDF, braille, audio and easy words."""
