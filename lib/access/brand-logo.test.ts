import { expect, it } from "vitest";
import { readLogo } from "./brand-logo";

const svg = (text: string) => `data:image/svg+xml;base64,${Buffer.from(text).toString("base64")}`;
const drawing = (inside: string) => svg(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">${inside}</svg>`);
const png = (bytes: Buffer) => `data:image/png;base64,${bytes.toString("base64")}`;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

it("takes a drawing and a PNG as they are", () => {
  const text =
    '<svg xmlns="http://www.w3.org/2000/svg"><linearGradient id="a"/><path fill="url(#a)" d="M0 0h8v8z"/></svg>';
  expect(Buffer.from(readLogo(svg(text))?.bytes ?? []).toString()).toBe(text);
  expect(readLogo(svg(`<?xml version="1.0"?>\n${text}`))?.type).toBe("image/svg+xml");
  expect(readLogo(png(Buffer.concat([signature, Buffer.alloc(100)])))?.type).toBe("image/png");
});

it.each([
  ["a script", drawing("<script>alert(1)</script>")],
  ["a script of another prefix", drawing("<s:script/>")],
  ["a handler", drawing('<path onload ="x()"/>')],
  ["a page within", drawing("<foreignObject/>")],
  ["a link", drawing('<a href="https://other.test"/>')],
  ["an image of another host", drawing('<image href="https://other.test/a.png"/>')],
  ["a style of another host", drawing("<style>@import 'x'</style>")],
  ["a colour of another host", drawing('<path fill="url(https://other.test/a)"/>')],
  ["a link that runs", drawing('<use href="javascript:x"/>')],
  ["a changing attribute", drawing('<set attributeName="href"/>')],
  ["entities", svg('<!DOCTYPE svg [<!ENTITY a "b">]><svg></svg>')],
  ["a style sheet", svg('<?xml-stylesheet href="x"?><svg></svg>')],
  ["a page", svg("<html></html>")],
  ["bytes that are no text", `data:image/svg+xml;base64,${Buffer.from([0x3c, 0xff]).toString("base64")}`],
  ["another type", "data:text/html;base64,PHN2Zz48L3N2Zz4="],
  ["an address", "https://other.test/logo.svg"],
  ["a PNG that is none", png(Buffer.from("GIF89a"))],
  ["more than 32 KB", png(Buffer.concat([signature, Buffer.alloc(32_761)]))],
])("refuses %s", (_what, url) => {
  expect(readLogo(url)).toBeNull();
});
