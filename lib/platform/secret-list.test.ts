import { describe, expect, it } from "vitest";
import { SecretList } from "./secret-list";

const [one, other] = ["first-secret-of-this-deployment-0123", "second-secret-of-this-deployment-012"];

describe("a list of secrets", () => {
  it.each([
    ["one alone", one, [one]],
    ["separated by commas, blanks and lines", ` ${one}, ${other}\n`, [one, other]],
    [
      "as JSON, where one may hold what separates",
      JSON.stringify([`${one}, and more`, other]),
      [`${one}, and more`, other],
    ],
  ])("reads %s, newest first", (_, text, secrets) => {
    expect(SecretList.parse(text)).toEqual(secrets);
  });

  it.each([
    ["one that is too short", "short", "must be at least 32 characters"],
    [
      "a phrase, whose words would each count as a secret",
      "correct horse battery staple and more of it",
      /lists 8 secrets.*as \["…"\]/,
    ],
    ["a short one beside a long one", `${one},short`, /lists 2 secrets/],
    ["a secret twice", `${one} ${one}`, "names a secret twice"],
    ["nothing", " , ", "must be at least 32 characters"],
    ["broken JSON", `["${one}"`, "begins like a JSON list"],
    ["a JSON list of something else", "[1]", "begins like a JSON list"],
  ])("refuses %s without naming any of it", (_, text, message) => {
    const { error } = SecretList.safeParse(text);
    expect(error?.issues.map((issue) => issue.message)).toEqual([
      typeof message === "string" ? expect.stringContaining(message) : expect.stringMatching(message),
    ]);
    expect(error?.message).not.toMatch(/first-secret|correct|horse/);
  });
});
