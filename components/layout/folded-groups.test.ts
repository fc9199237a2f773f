import { expect, test } from "vitest";
import { foldedCookie, foldedCookieOf, foldedOf } from "./folded-groups";

test("what was folded is folded again", () => {
  const [pair = ""] = foldedCookieOf(["activity", "organization"]).split(";");
  expect(pair.startsWith(`${foldedCookie}=`)).toBe(true);
  expect(foldedOf(pair.slice(foldedCookie.length + 1))).toEqual(["activity", "organization"]);
});

test.each([undefined, "", "nothing", "first.deployment", "activity<script>"])("%s folds nothing", (cookie) => {
  expect(foldedOf(cookie)).toEqual([]);
});
