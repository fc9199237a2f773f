import { expect, it } from "vitest";
import { isTimeZone, zoneFormats } from "./time-zones";

/** One zone written in `count` ways, each of which `Intl` takes. */
function spellings(count: number): string[] {
  const letters = [..."america/argentina"];
  return Array.from({ length: count }, (_, way) =>
    [...letters.map((letter, place) => ((way >> place) & 1 ? letter.toUpperCase() : letter)), "/salta"].join(""),
  );
}

it("a zone that is written in ever new ways pushes out what was used least recently, and nothing else", () => {
  const formatOf = zoneFormats({ hour: "2-digit" });
  const [left, used] = [formatOf("Europe/Berlin"), formatOf("Asia/Tokyo")];
  for (const zone of spellings(200)) {
    expect(isTimeZone(zone)).toBe(true);
    formatOf(zone);
    expect(formatOf("Asia/Tokyo")).toBe(used);
  }
  expect(formatOf("Europe/Berlin")).not.toBe(left);
});
