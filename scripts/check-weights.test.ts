import { expect, it } from "vitest";
import { weightProblems } from "./check-weights.mjs";

const page = (name: string, kilobytes: number) => ({ page: name, files: [], bytes: kilobytes * 1000 });

it("names each page and each lazy file that is heavier than it may be, and a page that nobody limited", () => {
  const weights = {
    framework: 132_000,
    pages: [page("/(auth)/sign-in/page", 400), page("/(dashboard)/dashboard/page", 200), page("/(new)/page", 1)],
    lazy: [{ file: "static/chunks/chart.js", bytes: 300_000 }],
  };
  expect(weightProblems(weights)).toEqual([
    expect.stringMatching(/^\/\(auth\)\/sign-in\/page takes 400\.0 KB/),
    "/(new)/page has no limit",
    expect.stringMatching(/^static\/chunks\/chart\.js takes 300\.0 KB/),
  ]);
});
