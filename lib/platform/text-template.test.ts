import { describe, expect, test } from "vitest";
import { isVariableName, parseTemplate, renderTemplate, variablesOf } from "./text-template.mjs";

const render = (template: string, variables: Record<string, string | number | boolean> = {}) =>
  renderTemplate(parseTemplate(template), variables, 100_000).text;

describe("a template", () => {
  test.each([
    ["Hi {{name}}!", "Hi Ada!"],
    ["Hi {{ name }}!", "Hi Ada!"],
    ["{{{name}}}", "{Ada}"],
    ["\\{{name}}", "{{name}}"],
    ["\\\\{{name}}", "\\Ada"],
    ["\\\\\\{{name}}", "\\{{name}}"],
    ["{{name}}\\{{name}}", "Ada{{name}}"],
    ['{"a":{"b":1}} {{}} {{ }} {{1a}} {{a b}} {name}', '{"a":{"b":1}} {{}} {{ }} {{1a}} {{a b}} {name}'],
    ["C:\\dir {{count}} {{on}}", "C:\\dir 0 false"],
    ["", ""],
  ])("%j becomes %j", (template, text) => {
    expect(render(template, { name: "Ada", count: 0, on: false })).toBe(text);
  });

  test("names its variables once each, in order, without literal braces", () => {
    expect(variablesOf("{{b}} {{a}} {{ b }} \\{{c}} {{größe}}")).toEqual(["b", "a", "größe"]);
  });

  test.each([
    ["{{", 100_000],
    ["\\", 200_000],
    ["{{ ", 60_000],
    ["{{a", 60_000],
  ])("made of nothing but %j is read in linear time", (part, count) => {
    const before = process.cpuUsage();
    parseTemplate(part.repeat(count));
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
  });
});

test("a name begins with a letter or underscore, has 100 characters at most and is not __proto__", () => {
  expect(["a", "_a", "user.name", "a-b", "größe", "a".repeat(100)].map(isVariableName)).toEqual(Array(6).fill(true));
  expect(["", "1a", "a b", "a}", ".a", "a".repeat(101), "__proto__"].map(isVariableName)).toEqual(Array(7).fill(false));
});
