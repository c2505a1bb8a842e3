"""The sketch engine: a deterministic renderer that draws what a prompt says with shapes, colour and type.

It is no model and does not pretend to be one. Three triggers let every state be tried, whatever the rest of the
prompt says: `[sketch:refuse]` is refused for content (unless safety_tolerance is at its maximum or the safety checker
is disabled), `[sketch:fail]` fails, `[sketch:wait 5]` waits that many seconds, once a prompt. Only the trigger is ever
refused: the engine judges no words.
"""
