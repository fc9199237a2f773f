import { expect, it } from "vitest";
import { placesOf } from "./redirect-places";

it("redirect addresses lead to hosts, each once, or to an app's own scheme", () => {
  const uris = [
    "https://app.example.test/a",
    "https://app.example.test/b",
    "http://localhost:4000/callback",
    "com.example.app:/callback",
  ];
  expect(placesOf(uris)).toEqual(["app.example.test", "localhost:4000", "com.example.app://"]);
  expect(placesOf([])).toEqual([]);
});
