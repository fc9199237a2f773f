import { expect, it } from "vitest";
import { z } from "zod";
import { readAddress } from "./address";

const rules = { q: z.string().trim().max(10).optional(), state: z.enum(["open", "closed"]) };

it("a page on the server and its controls in the browser read one address alike", () => {
  for (const text of ["q=a%26b%3D%C3%BC&state=open", "q=a&q=b", "other=1", "state=OPEN&q=%20%20", "q=a%00b", ""]) {
    const params = new URLSearchParams(text);
    const handedByNext = Object.fromEntries(
      [...new Set(params.keys())].map((name) => {
        const all = params.getAll(name);
        return [name, all.length > 1 ? all : all[0]];
      }),
    );
    expect(readAddress(rules, handedByNext), text).toEqual(readAddress(rules, params));
  }
});

it("a span that ends before it begins is left out, and half of one stays", () => {
  const moment = z.string().optional();
  const read = (text: string) => readAddress({ ...rules, from: moment, to: moment }, new URLSearchParams(text));
  const [early, late] = ["2026-11-20T00:00:00.000Z", "2026-11-28T00:00:00.000Z"];
  expect(read(`from=${late}&to=${early}&state=open`)).toEqual({ state: "open" });
  expect(read(`from=${late}&to=${late}`)).toEqual({});
  expect(read(`from=${early}&to=${late}`)).toEqual({ from: early, to: late });
  expect(read(`to=${early}`)).toEqual({ to: early });
});

it("what keeps no rule is left out instead of failing the page", () => {
  const read = (text: string) => readAddress(rules, new URLSearchParams(text));
  expect(read("q=a%26b%3D%C3%BC&state=closed&other=1")).toEqual({ q: "a&b=ü", state: "closed" });
  expect(read("q=%20x%20&state=nope")).toEqual({ q: "x" });
  expect(read(`q=${"x".repeat(11)}&state=`)).toEqual({});
  expect(read("q=a%00b")).toEqual({});
});
