import { expect, it } from "vitest";
import { parseRange } from "@/lib/platform/address-range";
import { AddressRange } from "./address-range";

const isRange = (text: string) => AddressRange.safeParse(text).success;

it.each([
  "203.0.113.7",
  "203.0.113.0/24",
  "0.0.0.0/0",
  "255.255.255.255/32",
  "::",
  "::1",
  "::/0",
  "2001:db8::/32",
  "2001:DB8::1/128",
  "fe80::1",
  "1:2:3:4:5:6:7:8",
  "64:ff9b::198.51.100.1",
  "::ffff:1",
])("takes %s", (text) => {
  expect(isRange(text)).toBe(true);
  expect(parseRange(text)).not.toBeNull();
});

it.each([
  "",
  "/",
  "10",
  "10.1",
  "010.0.0.1",
  "0x7f.0.0.1",
  "2130706433",
  "256.0.0.1",
  "1.2.3.4.5",
  "203.0.113.0/33",
  "203.0.113.0/-1",
  "203.0.113.0/",
  "203.0.113.0/24/24",
  " 203.0.113.7",
  "203.0.113.7 ",
  "example.test",
  "::ffff:203.0.113.7",
  "::FFFF:203.0.113.7",
  "::ffff:cb00:7107",
  "0:0:0:0:0:ffff:cb00:7107/128",
  "::ffff:0:0/96",
  "2001:db8::/129",
  "2001:db8:::1",
  "1::2::3",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "12345::",
  "fe80::1%eth0",
  "[::1]",
  "::1]@x[",
])("refuses %s", (text) => {
  expect(isRange(text)).toBe(false);
});

it("takes nothing that could not be read afterwards, whatever is put together of what addresses are written in", () => {
  let seed = 7;
  const next = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const pieces = ["0", "1", "9", "25", "255", "256", "a", "ffff", "FF", ":", "::", ".", "/", "/8", "/32", "/128", "%"];
  for (let round = 0; round < 20_000; round += 1) {
    const text = Array.from({ length: 1 + next(12) }, () => pieces[next(pieces.length)]).join("");
    if (isRange(text)) expect(parseRange(text), text).not.toBeNull();
  }
});
