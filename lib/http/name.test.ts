import { describe, expect, test } from "vitest";
import { z } from "zod";
import { contractTable } from "@/lib/contract-table";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";

const { open } = useTestRuntime();

/**
 * The confirmation of a deletion is compared with a name, and stored nowhere; a budget is named in headers, as limits are.
 */
const naming = contractTable.filter(
  ({ method, path, body }) => method !== "DELETE" && !path.endsWith("/budgets") && nameIn(body) !== undefined,
);

function nameIn(body: unknown): z.ZodType | undefined {
  return body instanceof z.ZodObject ? (body.shape.name as z.ZodType | undefined) : undefined;
}

describe("every endpoint that takes a name takes the same ones", () => {
  test("there are many of them", () => {
    expect(naming.length).toBeGreaterThan(12);
  });

  test.each(naming.map((contract) => [`${contract.method} ${contract.path}`, contract.body] as const))(
    "%s",
    (_endpoint, body) => {
      const name = nameIn(body);
      expect(name?.safeParse("  Zoe\u0308 👩‍👩‍👧‍👦 می‌خواهم ").data).toBe("Zoë 👩‍👩‍👧‍👦 می‌خواهم");
      for (const bad of [
        "\u200b",
        "\u3164",
        "\u2800",
        "\uffa0",
        "x\u202egnp",
        "Acme\nYou won",
        "Acme\u2028x",
        "a\0",
        "a\u3164b",
        "pay\u200dpal",
      ]) {
        expect(name?.safeParse(bad).success).toBe(false);
      }
    },
  );
});

test("an unfit name is refused by its field, in both envelopes", async () => {
  const { token } = await createUser();
  const key = await callApi("POST /api/v1/api-keys", { token, body: { name: "x\u202egnp" } });
  expect([key.status, key.json.errors[0]]).toMatchObject([400, { code: "VALIDATION_ERROR", field: "name" }]);
  const prompt = await callApi("POST /v1/prompts", { token, body: { name: "\u3164", content: "x" } });
  expect([prompt.status, prompt.json.error.details]).toMatchObject([400, [{ path: "name" }]]);
  expect(await open().database.prisma.apiKey.count()).toBe(0);
});
