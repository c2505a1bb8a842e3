// Every page loads this. Collecting static files replaces the imports of an entry by the modules themselves.

import "./page.js";
import "./notices.js";
import "./session-renewal.js";
import "./owner-changes.js";
import "./copy-button.js";
import "./picture-drops.js";
import "./theme-switch.js";
import "./sign-out.js";
import "./open-dialogs.js";
