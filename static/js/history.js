// The history.

import "./live-cards.js";
import "./undo-delete.js";
