"""The families of compositions; each module draws one kind of picture as a list of layers."""
