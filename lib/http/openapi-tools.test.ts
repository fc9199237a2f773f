import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SwaggerParser from "@apidevtools/swagger-parser";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import spectralCore, { type RulesetDefinition } from "@stoplight/spectral-core";
import { oas } from "@stoplight/spectral-rulesets";
import { describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { isPublic } from "./contract";
import { openApiDocument } from "./openapi";

const text = JSON.stringify(await openApiDocument(contractTable, "https://api.latchkey.test"));

/** Steps of a browser: their success is a redirect. */
const redirecting = contractTable
  .filter((contract) => isPublic(contract) && contract.success.status === 302)
  .map(({ method, path }) => `#/paths/${path.replaceAll("/", "~1")}/${method.toLowerCase()}/responses`);

describe("the OpenAPI document, with the tools that people use", () => {
  it("swagger-parser takes it for valid, every reference included", async () => {
    await expect(SwaggerParser.validate(JSON.parse(text))).resolves.toMatchObject({ openapi: "3.1.0" });
  });

  it("Redocly's recommended rules find nothing but that a redirect is no 2xx", async () => {
    const config = await createConfig({ extends: ["recommended"] });
    const problems = await lintFromString({ source: text, config, absoluteRef: "openapi.json" });
    const found = problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`);
    expect(found.toSorted()).toEqual(redirecting.map((pointer) => `operation-2xx-response ${pointer}`).toSorted());
  });

  it("Spectral finds nothing with its recommended rules, and everything has a description and a valid example", async () => {
    const spectral = new spectralCore.Spectral();
    const more = { "operation-description": "error", "oas3-parameter-description": "error" } as const;
    // The package's own types do not agree with each other.
    spectral.setRuleset({ extends: [[oas as unknown as RulesetDefinition, "recommended"]], rules: more });
    const problems = await spectral.run(JSON.parse(text));
    expect(problems.map(({ code, message, path }) => `${code}: ${message} at ${path.join("/")}`)).toEqual([]);
  });

  it("openapi-typescript makes types of it that compile, and that know every operation", async () => {
    const script = spawnSync(process.execPath, ["lib/testing/generate-api-types.mjs"], {
      input: text,
      encoding: "utf8",
      maxBuffer: 2 ** 25,
    });
    expect(script.stderr).toBe("");
    const folder = await mkdtemp(join(tmpdir(), "openapi-types-"));
    try {
      await writeFile(join(folder, "api.ts"), script.stdout);
      const compiler = [
        "node_modules/typescript/bin/tsc",
        "--noEmit",
        "--strict",
        "--types",
        "",
        join(folder, "api.ts"),
      ];
      const compiled = spawnSync(process.execPath, [...compiler, "--ignoreConfig"], { encoding: "utf8" });
      expect(compiled.stdout).toBe("");
      expect(compiled.status).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
    for (const { method, path } of contractTable.filter(isPublic)) {
      const operation = `${method.toLowerCase()}${path}`.replace(/[^A-Za-z0-9]+(.?)/g, (_, next: string) =>
        next.toUpperCase(),
      );
      expect(script.stdout).toContain(`${operation}: {`);
    }
  });
});
