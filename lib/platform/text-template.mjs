/**
 * Templates with placeholders: `{{name}}` or `{{ name }}` stands for a variable. A backslash before the braces makes them
 * literal (`\{{name}}` gives `{{name}}`), two give one backslash and the value. Braces around anything but a name are
 * ordinary text. Plain JavaScript, because worker threads outside the bundle read it too.
 */

/** A letter or underscore, then letters, digits, `_`, `-`, `.`; at most 100 characters. */
const name = String.raw`[\p{L}_][\p{L}\p{M}\p{N}_.-]{0,99}`;
const placeholder = new RegExp(String.raw`\{\{\s{0,20}(${name})\s{0,20}\}\}`, "gu");
const wholeName = new RegExp(`^${name}$`, "u");

/** Whether a text can be a variable's name. */
export function isVariableName(text) {
  return wholeName.test(text) && text !== "__proto__";
}

/** A template's pieces in order: text as it is, and variables by name. */
export function parseTemplate(template) {
  const pieces = [];
  let end = 0;
  const addText = (text) => text !== "" && pieces.push({ text });
  for (const match of template.matchAll(placeholder)) {
    let slashes = 0;
    while (match.index - slashes > end && template[match.index - slashes - 1] === "\\") slashes++;
    addText(template.slice(end, match.index - slashes) + "\\".repeat(Math.floor(slashes / 2)));
    if (slashes % 2 === 1) addText(match[0]);
    else pieces.push({ variable: match[1] });
    end = match.index + match[0].length;
  }
  addText(template.slice(end));
  return pieces;
}

/** The names of a template's variables, each once, in the order in which they come. */
export function variablesOf(template) {
  return [...new Set(parseTemplate(template).flatMap(({ variable }) => variable ?? []))];
}

/** The text with every variable's value in place, which is not read as a template again; or why there is none. */
export function renderTemplate(pieces, variables, maxLength) {
  const parts = [];
  let length = 0;
  for (const { text, variable } of pieces) {
    if (variable !== undefined && !Object.hasOwn(variables, variable)) {
      return { error: `The row has no variable "${variable}"` };
    }
    const part = variable === undefined ? text : String(variables[variable]);
    length += part.length;
    if (length > maxLength) return { error: `The text would have more than ${maxLength} characters` };
    parts.push(part);
  }
  return { text: parts.join("") };
}
