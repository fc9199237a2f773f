import { expect, it } from "vitest";
import { unknownArgument } from "./known-options.mjs";

it("a script's argument that it does not know is named with those that there are", () => {
  expect(unknownArgument(["--without-postgres"], ["--without-postgres"])).toBeUndefined();
  expect(unknownArgument([], [])).toBeUndefined();
  expect(unknownArgument(["--without-postgress"], ["--without-postgres"])).toBe(
    "there is no option --without-postgress; there is --without-postgres",
  );
  expect(unknownArgument(["x"], [])).toBe("there is no option x; it takes none");
});
