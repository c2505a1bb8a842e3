// The library, which is the page of the history.

import "./live-cards.js";
import "./undo-delete.js";
import "./reader-zone.js";
import "./tile-grid.js";
