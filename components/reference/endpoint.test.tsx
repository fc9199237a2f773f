import { gzipSync } from "node:zlib";
import { screen, within } from "@testing-library/react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, test } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { endpointErrors } from "@/lib/http/endpoint-errors";
import { renderPage } from "@/lib/testing/render-page";
import { Endpoint } from "./endpoint";
import { Neighbours } from "./neighbours";
import { referenceGroups } from "./reference-entry";
import { ReferenceFrame } from "./reference-frame";

const groups = await referenceGroups(contractTable, "https://api.example", endpointErrors);

/** Next sends the content of a page twice: as HTML, and for React to take over. */
const mostOfMarkup = 30_000;

/** Each endpoint's page, its contents included. */
const pages = groups.flatMap((group) =>
  group.entries.map((entry) => ({
    id: entry.id,
    markup: renderToStaticMarkup(
      <ReferenceFrame groups={groups} place={{ product: group.product, endpoint: entry.id }}>
        <Endpoint entry={entry} limitHeaders="x-ratelimit-limit: 60" language="go" tryIt={null} />
        <Neighbours entries={group.entries} id={entry.id} />
      </ReferenceFrame>,
    ),
  })),
);

test("no endpoint's page has more than 30 KB of compressed markup", () => {
  for (const { id, markup } of pages) expect(gzipSync(markup).length, id).toBeLessThan(mostOfMarkup);
});

test("the headings of an endpoint's page leave out no level on the way down", () => {
  for (const { id, markup } of pages) {
    const levels = [...markup.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
    const steps = levels.slice(1).map((level, index) => level - (levels[index] ?? 0));
    expect([id, Math.max(...steps)]).toEqual([id, 1]);
  }
});

function renderEndpoint(id: string) {
  const entry = groups.flatMap((group) => group.entries).find((candidate) => candidate.id === id);
  if (!entry) throw new Error(`there is no endpoint ${id}`);
  renderPage(
    <Endpoint entry={entry} limitHeaders="x-ratelimit-limit: 60" language="python" tryIt={null} />,
    entry.href,
  );
  return entry;
}

describe("an endpoint's page", () => {
  it("tells who may call, parameters with examples, the answer, each error with a body, and limits", () => {
    const entry = renderEndpoint("post-v1-prompts");
    const part = (name: string) => within(screen.getByRole("region", { name }));
    expect(part("Who may call").getByText("prompts:write")).toBeDefined();
    expect(part("Parameters").getByText(/1 to 200 characters · for example Release notes/)).toBeDefined();
    expect(part("Answer 201").getByText(/"visibility": "public"/)).toBeDefined();
    for (const { code, meaning } of entry.errors) {
      expect(part("Errors").getAllByText(code).length).toBeGreaterThan(0);
      expect(part("Errors").getByText(meaning)).toBeDefined();
    }
    expect(part("Errors").getByText(/"message": "name: is required"/)).toBeDefined();
    expect(part("Limits").getByText("Free, Starter")).toBeDefined();
    expect(part("Limits").getByText("x-ratelimit-limit: 60")).toBeDefined();
  });

  it("begins in the language that the reader chose before", () => {
    renderEndpoint("post-v1-prompts");
    expect(screen.getByRole("radio", { name: "Python" })).toHaveProperty("checked", true);
    expect(screen.getByText(/import requests/)).toBeDefined();
  });

  it("says of a file which kinds it comes in", () => {
    renderEndpoint("get-v1-reports-id-download");
    expect(screen.getByText(/^A file: application\/json, text\/csv, or text\/markdown/)).toBeDefined();
  });
});
