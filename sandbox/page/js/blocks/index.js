// Everything that can be drawn, registered by importing it.
import "../elements/button.js";
import "../elements/choices.js";
import "../elements/dates.js";
import "../elements/select.js";
import "../elements/external.js";
import "../elements/file.js";
import "../elements/text.js";
import "../elements/rich_text.js";
import "../elements/small_buttons.js";
import "./content.js";
import "./rich_text.js";
import "./pictures.js";
import "./media.js";
import "./markdown.js";
import "./tables.js";
import "./cards.js";

export { Fields } from "./fields.js";
export { keepPlace } from "./place.js";
export { renderBlocks, shown } from "./registry.js";
