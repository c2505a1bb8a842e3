// The studio. The sheet comes before the form, which opens it when it arrives with an error.

import "./prompt-field.js";
import "./slider-field.js";
import "./seed-field.js";
import "./settings-sheet.js";
import "./spec-form.js";
import "./number-boxes.js";
import "./form-keys.js";
import "./api-names.js";
import "./dock-chips.js";
import "./idea-pictures.js";
import "./code-panel.js";
import "./draft-keeper.js";
import "./form-undo.js";
import "./live-cards.js";
import "./elapsed-time.js";
import "./code-drawer.js";
import "./arrange.js";
import "./stage-selection.js";
import "./full-screen.js";
import "./stage-marks.js";
import "./picture-files.js";
import "./rail-runs.js";
import "./pending-cards.js";
import "./undo-delete.js";
import "./edit-focus.js";
import "./late-changes.js";
