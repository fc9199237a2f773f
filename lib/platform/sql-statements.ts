import "server-only";

/** What may hold a semicolon or a comma that separates nothing, and comments. */
const token = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$\w*\$)[\s\S]*?\1|[\s\S]/g;

/** The statements of an SQL text, each on one line and without comments. */
export function sqlStatements(sql: string): string[] {
  return splitOutside(sql, ";").filter((statement) => statement !== "");
}

/** Splits at a sign that stands in no text, name or parentheses; comments go, and white space becomes one blank. */
export function splitOutside(sql: string, separator: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const [piece] of sql.matchAll(token)) {
    const isComment = piece.startsWith("--") || piece.startsWith("/*");
    if (piece === "(") depth += 1;
    if (piece === ")") depth -= 1;
    if (piece === separator && depth === 0) parts.push("");
    else parts[parts.length - 1] += isComment ? " " : piece;
  }
  return parts.map((part) => part.replace(/\s+/g, " ").trim());
}
