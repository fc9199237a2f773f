import { describe, expect, it } from "vitest";
import { listedKey } from "@/lib/testing/listed-keys";
import { bodyOfExtras, changeOfExtras, extrasOf, extrasProblems, noExtras } from "./key-extras";

describe("what most keys do without", () => {
  it("is asked for only where something was typed", () => {
    expect(bodyOfExtras(noExtras)).toEqual({});
    const typed = {
      ...noExtras,
      description: " Nightly ",
      tags: "ci, team:data",
      not_before: "2026-06-10T12:00",
      metadata: '{"a": 1}',
      windows: "hourly 1,500/1h",
      rate_limit: "7",
    };
    expect(bodyOfExtras(typed)).toEqual({
      description: "Nightly",
      tags: ["ci", "team:data"],
      not_before: "2026-06-10T12:00:00.000Z",
      metadata: { a: 1 },
      windows: [{ name: "hourly", limit: 1_500, per: "1h" }],
      rate_limit: 7,
    });
  });

  it.each(["1e3", "-1", "1.5", "0x10"])("takes a limit in digits alone, which %s is not", (rate_limit) => {
    expect(bodyOfExtras({ ...noExtras, rate_limit })).toEqual({ rate_limit: Number.NaN });
    expect(bodyOfExtras({ ...noExtras, rate_limit: "1,000" })).toEqual({ rate_limit: 1_000 });
  });

  it("is changed only where it differs: a form that was opened and closed says nothing", () => {
    const key = listedKey(1, {
      tags: ["b", "a"],
      metadata: { deep: { list: [1, 2] } },
      notBefore: "2026-06-10T12:00:00.123Z",
      windows: [{ name: "rolling", limit: 3, per: "1d", sliding: true }],
    });
    expect(changeOfExtras(extrasOf(key), key)).toEqual({});
    expect(changeOfExtras({ ...extrasOf(key), tags: "a b" }, key)).toEqual({});
    expect(changeOfExtras({ ...extrasOf(key), tags: "", rate_limit: "5" }, key)).toEqual({ tags: [], rate_limit: 5 });
  });

  it.each([
    { rate_limit: "abc" },
    { rate_limit: "1e3" },
    { windows: "hourly" },
    { metadata: "[1]" },
    { metadata: "{a:1}" },
  ])("is changed by what cannot be read too, such as %o, so that somebody can save it and hear why not", (typed) => {
    const key = listedKey(1);
    expect(Object.keys(changeOfExtras({ ...extrasOf(key), ...typed }, key))).toEqual(Object.keys(typed));
  });

  it.each(["[]", "null", "{", "7"])("says what metadata has to be in place of %s", (metadata) => {
    expect(extrasProblems({ ...noExtras, metadata })).toEqual({ metadata: expect.stringContaining("JSON object") });
  });

  it.each(["hourly", "hourly 5", "5/1h", "hourly five/1h"])("says how a window is written in place of %s", (line) => {
    const problems = extrasProblems({ ...noExtras, windows: `rolling 20/10s sliding\n${line}` });
    expect(problems).toEqual({ windows: expect.stringContaining(`“${line}”`) });
  });
});
