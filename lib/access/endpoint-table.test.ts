import { describe, expect, it } from "vitest";
import { createEndpointTable } from "./endpoint-table";

const table = createEndpointTable([
  { id: "anything", path: "/*" },
  { id: "list", method: "GET", path: "/albums" },
  { id: "latest", method: "GET", path: "/albums/latest" },
  { id: "album", method: "GET", path: "/albums/{album}" },
  { id: "change", path: "/albums/{album}" },
  { id: "images", method: "GET", path: "/albums/{album}/images" },
  { id: "covers", method: "GET", path: "/albums/latest/covers/{size}" },
  { id: "files", method: "GET", path: "/albums/{album}/files/*" },
  { id: "root", method: "GET", path: "/" },
  { id: "wildcard", method: "GET", path: "/files/*" },
]);
const idOf = (method: string, path: string) => table.match(method, path)?.id ?? null;

describe("the endpoint of a request", () => {
  it.each([
    ["GET", "/", "root"],
    ["GET", "/albums", "list"],
    ["GET", "/albums/", "list"],
    ["GET", "/albums?page=2", "list"],
    ["HEAD", "/albums", "list"],
    ["GET", "/albums/latest", "latest"],
    ["POST", "/albums/latest", "change"],
    ["GET", "/albums/summer", "album"],
    ["DELETE", "/albums/summer", "change"],
    ["GET", "/albums/latest/images", "images"],
    ["GET", "/albums/latest/covers/small", "covers"],
    ["GET", "/albums/latest/files/a/b/c", "files"],
    ["GET", "/albums/latest/files", "files"],
    ["GET", "/albums/latest/covers", "anything"],
    ["GET", "/files", "wildcard"],
    ["GET", "/alb%75ms/s%20p", "album"],
    ["POST", "/albums", "anything"],
    ["GET", "/albums/summer?a=b#c", "album"],
    ["GET", "/albums/latest.json", "album"],
  ])("is the most specific one that fits: %s %s", (method, path, id) => {
    expect([method, path, idOf(method, path)]).toEqual([method, path, id]);
  });

  it.each([
    "",
    "albums",
    "http://service/albums",
    "//albums",
    "/albums//images",
    "/albums/../admin",
    "/albums/./latest",
    "/albums/%2e%2e/admin",
    "/albums/%2E./admin",
    "/albums/a%2fb",
    "/albums/a%5Cb",
    "/albums/a\\b",
    "/albums/..;/admin",
    "/albums#/latest",
    "/albums/latest#?page=2",
    "/ALBUMS",
    "/albums/Latest",
    "/albums/l%41test",
    "/albums/late%C5%BFt",
    "/albums/summer/Files/a",
    "/albums/%252e%252e/admin",
    "/albums/%",
    "/albums/%ff",
    "/albums/a%00",
    "/albums/a b",
    "/albums/ü",
    `/${"a".repeat(8_192)}`,
  ])("is none where routers could disagree, whatever takes the rest: %s", (path) => {
    expect([path, idOf("GET", path)]).toEqual([path, null]);
  });

  it("is none where nothing fits, and by its id only what the product names", () => {
    const closed = createEndpointTable([{ id: "list", method: "GET", path: "/albums" }]);
    expect([closed.match("GET", "/"), closed.match("POST", "/albums"), closed.byId("constructor")]).toEqual([
      null,
      null,
      null,
    ]);
    expect(closed.byId("list")?.path).toBe("/albums");
  });
});
