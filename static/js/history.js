// The library, which is the page of the history.

// First, since its steps of the history are none of the grid.
import "./full-screen.js";
import "./live-cards.js";
import "./undo-delete.js";
import "./reader-zone.js";
import "./tile-grid.js";
import "./tile-keys.js";
