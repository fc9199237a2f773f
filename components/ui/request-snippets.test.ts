import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { envFile, envFileName, snippetsOf } from "./request-snippets";

const url = "http://localhost:3000/v1/prompts";

describe("snippets", () => {
  it("curl carries the secret; programs read it from the environment", () => {
    const { curl, javascript, python, go } = snippetsOf({ method: "GET", url }, "pr_live_abc", "PROMPTS_API_KEY");
    expect(curl).toBe(`curl '${url}' \\\n  -H 'Authorization: Bearer pr_live_abc'`);
    expect(javascript).toContain("process.env.PROMPTS_API_KEY");
    expect(python).toContain("os.environ['PROMPTS_API_KEY']");
    expect(go).toContain('os.Getenv("PROMPTS_API_KEY")');
    expect(javascript + python + go).not.toContain("pr_live_abc");
  });

  it("a body reaches the other side unchanged, quotes included", () => {
    const body = { content: `It's "quoted" $HOME` };
    const { curl, javascript } = snippetsOf({ method: "POST", url, body }, "secret", "KEY");
    // The shell itself says what curl would be given.
    const given = execFileSync("sh", ["-c", curl.replace(/^curl/, "printf '%s\\0'")], { encoding: "utf8" }).split("\0");
    expect(JSON.parse(given[given.indexOf("-d") + 1] ?? "")).toEqual(body);
    expect(given.slice(0, 3)).toEqual(["-X", "POST", url]);
    expect(javascript).toContain(JSON.stringify(body.content));
  });
});

describe("env file", () => {
  it("holds one assignment, also with line breaks in the comments", () => {
    const text = envFile("KEY", "secret", ["Made for\nEVIL=1"]);
    expect(text).toBe("# Made for EVIL=1\nKEY=secret\n");
  });

  it("is named after the credential", () => {
    expect(envFileName("CI deploy (EU)")).toBe("ci-deploy-eu.env");
    expect(envFileName("../../etc")).toBe("etc.env");
    expect(envFileName("鍵")).toBe("secret.env");
  });
});
