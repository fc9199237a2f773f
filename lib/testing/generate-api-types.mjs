/**
 * Reads an OpenAPI document from stdin and prints what openapi-typescript makes of it. The generator writes its output
 * with the compiler's JavaScript API, which TypeScript 7 no longer has. It alone gets version 5 for that.
 */
import { register } from "node:module";
import { json } from "node:stream/consumers";

const hook = `export const resolve = (name, context, next) => next(name === "typescript" ? "typescript-5" : name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { default: generate, astToString } = await import("openapi-typescript");
process.stdout.write(astToString(await generate(await json(process.stdin), { silent: true })));
