import { afterEach, describe, expect, test } from "vitest";
import { TextCheck } from "./text-check";
import { ChecksTookTooLong, openTextChecker, type TextChecker, type TextRow } from "./text-checker";

const open: TextChecker[] = [];
afterEach(async () => {
  for (const checker of open.splice(0)) await checker.close();
});

function checker(template: string, checks: unknown[] = [], limitMs = 30_000): TextChecker {
  const opened = openTextChecker(
    template,
    checks.map((check) => TextCheck.parse(check)),
    limitMs,
  );
  open.push(opened);
  return opened;
}

const row = (variables: TextRow["variables"] = {}, checks: unknown[] = []): TextRow => ({
  variables,
  checks: checks.map((check) => TextCheck.parse(check)),
});

async function outcome(text: string, check: unknown) {
  const [verdict] = await checker("{{text}}", [check]).judge([row({ text })]);
  return verdict?.checks[0];
}

describe("a check", () => {
  test.each([
    [{ type: "contains", value: "ell" }, "Hello", true],
    [{ type: "contains", value: "ELL" }, "Hello", false],
    [{ type: "contains", value: "ELL", case_sensitive: false }, "Hello", true],
    [{ type: "not_contains", value: "x" }, "Hello", true],
    [{ type: "not_contains", value: "h", case_sensitive: false }, "Hello", false],
    [{ type: "equals", value: "Hello" }, "Hello", true],
    [{ type: "equals", value: "Hello" }, "Hello ", false],
    [{ type: "starts_with", value: "He" }, "Hello", true],
    [{ type: "ends_with", value: "LO", case_sensitive: false }, "Hello", true],
    [{ type: "regex", value: "^H\\w+$" }, "Hello", true],
    [{ type: "regex", value: "^h", case_sensitive: false }, "Hello", true],
    [{ type: "regex", value: "^\\p{Emoji}$" }, "🦊", true],
    [{ type: "min_length", value: 2 }, "🦊", false],
    [{ type: "max_length", value: 1 }, "🦊", true],
    [{ type: "max_length", value: 4 }, "Hello", false],
  ])("%j on %j is %j", async (check, text, passed) => {
    const found = await outcome(text, check);
    expect(found?.passed).toBe(passed);
    expect(found?.reason === null).toBe(passed);
  });

  test.each([
    "(",
    "[a",
    "a{2,1}",
    "\\",
    "*",
    "(?<n>a)(?<n>b)",
    "\\p{Nothing}",
    "\\p",
    "\\p{",
    "[\\p{L}-z]",
    "\\p{}",
    "\\\\\\p{Nothing}",
  ])("refuses the pattern %j", (value) => {
    expect(TextCheck.safeParse({ type: "regex", value }).success).toBe(false);
  });

  test.each(["\\p{L}+", "[^\\P{Lu}]", "\\p{Script=Greek}", "\\\\p\\{2", "\\u{1F98A}", "\\k<n>(?<n>a)", "a\\/b"])(
    "takes the pattern %j",
    (value) => {
      expect(TextCheck.safeParse({ type: "regex", value }).success).toBe(true);
    },
  );

  test("with many Unicode properties is read quickly, however many come in one request", () => {
    const before = process.cpuUsage();
    for (let count = 0; count < 2_000; count++) {
      TextCheck.parse({ type: "regex", value: `${"\\P{Cn}".repeat(70)}${count}` });
    }
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
  });
});

