import { expect, test } from "vitest";
import { diskWords, withDiskWords } from "./disk-words.mjs";
import { errorFields } from "./log-error.mjs";

test.each([
  ["a system call's", Object.assign(new Error("write failed"), { code: "ENOSPC" }), /^the disk is full/],
  ["PostgreSQL's", new Error('could not extend file "base/5/1": No space left on device'), /^the disk is full/],
  ["PostgreSQL's, where a part was written,", new Error("HINT:  Check free disk space."), /^the disk is full/],
  ["npm's", new Error("npm ci failed:\nnpm error code ENOSPC"), /^the disk is full/],
  ["a quota's", Object.assign(new Error("x"), { code: "EDQUOT" }), /^the disk quota is used up/],
  ["a read-only disk's", new Error("EROFS: read-only file system, mkdir '/srv/data'"), /^the disk is read-only/],
  ["another owner's", new Error("EACCES: permission denied, open '/srv/data/x'"), /^this user may not write there/],
  ["a cause's", new Error("PostgreSQL did not start", { cause: new Error("ENOSPC") }), /^the disk is full/],
])("%s refusal is told in plain words, with what to do, in front of the message and in the log", (_, error, words) => {
  expect(diskWords(error)).toMatch(words);
  expect(withDiskWords(error)).toContain(`(${error.message})`);
  expect(errorFields(error).hint).toBe(diskWords(error));
});

test.each([
  Object.assign(new Error("listen EACCES: permission denied 0.0.0.0:80"), { code: "EACCES" }),
  new Error("permission denied for schema public"),
  "ENOSPC",
])("%s is no disk's", (error) => {
  expect(diskWords(error)).toBeNull();
  expect(errorFields(error)).not.toHaveProperty("hint");
});
