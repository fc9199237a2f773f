import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { completeLockfile, type LockedPackage } from "./complete-lockfile.mjs";

const tool = (version: string, optional: Record<string, string>): LockedPackage => ({
  version,
  optionalDependencies: optional,
});

describe("completeLockfile", () => {
  test("adds other platforms' packages with what npm needs to leave them out, and no address", () => {
    const packages: Record<string, LockedPackage> = {
      "": {},
      "node_modules/tool": {
        ...tool("1.0.0", { "@tool/linux-x64-musl": "1.0.0", "@tool/wasm32-wasi": "1.0.0" }),
        dev: true,
      },
      "node_modules/@tool/linux-x64": {
        version: "1.0.0",
        resolved: "https://registry.example/x.tgz",
        integrity: "sha512-x",
      },
    };
    const lockfile = { packages };
    expect(completeLockfile(lockfile)).toEqual(["@tool/linux-x64-musl@1.0.0", "@tool/wasm32-wasi@1.0.0"]);
    expect(lockfile.packages).toEqual({
      "": {},
      "node_modules/@tool/linux-x64": { version: "1.0.0", integrity: "sha512-x" },
      "node_modules/@tool/linux-x64-musl": {
        version: "1.0.0",
        cpu: ["x64"],
        libc: ["musl"],
        os: ["linux"],
        dev: true,
        optional: true,
      },
      "node_modules/@tool/wasm32-wasi": { version: "1.0.0", cpu: ["wasm32"], dev: true, optional: true },
      "node_modules/tool": packages["node_modules/tool"],
    });
    expect(completeLockfile(lockfile)).toEqual([]);
  });

  test("puts a second version of a package below the one that needs it", () => {
    const lockfile = {
      packages: {
        "node_modules/a": tool("1.0.0", { "bin-darwin-arm64": "1.0.0" }),
        "node_modules/bin-darwin-arm64": { version: "2.0.0" },
      } as Record<string, LockedPackage>,
    };
    completeLockfile(lockfile);
    expect(lockfile.packages["node_modules/a/node_modules/bin-darwin-arm64"]).toMatchObject({
      version: "1.0.0",
      os: ["darwin"],
    });
  });

  test("refuses what it would have to guess", () => {
    const missing = (optional: Record<string, string>) => ({ packages: { "node_modules/a": tool("1.0.0", optional) } });
    expect(() => completeLockfile(missing({ "bin-darwin-arm64": "^1.0.0" }))).toThrow("its version is not known");
    expect(() => completeLockfile(missing({ fsevents: "2.3.3" }))).toThrow("platform of fsevents cannot be told");
  });

  test("has nothing to add to the lockfile of this repository, which holds no address", async () => {
    const lockfile = JSON.parse(await readFile("package-lock.json", "utf8"));
    const packages: LockedPackage[] = Object.values(lockfile.packages);
    expect(packages.filter(({ resolved }) => resolved)).toEqual([]);
    expect(completeLockfile(lockfile)).toEqual([]);
  });
});
