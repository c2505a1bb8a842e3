// The page of one generation.

import "./zoom-view.js";
import "./full-screen.js";
import "./generation-page.js";
import "./live-cards.js";
import "./elapsed-time.js";
import "./vary-key.js";
