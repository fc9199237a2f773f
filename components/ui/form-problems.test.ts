import { describe, expect, it } from "vitest";
import { z } from "zod";
import { problemsByField, problemsOfIssues } from "./form-problems";

const values = {
  name: "",
  ip_allowlist: "10.0.0.1\nnowhere",
  expires_in_days: { preset: "custom", date: "" },
  invitations: [{ email: "x" }],
  scopes: ["a"],
  windows: "hourly 0/1h",
};
const body = {
  name: "",
  ip_allowlist: ["10.0.0.1", "nowhere"],
  invitations: [{ email: "x" }],
  scopes: ["a"],
  windows: [
    { name: "hourly", limit: 0, per: "1h" },
    { name: "daily", limit: Number.NaN, per: "1d" },
  ],
};

function placed(path: string, words = {}, from: "contract" | "server" = "server") {
  return problemsByField([{ path, message: "must be right" }], { values, body, words, from });
}

describe("what is wrong with a form", () => {
  it("lands on the field that bears the body's name, however deep the body or the form goes", () => {
    expect(placed("name")).toEqual({ name: "Must be right" });
    expect(placed("expires_in_days")).toEqual({ expires_in_days: "Must be right" });
    expect(placed("invitations.0.email")).toEqual({ "invitations.0.email": "Must be right" });
    expect(placed("tenantId")).toEqual({ form: "Must be right" });
    expect(placed("")).toEqual({ form: "Must be right" });
  });

  it("names the wrong one of several items in one field", () => {
    expect(placed("ip_allowlist.1")).toEqual({ ip_allowlist: "“nowhere” must be right" });
    expect(placed("scopes.0")).toEqual({ scopes: "“a” must be right" });
    expect(placed("windows.0.limit")).toEqual({ windows: "“0” must be right" });
    // What was no number has no name that its reader knows.
    expect(placed("windows.1.limit")).toEqual({ windows: "Must be right" });
  });

  it("is said in the form's words, which do not hide the server's reasons", () => {
    const words = { name: "Give it a name", scopes: (message: string) => `The scopes ${message}.` };
    expect(placed("name", words, "contract")).toEqual({ name: "Give it a name" });
    expect(placed("name", words, "server")).toEqual({ name: "Must be right" });
    expect(placed("scopes", words, "server")).toEqual({ scopes: "The scopes must be right." });
  });

  it("is the first problem of each field", () => {
    const error = z
      .object({ name: z.string().min(1, "must not be empty").regex(/x/, "must hold an x") })
      .safeParse(body).error;
    const problems = problemsOfIssues(error ?? expect.unreachable());
    expect(problems).toHaveLength(2);
    expect(problemsByField(problems, { values, body, from: "contract" })).toEqual({ name: "Must not be empty" });
  });
});
