import { expect, it } from "vitest";
import { addressBlocks, countingAddress } from "./address";

it.each([
  ["192.0.2.77", "192.0.2.0/24", "192.0.2.77"],
  ["::ffff:192.0.2.77", "192.0.2.0/24", "192.0.2.77"],
  ["2001:db8:aa:1:2:3:4:5", "2001:db8:aa::/48", "2001:db8:aa:1::/64"],
  ["not an address", "unknown", "unknown"],
  [null, "unknown", "unknown"],
])("%s lies in a wide and a narrow block, and is counted under the narrow one", (address, wide, narrow) => {
  expect(addressBlocks(address)).toEqual([wide, narrow]);
  expect(countingAddress(address)).toBe(narrow);
});
