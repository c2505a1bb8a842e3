"""The sketch engine: a deterministic renderer that illustrates a prompt with shapes, colours and type.

It is not a model and does not pretend to be one. Three triggers in a prompt produce every state of a generation:
`[sketch:refuse]` refuses the content (unless safety_tolerance is at its maximum or the safety checker is disabled),
`[sketch:fail]` fails, and `[sketch:wait 5]` waits that many seconds, once per prompt. Other words are never refused.
"""
