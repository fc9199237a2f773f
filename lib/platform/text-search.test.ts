import { describe, expect, test } from "vitest";
import { runtime } from "@/lib/access/runtime";
import { callApi } from "@/lib/testing/call-api";
import { createUser } from "@/lib/testing/factories";
import { useTestRuntime } from "@/lib/testing/test-runtime";
import { foldText } from "./text-search";

useTestRuntime();

describe("names are found in any script", () => {
  const names = ["Schlüssel für Köln", "東京サーバー", "Café key", "100% _test_"];

  test.each([
    ["koln", "Schlüssel für Köln"],
    ["Köln schlussel", "Schlüssel für Köln"],
    ["サーバ", "東京サーバー"],
    ["cafe\u0301", "Café key"],
    ["100%", "100% _test_"],
    ["_TEST_", "100% _test_"],
  ])("%s finds the key and the prompt %s alone", async (search, name) => {
    const { token } = await createUser({ plan: "enterprise" });
    for (const one of names) {
      await callApi("POST /api/v1/api-keys", { token, body: { name: one, scopes: ["prompts:read"] } });
      await callApi("POST /v1/prompts", { token, body: { name: one } });
    }
    const keys = await callApi(`GET /api/v1/api-keys?search=${encodeURIComponent(search)}`, { token });
    expect(keys.json.data.map((key: { name: string }) => key.name)).toEqual([name]);
    const prompts = await callApi(`GET /v1/prompts?q=${encodeURIComponent(search)}`, { token });
    expect(prompts.json.data.map((prompt: { name: string }) => prompt.name)).toEqual([name]);
  });
});

test.each([
  ["Ｋöln", "koln"],
  ["ΣΊΣΥΦΟΣ", "σισυφοσ"],
  ["Straße Æsir Łódź", "strasse aesir lodz"],
  ["Мой йод", "мой йод"],
  ["が ガ ｶﾞ", "が ガ ガ"],
  ["한글", "한글"],
  ["soft\u00adhy\u200bphen", "softhyphen"],
])("%s is searched as %s", async (text, folded) => {
  expect(await foldText(runtime().database.pool, text)).toBe(folded);
});
