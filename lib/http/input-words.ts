import type { z } from "zod";

type Issue = z.core.$ZodRawIssue;

const count = new Intl.NumberFormat("en-US");

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

const forms: Readonly<Record<string, string>> = {
  email: "an email address",
  url: "a URL",
  uuid: "a UUID",
  datetime: "a time such as 2026-06-10T12:00:00Z",
  date: "a day such as 2026-06-10",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
};

/**
 * What is wrong with a value where its schema has no words of its own. It is the end of a sentence that its sender can
 * act on, as `must be at most 365`. Given to zod with each check, so that forms and answers say the same; undefined is
 * zod's own.
 */
export function inputWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : mustBe(kinds[issue.expected]);
    case "invalid_value":
      if (issue.input === undefined) return "is required";
      return issue.values.length === 1 ? `must be ${shown(issue.values[0])}` : oneOf(issue.values);
    case "too_small":
      return bound(issue.origin, issue.minimum, issue.exact ? "exactly" : issue.inclusive ? "at least" : "more than");
    case "too_big":
      return bound(issue.origin, issue.maximum, issue.exact ? "exactly" : issue.inclusive ? "at most" : "less than");
    case "invalid_format":
      return mustBe(forms[issue.format]) ?? "does not have the form that it must have";
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_union":
      return Array.isArray(issue.options) && issue.options.length > 0
        ? oneOf(issue.options)
        : "has none of the forms that it may have";
    case "invalid_key":
      return "has a name in it that is not allowed";
    default:
      return undefined;
  }
}

function mustBe(what: string | undefined): string | undefined {
  return what && `must be ${what}`;
}

/** Lengths of texts and lists are told as such; an empty one in words of its own. */
function bound(origin: string, limit: number | bigint, relation: string): string {
  const unit = origin === "string" ? "character" : origin === "array" || origin === "set" ? "item" : null;
  if (!unit) return `must be ${relation} ${count.format(limit)}`;
  if (relation === "at least" && Number(limit) === 1) return "must not be empty";
  return `must have ${relation} ${count.format(limit)} ${unit}${Number(limit) === 1 ? "" : "s"}`;
}

function oneOf(values: readonly unknown[]): string {
  return `must be one of ${values.map(shown).join(", ")}`;
}

function shown(value: unknown): string {
  return String(value);
}
