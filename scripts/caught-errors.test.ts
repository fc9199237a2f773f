import { readFileSync } from "node:fs";
import ts from "typescript-5";
import { expect, test } from "vitest";
import { sourcesUnder } from "./check-imports.mjs";

/** What writes lines of a log, by its last name. */
const writers = /^(log|jsonLog|complain|warn)$/;

/** Events of which the catch itself is the news: a name that was taken, and a time that was over. */
const knownEnds = /"(domain_proved_elsewhere|jobs_left)"/;

/** Lines of a file that tell of a caught error without its stack: `catch` blocks, and functions that `.catch()` gets. */
function untold(file: string, source: string): string[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node, isCaught: boolean): void => {
    const text = node.getText();
    if (isCaught && isTelling(node) && !/\berrorFields\(/.test(text) && !knownEnds.test(text)) {
      found.push(`${parsed.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text}`);
    }
    ts.forEachChild(node, (child) => visit(child, isCaught || ts.isCatchClause(node) || isHandler(child)));
  };
  visit(parsed, false);
  return found;
}

/** A call that writes a warning or an error. */
function isTelling(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  const { expression: callee } = node;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  const [level] = node.arguments;
  const isSaid = level && ts.isStringLiteral(level) && /^(warn|error)$/.test(level.text);
  return writers.test(name) && (isSaid || /^(complain|warn)$/.test(name));
}

function isHandler(node: ts.Node): boolean {
  const { parent } = node;
  return (
    (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) &&
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    parent.expression.name.text === "catch"
  );
}

test.each([
  'try {\n  x();\n} catch {\n  log("warn", "x_failed");\n}',
  'try {\n  x();\n} catch (error) {\n  runtime().log("error", "x_failed", { error: error.message });\n}',
  'x().catch((error) => jsonLog("error", "x_failed", { error: errorText(error) }));',
  'x().catch(() => {\n  complain("x failed", "x_failed");\n});',
])("a caught error that is told without its stack is found: %s", (source) => {
  expect(untold("a.ts", source)).toHaveLength(1);
});

test.each([
  'x().catch((error) => log("error", "x_failed", { id, ...errorFields(error) }));',
  'try {\n  x();\n} catch (error) {\n  complain("x failed", "x_failed", errorFields(error));\n}',
  'log("warn", "x_doubtful", { x });',
  'try {\n  x();\n} catch {\n  log("info", "x_ended");\n}',
])("what tells the stack, or of nothing that was caught, is left alone: %s", (source) => {
  expect(untold("a.ts", source)).toEqual([]);
});

test("the log tells of each caught error with its stack", () => {
  const files = ["lib", "app", "scripts"].flatMap(sourcesUnder).concat("server.ts", "middleware.ts");
  const product = files.filter((file) => !/\.test\.tsx?$|^lib\/testing\/|\.generated\.mjs$/.test(file));
  const lines = product.flatMap((file) => {
    const source = readFileSync(file, "utf8");
    // Only a fraction has such a line, and parsing takes long.
    if (!/"(warn|error)"|\b(complain|warn)\(/.test(source)) return [];
    return untold(file, source).map((line) => `${file}:${line}`);
  });
  expect(lines).toEqual([]);
});
