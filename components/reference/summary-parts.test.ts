import { describe, expect, it } from "vitest";
import { contractTable } from "@/lib/contract-table";
import { isPublic } from "@/lib/http/contract";
import { summaryParts } from "./summary-parts";

describe("an endpoint's title", () => {
  it("is what its summary says first; the rest is a sentence of its own", () => {
    expect(summaryParts("Create an API key; its secret is shown once")).toEqual({
      title: "Create an API key",
      lead: "Its secret is shown once.",
    });
    expect(summaryParts("Let a proxy ask: nginx; Caddy")).toEqual({ title: "Let a proxy ask", lead: "Nginx; Caddy." });
    expect(summaryParts("List API keys")).toEqual({ title: "List API keys", lead: null });
  });

  it("is short enough to be read at a glance, and names no code, for every endpoint of the reference", () => {
    const titles = contractTable.filter(isPublic).map(({ summary }) => summaryParts(summary).title);
    expect(titles.length).toBeGreaterThan(100);
    expect(titles.filter((title) => title.length > 72)).toEqual([]);
    expect(titles.filter((title) => title.includes("`"))).toEqual([]);
  });
});
