import { KeyRound } from "lucide-react";
import { expect, test } from "vitest";
import { type Choice, matching } from "./choices";

const choice = (label: string, words = ""): Choice => ({
  id: label,
  label,
  words,
  Icon: KeyRound,
  run: () => undefined,
});
const choices = [
  choice("Create API key", "new secret"),
  choice("API Keys", "credential"),
  choice("Überblick", "overview"),
  choice("Team", "member invite"),
];
const found = (search: string) => matching(choices, search).map(({ label }) => label);

test("every word has to be there, as the beginning of a word", () => {
  expect(found("new api")).toEqual(["Create API key"]);
  expect(found("ey")).toEqual([]);
  expect(found("key team")).toEqual([]);
});

test("a name that begins with the search comes before one that holds it, and that before other words", () => {
  expect(found("api")).toEqual(["API Keys", "Create API key"]);
  expect(matching([choice("Settings", "team"), choice("Team")], "team").map(({ label }) => label)).toEqual([
    "Team",
    "Settings",
  ]);
});

test("neither case nor accents matter, and an empty search finds all", () => {
  expect(found("uber")).toEqual(["Überblick"]);
  expect(found("ÜBER")).toEqual(["Überblick"]);
  expect(found("  ")).toHaveLength(choices.length);
});
