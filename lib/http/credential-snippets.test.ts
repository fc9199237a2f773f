import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import type { KeyProduct } from "@/components/api-keys/key-product";
import { keyCodes, keyVariable, revealedKey } from "@/components/api-keys/key-secret";
import { revealedToken, tokenCodes, tokenVariable } from "@/components/tokens/token-secret";
import { listPromptsContract } from "@/lib/features/prompts/contract";
import { openApiEdge } from "@/lib/testing/api-edge";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

useTestRuntime();

const product: KeyProduct = {
  id: "prompts",
  label: "Prompts",
  description: "",
  environments: ["production"],
  scopes: [],
  roles: [],
  perMinute: null,
  examples: [{ method: "GET", path: listPromptsContract.path, scope: "prompts:read" }],
};

/** What a snippet prints, with these variables in its environment. */
async function outputOf(language: "curl" | "javascript", code: string, env: Record<string, string>): Promise<string> {
  const [program, ...parameters] =
    language === "curl" ? ["sh", "-c", code] : ["node", "--input-type=module", "-e", code];
  const { stdout } = await promisify(execFile)(program ?? "", parameters, { env: { ...process.env, ...env } });
  return stdout;
}

describe.each(["curl", "javascript"] as const)("the %s example", (language) => {
  it("of a key runs against the server as its page shows it, with the secret from the environment alone", async () => {
    const origin = `http://127.0.0.1:${await openApiEdge({})}`;
    const user = await createUser();
    const body = { name: "Reader", scopes: ["prompts:read"] };
    const made = (await callApi("POST /api/v1/api-keys", { token: user.token, body })).json;
    await callApi("POST /v1/prompts", { token: user.token, body: { name: "Greeting" } });
    const codes = keyCodes(made.data, product, origin);
    expect(Object.values(codes).join("\n")).not.toContain(made.key);
    expect(await outputOf(language, codes[language], { [keyVariable(product)]: made.key })).toContain("Greeting");
    expect(await outputOf(language, codes[language], { [keyVariable(product)]: "nonsense" })).toContain("UNAUTHORIZED");
    const revealed = revealedKey(made, product, origin).snippets?.[language] ?? "";
    expect(await outputOf(language, revealed, { [keyVariable(product)]: made.key })).toContain("Greeting");
  });

  it("of a personal access token does the same", async () => {
    const origin = `http://127.0.0.1:${await openApiEdge({})}`;
    const user = await createUser({ plan: "pro" });
    const made = (await callApi("POST /api/user/tokens", { token: user.token, body: { name: "CI" } })).json;
    const codes = tokenCodes(made, origin);
    expect(Object.values(codes).join("\n")).not.toContain(made.token);
    for (const code of [codes[language], revealedToken(made, origin).snippets?.[language] ?? ""]) {
      expect(await outputOf(language, code, { [tokenVariable]: made.token })).toContain(made.token_id);
    }
  });
});
