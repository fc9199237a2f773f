import { expect, it } from "vitest";
import { ApiError } from "./api-error";
import { parseJson } from "./body";

function refusalOf(body: string): string {
  try {
    return `taken as ${JSON.stringify(parseJson(Buffer.from(body)))}`;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}

it.each([
  ['{"a":1e400}', "a"],
  ['{"a":[0,-1E+0309]}', "a.1"],
  [`{"a":{"b":${"9".repeat(400)}}}`, "a.b"],
  [`{"a":${"9".repeat(310)}.5e-1}`, "a"],
  ['{"__proto__":{"admin":true}}', "__proto__"],
  ['{"a":{"\\u005f_proto__":1}}', "a.__proto__"],
  ['{"a":"\\u0000"}', "a"],
  ['{"a":"\\ud800"}', "a"],
])("%s is refused by the place that could not be kept", (body, place) => {
  expect(refusalOf(body)).toMatch(new RegExp(`^${place.replaceAll(".", "\\.")}: `));
});

it.each(['{"a":1e-400}', '{"a":1.5e300}', '{"a":"1e400"}', '{"a":"__proto__"}', '{"prototype":1}', '{"a":"\\u00e9"}'])(
  "%s is taken as it is",
  (body) => {
    expect(parseJson(Buffer.from(body))).toEqual(JSON.parse(body));
  },
);

it("digits are looked through once, however a body is cut into runs of them", () => {
  const costOf = (text: string) => {
    const before = process.cpuUsage();
    for (let time = 0; time < 5; time += 1) parseJson(Buffer.from(text));
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  const runs = JSON.stringify(["a".repeat(10), ...Array.from({ length: 3_000 }, () => `${"9".repeat(299)}a`)]);
  costOf(runs);
  // From each digit anew it took some seventy times as long.
  expect(costOf(runs)).toBeLessThan(20 * costOf(runs.replaceAll("9", "b")));
});

it("a body of nothing but open brackets is refused or taken without a crash, however deep", () => {
  const depth = 200_000;
  expect(refusalOf(`{"a":"\\u0000","b":${"[".repeat(depth)}${"]".repeat(depth)}}`)).toMatch(/^a: |JSON/);
});
