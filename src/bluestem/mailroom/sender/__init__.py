"""The process that hands mail to the mail server: claims, pace, connection, and the loop."""