describe("a pattern that backtracks for ever", () => {
  const slow = { type: "regex", value: "^(a+)+$" };
  const trap = { text: `${"a".repeat(40)}!` };

  test("fails its own check and no other, and this thread goes on meanwhile", async () => {
    let longestPauseMs = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longestPauseMs = Math.max(longestPauseMs, performance.now() - last);
      last = performance.now();
    }, 5);
    const rows = [row({ text: "aaa" }), row(trap), row(trap), row({ text: "aa" })];
    const beganMs = performance.now();
    const verdicts = await checker("{{text}}", [slow, { type: "contains", value: "a" }]).judge(rows);
    clearInterval(timer);
    const tookMs = performance.now() - beganMs;
    expect(verdicts.map(({ passed }) => passed)).toEqual([true, false, false, true]);
    expect(verdicts[1]?.checks).toEqual([
      { passed: false, reason: "The pattern took too long" },
      { passed: true, reason: null },
    ]);
    // A busy machine makes both longer; a thread that tried the pattern itself would pause for nearly all of the time.
    expect(longestPauseMs).toBeLessThan(tookMs / 2);
  });

  test("is not tried for ever: after three texts it is given up", async () => {
    const verdicts = await checker("{{text}}", [slow]).judge(Array.from({ length: 1_000 }, () => row(trap)));
    expect(verdicts[2]?.checks[0]?.reason).toBe("The pattern took too long");
    expect(verdicts[3]?.checks[0]?.reason).toMatch(/^Not tried/);
    expect(verdicts[999]?.checks[0]?.reason).toMatch(/^Not tried/);
  });

  test("stays given up, however many patterns of their own the texts bring", async () => {
    const rows = Array.from({ length: 2_500 }, (_, n) => row(trap, [{ type: "regex", value: `x{${n}}` }]));
    const verdicts = await checker("{{text}}", [slow]).judge(rows);
    const tried = verdicts.filter(({ checks }) => checks[0]?.reason === "The pattern took too long");
    expect(tried).toHaveLength(3);
  });

  test("ends with the thread's time, also in the middle of its work", async () => {
    const limited = checker("{{text}}", [], 300);
    const rows = Array.from({ length: 100 }, (_, n) => row(trap, [{ type: "regex", value: `^(a+)+${n}$` }]));
    await expect(limited.judge(rows)).rejects.toThrow(ChecksTookTooLong);
    await expect(limited.judge([row({ text: "a" })])).rejects.toThrow(ChecksTookTooLong);
  });
});

describe("rendering", () => {
  test("a variable that the row lacks fails the row and says which", async () => {
    const verdicts = await checker("Hi {{name}}").judge([row(), row({ name: "Ada" })]);
    expect(verdicts[0]).toMatchObject({ passed: false, error: 'The row has no variable "name"', checks: [] });
    expect(verdicts[1]).toMatchObject({ passed: true, text: "Hi Ada" });
  });

  test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
    "what every object has is no variable: %s",
    async (name) => {
      const [verdict] = await checker(`{{${name}}}`).judge([row()]);
      expect(verdict?.error).toContain(name);
    },
  );

  test("values are put in as they are: no placeholder in them is read, no replacement pattern either", async () => {
    const [verdict] = await checker("{{a}}-{{b}}").judge([row({ a: "{{b}}", b: "$& $1 $$" })]);
    expect(verdict?.text).toBe("{{b}}-$& $1 $$");
  });

  test("a text that would grow without bound fails its row", async () => {
    const [verdict] = await checker("{{x}}".repeat(2_000)).judge([row({ x: "y".repeat(1_000) })]);
    expect(verdict).toMatchObject({ passed: false, text: "" });
    expect(verdict?.error).toContain("400000");
  });

  test("a long text is checked whole and kept in part, never with half a character at its end", async () => {
    const [verdict] = await checker("a{{x}}", [{ type: "ends_with", value: "🦊" }]).judge([
      row({ x: "🦊".repeat(5_000) }),
    ]);
    expect(verdict).toMatchObject({ passed: true, length: 5_001 });
    expect(verdict?.text.length).toBe(3_999);
    expect(() => encodeURIComponent(verdict?.text ?? "")).not.toThrow();
  });
});

test("10,000 rows with 10 checks each, four of them patterns, take seconds", async () => {
  const checks = [
    { type: "contains", value: "order" },
    { type: "not_contains", value: "error" },
    { type: "starts_with", value: "Dear" },
    { type: "ends_with", value: "." },
    { type: "min_length", value: 10 },
    { type: "max_length", value: 500 },
    { type: "regex", value: "\\d{4}" },
    { type: "regex", value: "^dear \\w+", case_sensitive: false },
    { type: "regex", value: "ships (today|tomorrow)" },
    { type: "regex", value: "\\bAda|Bob|Cy\\b" },
  ];
  const started = performance.now();
  const judged = checker("Dear {{name}}, your order {{order}} ships {{when}}.", checks);
  let passed = 0;
  for (let batch = 0; batch < 100; batch++) {
    const rows = Array.from({ length: 100 }, (_, n) => row({ name: "Ada", order: 1_000 + n, when: "today" }));
    passed += (await judged.judge(rows)).filter((verdict) => verdict.passed).length;
  }
  expect(passed).toBe(10_000);
  expect(performance.now() - started).toBeLessThan(20_000);
});
