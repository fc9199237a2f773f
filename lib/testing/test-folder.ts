import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";

/** A folder for the files of a test file, which goes with it. */
export function useTestFolder(): () => string {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "latchkey-test-folder-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}
