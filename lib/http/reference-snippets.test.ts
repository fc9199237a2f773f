import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { snippetIn } from "@/components/reference/snippet-languages";
import { snippetOf } from "@/components/reference/snippet-of";
import { createPromptContract, getPromptContract, listPromptsContract } from "@/lib/features/prompts/contract";
import { openApiEdge } from "@/lib/testing/api-edge";
import { createKey, createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import type { Contract } from "./contract";

useTestRuntime();

const runs = {
  javascript: (code: string) => ["node", "--input-type=module", "-e", code],
  curl: (code: string) => ["sh", "-c", code],
};

/** What a snippet prints. */
async function outputOf(
  language: keyof typeof runs,
  request: Parameters<typeof snippetIn>[1],
  env: Record<string, string>,
) {
  const [program = "", ...parameters] = runs[language](snippetIn(language, request));
  const { stdout } = await promisify(execFile)(program, parameters, { env: { ...process.env, ...env } });
  return stdout;
}

test.each(["javascript", "curl"] as const)(
  "requests in %s run against the server as they are shown: a list, a creation, one thing by its identifier",
  async (language) => {
    const port = await openApiEdge({});
    const user = await createUser();
    const { secret } = await createKey(user, { product: "prompts", scopes: ["prompts:read", "prompts:write"] });
    const run = (contract: Contract, env = {}) =>
      outputOf(language, snippetOf(contract, `http://127.0.0.1:${port}`), { API_KEY: secret, ...env });
    const created = await run(createPromptContract);
    expect(created).toContain("Release notes");
    const id = /"?\bid"?: ?["']([^"']+)["']/.exec(created)?.[1] ?? "none";
    expect(await run(listPromptsContract)).toContain(id);
    expect(await run(getPromptContract, { ID: id })).toContain("Release notes");
    expect(await run(getPromptContract, { ID: id, API_KEY: "nonsense" })).toContain("UNAUTHORIZED");
  },
);
