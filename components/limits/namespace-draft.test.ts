import { describe, expect, it } from "vitest";
import { notInDigits } from "@/components/ui/whole-number";
import { draftOf, emptyNamespace, listProblem, problemsOf, settingsOf } from "./namespace-draft";

const namespace = {
  id: "lns_1",
  namespace: "images",
  description: "",
  windows: [{ name: "daily", limit: 10, per: "1d" }],
  concurrency: 5,
  overrides: [{ identifier: "team_*", concurrency: 7 }],
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00.000Z",
};

describe("the form of a namespace", () => {
  it("sends what a namespace says, unchanged where nothing was typed", () => {
    const { description, windows, concurrency, overrides } = namespace;
    expect(settingsOf(draftOf(namespace))).toEqual({ description, windows, concurrency, overrides });
  });

  it("says of a list that is no JSON what it must be, and of an empty slot count that there is none", () => {
    expect(problemsOf({ ...emptyNamespace, windows: "daily" })).toEqual({ windows: listProblem });
    expect(problemsOf(emptyNamespace)).toEqual({});
    expect(settingsOf({ ...emptyNamespace, concurrency: "1,000" }).concurrency).toBe(1_000);
    expect(settingsOf(emptyNamespace).concurrency).toBeNull();
    expect(problemsOf({ ...emptyNamespace, concurrency: "1e3" })).toEqual({ concurrency: notInDigits });
  });
});
