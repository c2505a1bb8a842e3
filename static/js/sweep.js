// The page of a sweep.

// First, since its steps of the history are none of the grid.
import "./full-screen.js";
import "./live-cards.js";
import "./sweep-grid.js";
